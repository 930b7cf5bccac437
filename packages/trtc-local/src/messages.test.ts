import { describe, expect, it } from 'vitest';
import { MessageRate } from './message-rate.js';
import { checkMessageRate, checkMessageSize, cmdIdOf, MessageNumbers, topicOf } from './messages.js';

describe('custom messages', () => {
  it('of id 1 travel as frames of the protocol do, without a topic; others have one', () => {
    expect(topicOf(1)).toBeUndefined();
    expect(cmdIdOf('')).toBe(1);
    for (let cmdId = 2; cmdId <= 10; cmdId++) expect(cmdIdOf(topicOf(cmdId) ?? '')).toBe(cmdId);
  });

  it('are told from other packets of the room', () => {
    for (const topic of ['lk.chat', 'trtc:', 'trtc:0', 'trtc:11', 'trtc:1x', 'x-trtc:2'])
      expect(cmdIdOf(topic)).toBeUndefined();
  });

  it('have 1 to 1,000 bytes', () => {
    expect(() => checkMessageSize(new ArrayBuffer(1))).not.toThrow();
    expect(() => checkMessageSize(new ArrayBuffer(1000))).not.toThrow();
    expect(() => checkMessageSize(new ArrayBuffer(0))).toThrow(expect.objectContaining({ extraCode: 5017 }));
    expect(() => checkMessageSize(new ArrayBuffer(1001))).toThrow(
      expect.objectContaining({ extraCode: 5018, message: expect.stringContaining('1001 bytes') }),
    );
  });

  it('are refused when there are too many in a second', () => {
    const rate = new MessageRate();
    const data = new ArrayBuffer(1);
    for (let count = 0; count < 30; count++) checkMessageRate(rate, data);
    expect(() => checkMessageRate(rate, data)).toThrow(expect.objectContaining({ code: 5100 }));
  });

  it('are numbered for each user and id', () => {
    const numbers = new MessageNumbers();
    expect([numbers.next('a', 1), numbers.next('a', 1), numbers.next('b', 1), numbers.next('a', 2)]).toEqual([
      1, 2, 1, 1,
    ]);
  });
});
