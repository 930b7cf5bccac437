import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_MESSAGE_BYTES, Reassembler, UNFINISHED_TTL_MS } from './reassembler.js';

describe('Reassembler', () => {
  const expired: string[] = [];
  let reassembler: Reassembler;
  const part = (mid: string, idx: number, text: string, fin = false, sender = 'ann') =>
    reassembler.add({ sender, mid, idx, fin, text });

  beforeEach(() => {
    vi.useFakeTimers();
    expired.length = 0;
    reassembler = new Reassembler((mid, reason) => expired.push(`${mid} ${reason}`));
  });
  afterEach(() => {
    reassembler.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('joins parts in any order', () => {
    expect(part('a', 2, 'c', true).kind).toBe('waiting');
    expect(part('a', 0, 'a').kind).toBe('waiting');
    expect(part('a', 1, 'b')).toEqual({ kind: 'complete', text: 'abc' });
  });

  it('keeps messages and senders apart', () => {
    part('a', 0, 'one ');
    part('b', 0, 'two ');
    part('a', 0, 'three ', false, 'bob');
    expect(part('a', 1, 'a', true)).toEqual({ kind: 'complete', text: 'one a' });
    expect(part('b', 1, 'b', true)).toEqual({ kind: 'complete', text: 'two b' });
    expect(part('a', 1, 'c', true, 'bob')).toEqual({ kind: 'complete', text: 'three c' });
  });

  it('takes a part that comes twice once', () => {
    part('a', 0, 'x');
    part('a', 0, 'x');
    expect(part('a', 1, 'y', true)).toEqual({ kind: 'complete', text: 'xy' });
  });

  it('lets a client use a mid again', () => {
    part('a', 0, 'x');
    part('a', 1, 'y', true);
    part('a', 0, 'p');
    expect(part('a', 1, 'q', true)).toEqual({ kind: 'complete', text: 'pq' });
  });

  it('gives up a message that does not end in time, and says so', () => {
    part('slow', 0, 'x');
    vi.advanceTimersByTime(UNFINISHED_TTL_MS - 1);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(['slow fin: did not come within 30 s']);
  });

  it('gives up a message that grows too long, once, and swallows the rest of it', () => {
    const big = 'é'.repeat(1_000);
    const results = Array.from({ length: 40 }, (_, idx) => part('big', idx, big));
    expect(results.filter(({ kind }) => kind === 'dropped')).toEqual([
      { kind: 'dropped', reason: `text: longer than ${MAX_MESSAGE_BYTES} bytes` },
    ]);
    expect(part('big', 40, 'end', true).kind).toBe('waiting');
    vi.advanceTimersByTime(UNFINISHED_TTL_MS);
    expect(expired).toEqual([]);
  });

  it('holds a bounded number of unfinished messages', () => {
    for (let i = 0; i < 100; i++) part(`m${i}`, 0, 'x');
    expect(expired).toHaveLength(36);
    expect(expired[0]).toBe('m0 too many unfinished messages');
  });
});
