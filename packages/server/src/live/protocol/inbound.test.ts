import { afterEach, describe, expect, it, vi } from 'vitest';
import { Inbound } from './inbound.js';

describe('Inbound', () => {
  const handler = { chat: vi.fn(), command: vi.fn(), chatDropped: vi.fn() };
  const inbound = new Inbound(handler);
  const send = (frame: unknown) =>
    inbound.receive(
      new TextEncoder().encode(typeof frame === 'string' ? frame : JSON.stringify(frame)),
      'ann',
    );

  afterEach(() => {
    vi.clearAllMocks();
    inbound.close();
  });

  it('takes a whole chat', () => {
    send({ v: 2, type: 'chat', mid: 'm', idx: 0, fin: true, pld: { text: 'Hi' } });
    expect(handler.chat).toHaveBeenCalledExactlyOnceWith('Hi', 'm');
  });

  it.each([
    ['neither part number nor end', { v: 2, type: 'chat', mid: 'm', pld: { text: 'Hi' } }],
    ['no mid', { v: 2, type: 'chat', idx: 0, pld: { text: 'Hi' } }],
  ])('takes a chat with %s', (_what, frame) => {
    send(frame);
    expect(handler.chat).toHaveBeenCalledTimes(1);
  });

  it('joins a chat in parts, the last one first', () => {
    send({ v: 2, type: 'chat', mid: 'm', idx: 1, fin: true, pld: { text: 'there' } });
    send({ v: 2, type: 'chat', mid: 'm', idx: 0, fin: false, pld: { text: 'Hello ' } });
    expect(handler.chat).toHaveBeenCalledExactlyOnceWith('Hello there', 'm');
  });

  it('tells of a chat that grows too long', () => {
    for (let idx = 0; idx < 80; idx++) {
      send({ v: 2, type: 'chat', mid: 'm', idx, fin: false, pld: { text: 'x'.repeat(900) } });
    }
    expect(handler.chatDropped).toHaveBeenCalledTimes(1);
    expect(handler.chat).not.toHaveBeenCalled();
  });

  it('takes commands with data, with params, and with neither', () => {
    send({ v: 2, type: 'command', mid: 'a', pld: { cmd: 'set-params', data: { mode: 1 } } });
    send({ v: 2, type: 'command', mid: 'b', pld: { cmd: 'set-params', params: { mode: 2 } } });
    send({ v: 2, type: 'command', pld: { cmd: 'interrupt' } });
    expect(handler.command.mock.calls).toEqual([
      ['set-params', { mode: 1 }, 'a'],
      ['set-params', { mode: 2 }, 'b'],
      ['interrupt', {}, undefined],
    ]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no object', '5'],
    ['null', 'null'],
    ['another version', { v: 1, type: 'chat', pld: { text: 'x' } }],
    ['no version', { type: 'chat', pld: { text: 'x' } }],
    ['an unknown type', { v: 2, type: 'song', pld: { text: 'x' } }],
    ['an event, which only avatars send', { v: 2, type: 'event', pld: { event: 'audio_start' } }],
    ['no payload', { v: 2, type: 'chat', mid: 'm' }],
    ['text that is no string', { v: 2, type: 'chat', mid: 'm', pld: { text: 7 } }],
    ['a part number that is none', { v: 2, type: 'chat', mid: 'm', idx: -1, pld: { text: 'x' } }],
    ['a part number beyond all reason', { v: 2, type: 'chat', mid: 'm', idx: 1e9, pld: { text: 'x' } }],
    ['a command without name', { v: 2, type: 'command', pld: {} }],
    ['a payload that is a list', { v: 2, type: 'command', pld: ['interrupt'] }],
  ])('ignores %s', (_what, frame) => {
    send(frame);
    expect(handler.chat).not.toHaveBeenCalled();
    expect(handler.command).not.toHaveBeenCalled();
    expect(handler.chatDropped).not.toHaveBeenCalled();
  });

  it('ignores bytes that are no text', () => {
    inbound.receive(Uint8Array.of(0xff, 0xfe, 0x00, 0x80), 'ann');
    inbound.receive(new Uint8Array(0), 'ann');
    expect(handler.chat).not.toHaveBeenCalled();
  });
});
