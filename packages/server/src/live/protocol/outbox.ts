import { MAX_FRAME_BYTES, type OutboundFrame, STREAM_PROTOCOL_VERSION } from '@avatarium/contract';

const v = STREAM_PROTOCOL_VERSION;
const encoder = new TextEncoder();

/** The frame as bytes; never more than MAX_FRAME_BYTES for what this module makes. */
export function encodeFrame(frame: OutboundFrame): Uint8Array {
  return encoder.encode(JSON.stringify(frame));
}

/** Length of the text inside a JSON string, in bytes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Cuts text into pieces that take at most `maxBytes` inside a JSON string; characters stay whole. */
function splitByJsonBytes(text: string, maxBytes: number): string[] {
  if (jsonBytes(text) <= maxBytes) return [text];
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of text) {
    const more = jsonBytes(character);
    if (bytes + more > maxBytes) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += more;
  }
  pieces.push(piece);
  return pieces;
}

/** An answer to a command or a chat. The message is cut when it does not fit. */
export function commandFrame(cmd: string, code: number, msg: string, mid: string | undefined): OutboundFrame {
  const frame = (text: string): OutboundFrame => ({ v, type: 'command', mid, pld: { cmd, code, msg: text } });
  const room = MAX_FRAME_BYTES - encodeFrame(frame('')).byteLength;
  return frame(splitByJsonBytes(msg, Math.max(8, room))[0] ?? '');
}

/** Frames of one message, from `firstIdx` on; `fin` marks the last of them. */
export function chatFrames(
  message: { mid: string; from: 'bot' | 'user' },
  firstIdx: number,
  text: string,
  fin: boolean,
): OutboundFrame[] {
  const frame = (piece: string, idx: number, last: boolean): OutboundFrame => ({
    v,
    type: 'chat',
    mid: message.mid,
    idx,
    fin: last,
    pld: { from: message.from, text: piece, fin: last },
  });
  // Measured with a long number, so that no later one is larger.
  const room = MAX_FRAME_BYTES - encodeFrame(frame('', firstIdx + 1e6, false)).byteLength;
  const pieces = splitByJsonBytes(text, room);
  return pieces.map((piece, i) => frame(piece, firstIdx + i, fin && i === pieces.length - 1));
}

/** Sends frames one after the other, in the order they were given. */
export class Outbox {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly transmit: (bytes: Uint8Array) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  send(frame: OutboundFrame): void {
    this.last = this.last.then(() => this.transmit(encodeFrame(frame))).catch(this.onError);
  }

  /** Resolves when all that was given so far has been sent or has failed. */
  flushed(): Promise<void> {
    return this.last;
  }
}
