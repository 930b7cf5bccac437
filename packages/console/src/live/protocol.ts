import type { ActionName, Expression, SetParams } from '@avatarium/contract';

/** Characters of one part of a chat: with its frame around it, a part stays under 960 bytes. */
const PART_CHARACTERS = 215;

export type ClientCommand =
  | { cmd: 'set-params'; data: SetParams }
  | { cmd: 'interrupt' }
  | { cmd: 'set-action'; data: { action?: ActionName; expression?: Expression } };

/** What the avatar sends, as far as the console understands it. */
export type AvatarFrame =
  | { kind: 'chat'; mid: string; from: 'bot' | 'user'; text: string; idx?: number; fin: boolean }
  | { kind: 'ack'; mid?: string; cmd: string; code: number; msg: string }
  | { kind: 'speech'; mid?: string; speaking: boolean };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (frame: unknown): Uint8Array<ArrayBuffer> => encoder.encode(JSON.stringify(frame));

/** A message id that no other message of this room has. Works without a secure context. */
export function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One chat as packets in order: same `mid`, `idx` from 0, `fin` on the last only. Never splits a character. */
export function encodeChat(mid: string, text: string): Uint8Array<ArrayBuffer>[] {
  const characters = Array.from(text);
  const count = Math.max(1, Math.ceil(characters.length / PART_CHARACTERS));
  return Array.from({ length: count }, (_, idx) => {
    const part = characters.slice(idx * PART_CHARACTERS, (idx + 1) * PART_CHARACTERS).join('');
    return encode({ v: 2, type: 'chat', mid, idx, fin: idx === count - 1, pld: { text: part } });
  });
}

export function encodeCommand(mid: string, command: ClientCommand): Uint8Array<ArrayBuffer> {
  return encode({ v: 2, type: 'command', mid, pld: command });
}

/** The frame in a packet, or undefined when it is none that the console knows. */
export function decodeFrame(packet: Uint8Array): AvatarFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(decoder.decode(packet));
  } catch {
    return undefined;
  }
  if (!isRecord(frame) || frame.v !== 2 || !isRecord(frame.pld)) return undefined;
  const { pld } = frame;
  const mid = typeof frame.mid === 'string' ? frame.mid : undefined;
  switch (frame.type) {
    case 'chat':
      if (mid === undefined || typeof pld.text !== 'string') return undefined;
      return {
        kind: 'chat',
        mid,
        from: pld.from === 'user' ? 'user' : 'bot',
        text: pld.text,
        idx: typeof frame.idx === 'number' ? frame.idx : undefined,
        fin: frame.fin === true || pld.fin === true,
      };
    case 'command':
      if (typeof pld.code !== 'number') return undefined;
      return { kind: 'ack', mid, cmd: String(pld.cmd ?? ''), code: pld.code, msg: String(pld.msg ?? '') };
    case 'event':
      if (pld.event !== 'audio_start' && pld.event !== 'audio_end') return undefined;
      return { kind: 'speech', mid, speaking: pld.event === 'audio_start' };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
