/** How long the parts of one message may take, and how much they may hold together. */
export const UNFINISHED_TTL_MS = 30_000;
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Messages in the making at a time, of all senders together. */
const MAX_UNFINISHED = 64;

export interface ChatPart {
  sender: string;
  mid: string;
  idx: number;
  fin: boolean;
  text: string;
}

export type Reassembled =
  | { kind: 'complete'; text: string }
  | { kind: 'waiting' }
  /** The message is given up; later parts of it are swallowed. */
  | { kind: 'dropped'; reason: string };

interface Unfinished {
  mid: string;
  parts: Map<number, string>;
  bytes: number;
  lastIdx: number | null;
  dropped: boolean;
  timer: NodeJS.Timeout;
}

/** Joins the parts of long chat messages, in whatever order they come. */
export class Reassembler {
  private readonly unfinished = new Map<string, Unfinished>();

  /** `onExpired` hears of messages whose parts did not all come in time. */
  constructor(private readonly onExpired: (mid: string, reason: string) => void) {}

  add(part: ChatPart): Reassembled {
    const key = JSON.stringify([part.sender, part.mid]);
    const message = this.unfinished.get(key) ?? this.begin(key, part.mid);
    if (message.dropped) return { kind: 'waiting' };
    if (!message.parts.has(part.idx)) {
      message.parts.set(part.idx, part.text);
      message.bytes += Buffer.byteLength(part.text);
    }
    if (part.fin) message.lastIdx = part.idx;
    if (message.bytes > MAX_MESSAGE_BYTES) {
      message.dropped = true;
      message.parts.clear();
      return { kind: 'dropped', reason: `text: longer than ${MAX_MESSAGE_BYTES} bytes` };
    }
    if (message.lastIdx === null || message.parts.size <= message.lastIdx) return { kind: 'waiting' };
    this.forget(key, message);
    const order = [...message.parts.entries()].sort(([a], [b]) => a - b);
    return { kind: 'complete', text: order.map(([, text]) => text).join('') };
  }

  close(): void {
    for (const [key, message] of this.unfinished) this.forget(key, message);
  }

  private begin(key: string, mid: string): Unfinished {
    const [oldest] = this.unfinished;
    if (oldest && this.unfinished.size >= MAX_UNFINISHED)
      this.expire(oldest[0], 'too many unfinished messages');
    const timer = setTimeout(
      () => this.expire(key, `fin: did not come within ${UNFINISHED_TTL_MS / 1000} s`),
      UNFINISHED_TTL_MS,
    );
    const message = { mid, parts: new Map(), bytes: 0, lastIdx: null, dropped: false, timer };
    this.unfinished.set(key, message);
    return message;
  }

  private expire(key: string, reason: string): void {
    const message = this.unfinished.get(key);
    if (!message) return;
    this.forget(key, message);
    if (!message.dropped) this.onExpired(message.mid, reason);
  }

  private forget(key: string, message: Unfinished): void {
    clearTimeout(message.timer);
    this.unfinished.delete(key);
  }
}
