import { describe, expect, it } from 'vitest';
import { QueueClock } from './queue-clock.js';

const TARGET_MS = 60;
const PIECE_MS = 20;

/** A queue that sends at real time; `dry()` loses a slot, as a native queue does when it finds nothing to send. */
class RealQueue {
  endsAtMs = 0;

  push(nowMs: number): void {
    this.endsAtMs = Math.max(this.endsAtMs, nowMs) + PIECE_MS;
  }

  /** When it holds no more than the target. */
  drainedAtMs(nowMs: number): number {
    return Math.max(nowMs, this.endsAtMs - TARGET_MS);
  }
}

function feed(clock: QueueClock, queue: RealQueue, fromMs: number, pieces: number, loopDelayMs = 0): number {
  let nowMs = fromMs;
  for (let i = 0; i < pieces; i++) {
    clock.push(nowMs, PIECE_MS);
    queue.push(nowMs);
    nowMs = queue.drainedAtMs(nowMs) + (i % 3 === 0 ? loopDelayMs : 0);
    clock.drained(nowMs);
  }
  return nowMs;
}

describe('QueueClock', () => {
  it('says when the next sound will be sent', () => {
    const clock = new QueueClock(TARGET_MS);
    const queue = new RealQueue();
    const nowMs = feed(clock, queue, 1_000, 30);
    expect(clock.headMs(nowMs)).toBeCloseTo(queue.endsAtMs, 0);
  });

  it('starts again from now after the queue ran dry', () => {
    const clock = new QueueClock(TARGET_MS);
    const queue = new RealQueue();
    const nowMs = feed(clock, queue, 0, 10) + 500;
    expect(clock.headMs(nowMs)).toBe(nowMs);
    expect(clock.push(nowMs, PIECE_MS)).toBe(nowMs);
  });

  it('notices that the queue lags behind what was put into it', () => {
    const clock = new QueueClock(TARGET_MS);
    const queue = new RealQueue();
    let nowMs = feed(clock, queue, 0, 30);
    queue.endsAtMs += 30;
    nowMs = feed(clock, queue, nowMs, 40);
    expect(Math.abs(clock.headMs(nowMs) - queue.endsAtMs)).toBeLessThan(5);
  });

  it('is not misled by an event loop that is late now and then', () => {
    const clock = new QueueClock(TARGET_MS);
    const queue = new RealQueue();
    const nowMs = feed(clock, queue, 0, 100, 15);
    expect(Math.abs(clock.headMs(nowMs) - queue.endsAtMs)).toBeLessThan(5);
  });

  it('never says later than the queue can hold', () => {
    const clock = new QueueClock(TARGET_MS);
    for (let i = 0; i < 20; i++) clock.push(0, PIECE_MS);
    clock.drained(0);
    expect(clock.headMs(0)).toBe(TARGET_MS);
  });

  it('is empty after clearing', () => {
    const clock = new QueueClock(TARGET_MS);
    clock.push(100, PIECE_MS);
    clock.clear(105);
    expect(clock.headMs(105)).toBe(105);
  });
});
