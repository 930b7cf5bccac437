import { describe, expect, it } from 'vitest';
import { MessageRate } from './message-rate.js';

describe('the rate of custom messages', () => {
  it('lets 30 messages pass in a second, and again in the next', () => {
    const rate = new MessageRate();
    const taken = Array.from({ length: 31 }, (_, count) => rate.take(10, 5_000 + count));
    expect(taken.lastIndexOf(true)).toBe(29);
    expect(rate.take(10, 6_000)).toBe(false);
    expect(rate.take(10, 6_001)).toBe(true);
  });

  it('lets 8,000 bytes pass in a second', () => {
    const rate = new MessageRate();
    for (let count = 0; count < 8; count++) expect(rate.take(1000, 0)).toBe(true);
    expect(rate.take(1, 900)).toBe(false);
    expect(rate.take(1000, 1_001)).toBe(true);
  });
});
