import type { MediaPacket } from './packet.js';
import { Reception, type ReceptionReport } from './reception.js';

export interface SenderInfo {
  ntpTimestamp: bigint;
  rtpTimestamp: number;
}

/** How a payload type of the publisher is to be read. */
export interface InboundCodec {
  mime: string;
  clockRate: number;
  /** For a retransmission payload type, the payload type it repairs. */
  repairs?: number;
}

interface InboundListener {
  onPacket(packet: MediaPacket, mime: string): void;
  onSenderReport(info: SenderInfo): void;
}

/** One stream (SSRC) coming from a publisher: retransmissions unwrapped, losses tracked, packets handed on in arrival order. */
export class InboundStream {
  readonly ssrc: number;
  readonly kind: 'audio' | 'video';
  readonly requestKeyFrame: () => void;
  #listener: InboundListener | undefined;
  #reception: Reception | undefined;
  #lastReportNtp = 0;
  #lastReportAtMs = 0;
  lastPacketAtMs = 0;
  /** Loudness in -dBov (0 loudest, 127 silent), from the audio-level header extension. */
  audioLevel = 127;
  audioLevelAtMs = 0;
  /** Share of packets lost on the way to us in the last reporting interval, 0 to 1. */
  loss = 0;

  constructor(ssrc: number, kind: 'audio' | 'video', requestKeyFrame: () => void) {
    this.ssrc = ssrc;
    this.kind = kind;
    this.requestKeyFrame = requestKeyFrame;
  }

  listen(listener: InboundListener | undefined): void {
    this.#listener = listener;
  }

  /**
   * Takes one packet of the stream or of its retransmission stream.
   * A retransmitted packet carries its original sequence number in the first two payload bytes (RFC 4588).
   */
  receive(packet: MediaPacket, codec: InboundCodec, repaired: InboundCodec | undefined, nowMs: number): void {
    let original = packet;
    let mime = codec.mime;
    if (codec.repairs !== undefined) {
      if (!repaired || packet.payload.length < 3) return;
      original = {
        ...packet,
        sequenceNumber: packet.payload.readUInt16BE(0),
        payload: packet.payload.subarray(2),
      };
      mime = repaired.mime;
    }
    this.#reception ??= new Reception((repaired ?? codec).clockRate);
    if (!this.#reception.add(original.sequenceNumber, original.timestamp, nowMs)) return;
    this.lastPacketAtMs = nowMs;
    this.#listener?.onPacket(original, mime);
  }

  receiveSenderReport(info: SenderInfo, nowMs: number): void {
    this.#lastReportNtp = Number((info.ntpTimestamp >> 16n) & 0xffffffffn);
    this.#lastReportAtMs = nowMs;
    this.#listener?.onSenderReport(info);
  }

  takeRetransmissionRequests(nowMs: number): number[] {
    return this.#reception?.takeRequests(nowMs) ?? [];
  }

  get hasMissing(): boolean {
    return (this.#reception?.missingCount ?? 0) > 0;
  }

  /** Figures for a receiver report; undefined before the first packet. */
  report(nowMs: number): (ReceptionReport & { lsr: number; dlsr: number }) | undefined {
    if (!this.#reception) return undefined;
    const delayMs = this.#lastReportNtp === 0 ? 0 : nowMs - this.#lastReportAtMs;
    const report = this.#reception.report();
    this.loss = report.fractionLost / 256;
    return {
      ...report,
      lsr: this.#lastReportNtp,
      dlsr: Math.min(0xffffffff, Math.floor((delayMs * 65536) / 1000)),
    };
  }
}
