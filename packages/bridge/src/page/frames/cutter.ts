/** How many messages may be under way whose parts have been counted anew. */
const MAX_OPEN_MESSAGES = 100;

interface ChatFrame {
  mid: string;
  idx: number;
  fin: boolean;
  pld: { text: string; fin?: unknown };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (frame: object) => encoder.encode(JSON.stringify(frame));

/**
 * Makes frames of stream protocol v2 fit a vendor's messages. A chat that is too large goes in parts of the same mid,
 * and the idx of what follows it moves up, so that it still counts without a gap.
 */
export class FrameCutter {
  /** By how much the idx of a message's next frames is higher than their sender made it. */
  private readonly shifts = new Map<string, number>();

  constructor(private readonly maxBytes: number) {}

  /** The frame in parts that fit; null when it is too large and no chat, so that it cannot be cut. */
  cut(bytes: Uint8Array): Uint8Array[] | null {
    const fits = bytes.byteLength <= this.maxBytes;
    if (fits && this.shifts.size === 0) return [bytes];
    const frame = asChat(bytes);
    if (!frame) return fits ? [bytes] : null;
    const shift = this.shifts.get(frame.mid) ?? 0;
    if (fits && shift === 0) return [bytes];
    const pieces = this.split(frame, frame.idx + shift);
    if (!pieces) return null;
    this.remember(frame, shift + pieces.length - 1);
    return pieces.map((text, at) =>
      encode(part(frame, text, frame.idx + shift + at, at === pieces.length - 1)),
    );
  }

  /** Its text in pieces; null when the rest of the frame leaves no room for any. */
  private split(frame: ChatFrame, firstIdx: number): string[] | null {
    // Measured with a long idx, so that no later part is larger.
    const bare = encode(part(frame, '', firstIdx + 1e6, false)).byteLength;
    const room = this.maxBytes - bare;
    if (room < 12) return null;
    const pieces: string[] = [];
    let piece = '';
    let size = 0;
    for (const character of frame.pld.text) {
      const more = encode([character]).byteLength - '[""]'.length;
      if (size + more > room) {
        pieces.push(piece);
        piece = '';
        size = 0;
      }
      piece += character;
      size += more;
    }
    return [...pieces, piece];
  }

  private remember({ mid, fin }: ChatFrame, shift: number): void {
    this.shifts.delete(mid);
    if (fin || shift === 0) return;
    this.shifts.set(mid, shift);
    for (const oldest of this.shifts.keys()) {
      if (this.shifts.size <= MAX_OPEN_MESSAGES) break;
      this.shifts.delete(oldest);
    }
  }
}

/** A part of the frame; only the last one ends the message, if the frame did. */
function part(frame: ChatFrame, text: string, idx: number, last: boolean): object {
  const fin = frame.fin && last;
  return {
    ...frame,
    idx,
    fin,
    pld: { ...frame.pld, text, ...(frame.pld.fin === undefined ? {} : { fin }) },
  };
}

function asChat(bytes: Uint8Array): ChatFrame | null {
  try {
    const frame = JSON.parse(decoder.decode(bytes)) as Partial<ChatFrame> & { type?: unknown };
    const isChat =
      frame?.type === 'chat' && typeof frame.mid === 'string' && typeof frame.pld?.text === 'string';
    if (!isChat) return null;
    return { ...(frame as ChatFrame), idx: Number(frame.idx ?? 0), fin: frame.fin === true };
  } catch {
    return null;
  }
}
