import type { RTCDataChannel } from 'werift';

export type DataLabel = '_reliable' | '_lossy';

/** Lossy data is worth sending only when it goes out at once. */
const MAX_QUEUED_LOSSY_BYTES = 256 * 1024;

/** The data channels on which one participant is sent data. */
export class DataChannels {
  readonly #channels = new Map<string, RTCDataChannel>();
  readonly #maxQueuedBytes: number;
  /** Reliable messages for a channel that is not open yet. */
  #waiting: Buffer[] = [];
  /** From when these are out: a message that comes earlier goes behind them. */
  #flushed = false;
  #waitingBytes = 0;

  constructor(maxQueuedBytes: number) {
    this.#maxQueuedBytes = maxQueuedBytes;
  }

  add(channel: RTCDataChannel): void {
    this.#channels.set(channel.label, channel);
    if (channel.label !== '_reliable') return;
    this.#flushed = false;
    if (channel.readyState === 'open') this.#flush(channel);
    else {
      channel.stateChanged.subscribe((state) => {
        if (state === 'open') this.#flush(channel);
      });
    }
  }

  /** Sends one message; false when the receiver is too slow to be sent reliable data. */
  send(label: DataLabel, message: Buffer): boolean {
    const channel = this.#channels.get(label);
    const open = channel?.readyState === 'open';
    if (label === '_lossy') {
      if (open && channel.bufferedAmount < MAX_QUEUED_LOSSY_BYTES) channel.send(message);
      return true;
    }
    if (open && this.#flushed) {
      if (channel.bufferedAmount + message.length > this.#maxQueuedBytes) return false;
      channel.send(message);
      return true;
    }
    if (this.#waitingBytes + message.length > this.#maxQueuedBytes) return false;
    this.#waiting.push(message);
    this.#waitingBytes += message.length;
    return true;
  }

  close(): void {
    this.#channels.clear();
    this.#waiting = [];
  }

  #flush(channel: RTCDataChannel): void {
    // In the next tick: the client learns of the channel with the message that opens it.
    setImmediate(() => {
      for (const message of this.#waiting) if (channel.readyState === 'open') channel.send(message);
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#flushed = true;
    });
  }
}
