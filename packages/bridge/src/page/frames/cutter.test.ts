import { describe, expect, it } from 'vitest';
import { FrameCutter } from './cutter.js';

const MAX_BYTES = 1024;
const encode = (frame: object) => new TextEncoder().encode(JSON.stringify(frame));
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const chat = (mid: string, idx: number, text: string, fin: boolean) => ({
  v: 2,
  type: 'chat',
  mid,
  idx,
  fin,
  pld: { from: 'bot', text, fin },
});
const cutAll = (cutter: FrameCutter, frames: object[]) =>
  frames.flatMap((frame) => cutter.cut(encode(frame)) ?? []);

describe('a frame that goes to a vendor', () => {
  it('is left as it is when it fits', () => {
    const cutter = new FrameCutter(MAX_BYTES);
    const exact = encode(chat('a', 0, 'x'.repeat(MAX_BYTES - encode(chat('a', 0, '', true)).length), true));
    const noJson = new TextEncoder().encode('not even JSON');
    expect(exact.byteLength).toBe(MAX_BYTES);
    for (const bytes of [exact, noJson]) expect(cutter.cut(bytes)).toEqual([bytes]);
  });

  it.each([
    ['letters', 'abcdefghij'.repeat(500)],
    ['characters of several bytes', '語🙂é'.repeat(1000)],
    ['what JSON writes with a backslash', '"\n\\'.repeat(1000)],
  ])('goes in parts of its mid when it is too large: %s', (_, text) => {
    const parts = cutAll(new FrameCutter(MAX_BYTES), [chat('a', 0, text, true)]);
    const frames = parts.map(decode);
    expect(parts.length).toBeGreaterThan(4);
    expect(Math.max(...parts.map((bytes) => bytes.byteLength))).toBeLessThanOrEqual(MAX_BYTES);
    expect(frames.map(({ pld }) => pld.text).join('')).toBe(text);
    expect(frames.map(({ idx }) => idx)).toEqual(frames.map((_frame, at) => at));
    expect(frames.map(({ fin }) => fin)).toEqual(frames.map((_frame, at) => at === frames.length - 1));
    expect(frames.every(({ mid, v, fin, pld }) => mid === 'a' && v === 2 && pld.fin === fin)).toBe(true);
  });

  it('counts on after a frame that was cut, and only in that message', () => {
    const cutter = new FrameCutter(MAX_BYTES);
    const frames = cutAll(cutter, [
      chat('a', 0, 'start', false),
      chat('a', 1, 'x'.repeat(2500), false),
      chat('b', 0, 'other', true),
      chat('a', 2, 'end', true),
      chat('a', 0, 'again', true),
    ]).map(decode);
    const of = (mid: string) => frames.filter((frame) => frame.mid === mid);
    expect(of('a').map(({ idx }) => idx)).toEqual([0, 1, 2, 3, 4, 0]);
    expect(of('a').map(({ fin }) => fin)).toEqual([false, false, false, false, true, true]);
    expect(of('b').map(({ idx }) => idx)).toEqual([0]);
  });

  it('is refused when it is too large and cannot be cut', () => {
    const cutter = new FrameCutter(MAX_BYTES);
    const msg = 'x'.repeat(2000);
    expect(
      cutter.cut(encode({ v: 2, type: 'command', mid: 'a', pld: { cmd: 'x', code: 1003, msg } })),
    ).toBeNull();
    expect(cutter.cut(encode(chat('m'.repeat(1100), 0, 'text', true)))).toBeNull();
    expect(cutter.cut(new Uint8Array(2000))).toBeNull();
  });

  it('leaves nothing behind of messages that never end', () => {
    const cutter = new FrameCutter(MAX_BYTES);
    const long = 'x'.repeat(1000);
    for (let at = 0; at < 120; at++) cutter.cut(encode(chat(`m${at}`, 0, long, false)));
    const [old, young] = ['m0', 'm119'].map(
      (mid) => cutAll(cutter, [chat(mid, 1, 'end', true)]).map(decode)[0]?.idx,
    );
    expect([old, young]).toEqual([1, 2]);
  });
});
