import { chatPayloadSchema, inboundFrameSchema, MAX_FRAME_BYTES, setActionSchema } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeChat, encodeCommand, newMessageId } from './protocol.js';

const parse = (packet: Uint8Array) => inboundFrameSchema.parse(JSON.parse(new TextDecoder().decode(packet)));
const packet = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('encodeChat', () => {
  it('sends a short text as one finished part', () => {
    const [frame, ...rest] = encodeChat('m1', 'Hello').map(parse);
    expect(rest).toEqual([]);
    expect(frame).toEqual({ v: 2, type: 'chat', mid: 'm1', idx: 0, fin: true, pld: { text: 'Hello' } });
  });

  it('cuts a long text into numbered parts that together are the text', () => {
    const text = 'All work and no play. '.repeat(32).trim();
    const frames = encodeChat('m2', text).map(parse);
    expect(frames.length).toBe(Math.ceil(text.length / 215));
    expect(frames.map((frame) => frame.idx)).toEqual(frames.map((_, index) => index));
    expect(frames.map((frame) => frame.fin)).toEqual(frames.map((_, index) => index === frames.length - 1));
    expect(new Set(frames.map((frame) => frame.mid))).toEqual(new Set(['m2']));
    expect(frames.map((frame) => chatPayloadSchema.parse(frame.pld).text).join('')).toBe(text);
  });

  it('keeps every character whole, also those of two code units', () => {
    const text = `${'a'.repeat(214)}👋${'b'.repeat(214)}👍`;
    const parts = encodeChat('m3', text).map((part) => chatPayloadSchema.parse(parse(part).pld).text);
    expect(parts.join('')).toBe(text);
    // Half a character would come back as a replacement character.
    for (const part of parts) expect(Buffer.from(part).toString()).toBe(part);
  });

  it.each(['a', '"', '\n', 'ä', '日', '👋'])(
    'stays within the size of a frame with nothing but %j',
    (character) => {
      for (const part of encodeChat(newMessageId(), character.repeat(700))) {
        expect(part.byteLength).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      }
    },
  );
});

describe('encodeCommand', () => {
  it('puts the command and its data where the avatar reads them', () => {
    const frame = parse(encodeCommand('m4', { cmd: 'set-action', data: { action: 'nod' } }));
    expect(frame).toMatchObject({ type: 'command', mid: 'm4', pld: { cmd: 'set-action' } });
    expect(setActionSchema.parse(frame.pld.data)).toEqual({ action: 'nod' });
  });
});

describe('decodeFrame', () => {
  it('reads text, with the end in the frame or in the payload', () => {
    const frame = { v: 2, type: 'chat', mid: 'b', idx: 3, pld: { from: 'bot', text: 'Hi', fin: true } };
    expect(decodeFrame(packet(frame))).toEqual({
      kind: 'chat',
      mid: 'b',
      from: 'bot',
      text: 'Hi',
      idx: 3,
      fin: true,
    });
  });

  it('reads answers to commands and the events of the voice', () => {
    expect(
      decodeFrame(
        packet({ v: 2, type: 'command', mid: 'c', pld: { cmd: 'set-params', code: 1008, msg: 'no' } }),
      ),
    ).toEqual({ kind: 'ack', mid: 'c', cmd: 'set-params', code: 1008, msg: 'no' });
    expect(decodeFrame(packet({ v: 2, type: 'event', mid: 'b', pld: { event: 'audio_end' } }))).toEqual({
      kind: 'speech',
      mid: 'b',
      speaking: false,
    });
  });

  it.each([
    'not json',
    '[]',
    'null',
    { v: 1, type: 'chat', mid: 'b', pld: { text: 'old' } },
    { v: 2, type: 'chat', mid: 'b', pld: { text: 7 } },
    { v: 2, type: 'event', pld: { event: 'lunch' } },
    { v: 2, type: 'dance', pld: {} },
    { v: 2, type: 'chat', mid: 'b' },
  ])('ignores %j', (value) => {
    expect(decodeFrame(packet(value))).toBeUndefined();
  });
});

it('makes message ids that differ', () => {
  expect(newMessageId()).not.toBe(newMessageId());
});
