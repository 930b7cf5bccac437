import { ApiError } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import { RateLimits } from './rate-limits.js';

function takes(limits: RateLimits, caller: string, perMinute: number, times: number): number {
  let granted = 0;
  for (let i = 0; i < times; i++) {
    try {
      limits.take(caller, perMinute);
      granted += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ code: 1005 });
    }
  }
  return granted;
}

describe('rate limits', () => {
  it('let a minute’s worth through at once, then as much as time brings', async () => {
    const clock = new FakeClock(0);
    const limits = new RateLimits(clock);
    expect(takes(limits, 'a', 30, 100)).toBe(30);
    await clock.advance(10_000);
    expect(takes(limits, 'a', 30, 100)).toBe(5);
    await clock.advance(3_600_000);
    expect(takes(limits, 'a', 30, 100)).toBe(30);
  });

  it('hold everybody to their own', () => {
    const limits = new RateLimits(new FakeClock(0));
    expect(takes(limits, 'a', 2, 5)).toBe(2);
    expect(takes(limits, 'b', 3, 5)).toBe(3);
  });

  it('say how long to wait', () => {
    const limits = new RateLimits(new FakeClock(0));
    limits.take('a', 1);
    expect(() => limits.take('a', 1)).toThrow('Too many requests, at most 1 a minute: wait 60 s');
  });

  it('follow a limit that is changed', () => {
    const limits = new RateLimits(new FakeClock(0));
    limits.take('a', 1000);
    expect(takes(limits, 'a', 2, 5)).toBe(2);
  });

  it('remember who was here last when there are too many to remember', () => {
    const limits = new RateLimits(new FakeClock(0));
    limits.take('early', 1);
    for (let i = 0; i < 10_000; i++) {
      limits.take(`one of many ${i}`, 1);
    }
    expect(takes(limits, 'one of many 9999', 1, 1)).toBe(0);
    expect(takes(limits, 'early', 1, 2)).toBe(1);
  });
});
