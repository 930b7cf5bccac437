import type { MediaPacket } from './packet.js';

/** The last packets of one incoming stream, shared by all its viewers, to answer their retransmission requests. */
export class PacketHistory {
  readonly #ring: (MediaPacket | undefined)[];

  /** @param size packets kept; a power of two, so that it divides the 2^16 sequence numbers */
  constructor(size = 1024) {
    this.#ring = new Array(size);
  }

  store(packet: MediaPacket): void {
    this.#ring[packet.sequenceNumber % this.#ring.length] = packet;
  }

  find(sequenceNumber: number): MediaPacket | undefined {
    const packet = this.#ring[sequenceNumber % this.#ring.length];
    return packet?.sequenceNumber === sequenceNumber ? packet : undefined;
  }
}
