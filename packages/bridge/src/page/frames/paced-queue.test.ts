import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PacedQueue, type PacedQueueLimits } from './paced-queue.js';

/** A queue on a clock that is wound by hand. */
function rig(limits: Partial<PacedQueueLimits> = {}) {
  let now = 0;
  const timers: { atMs: number; callback: () => void }[] = [];
  const sent: { atMs: number; bytes: number; mark: number | undefined }[] = [];
  const dropped: string[] = [];
  let failures = 0;
  const queue = new PacedQueue({
    messagesPerS: 30,
    bytesPerS: 6000,
    maxWaitingBytes: 100_000,
    ...limits,
    async send(bytes) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('not now');
      }
      sent.push({ atMs: now, bytes: bytes.byteLength, mark: bytes[0] });
    },
    onDropped: (reason) => dropped.push(reason),
    nowMs: () => now,
    after: (delayMs, callback) => timers.push({ atMs: now + delayMs, callback }),
  });
  return {
    queue,
    sent,
    dropped,
    push: (bytes: number, mark = 0) => queue.push(new Uint8Array(bytes).fill(mark)),
    fail: (times: number) => {
      failures = times;
    },
    async runTo(endMs: number) {
      for (;;) {
        await turn();
        const next = timers.sort((a, b) => a.atMs - b.atMs)[0];
        if (!next || next.atMs > endMs) break;
        timers.shift();
        now = next.atMs;
        next.callback();
      }
      now = endMs;
    },
  };
}

/** The most that went within any second. */
function busiestSecond(sent: { atMs: number; bytes: number }[]) {
  const seconds = sent.map(({ atMs }) => sent.filter((one) => one.atMs >= atMs && one.atMs < atMs + 1000));
  return {
    messages: Math.max(...seconds.map((second) => second.length)),
    bytes: Math.max(...seconds.map((second) => second.reduce((sum, { bytes }) => sum + bytes, 0))),
  };
}

describe('messages to a vendor', () => {
  it('go in order and within the bytes of a second', async () => {
    const { push, sent, runTo } = rig();
    for (let mark = 0; mark < 40; mark++) push(960, mark);
    await runTo(20_000);
    expect(sent.map(({ mark }) => mark)).toEqual(sent.map((_, at) => at));
    expect(sent).toHaveLength(40);
    expect(busiestSecond(sent)).toMatchObject({ bytes: 5760 });
  });

  it('go within the number of a second', async () => {
    const { push, sent, runTo } = rig();
    for (let mark = 0; mark < 100; mark++) push(20, mark);
    await runTo(10_000);
    expect(sent).toHaveLength(100);
    expect(busiestSecond(sent).messages).toBe(30);
  });

  it('go at once after a pause', async () => {
    const { push, sent, runTo } = rig();
    for (let mark = 0; mark < 6; mark++) push(960, mark);
    await runTo(5000);
    push(960);
    await runTo(5001);
    expect(sent.at(-1)?.atMs).toBe(5000);
  });

  it('are told of when too many wait, and those that wait still go', async () => {
    const { push, sent, dropped, runTo } = rig({ maxWaitingBytes: 10_000 });
    for (let mark = 0; mark < 15; mark++) push(1000, mark);
    await runTo(10_000);
    expect(dropped).toHaveLength(5);
    expect(sent.map(({ mark }) => mark)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are tried again, in their order, until the channel takes them', async () => {
    const { push, sent, dropped, fail, runTo } = rig();
    fail(3);
    push(100, 1);
    push(100, 2);
    await runTo(5000);
    expect(sent.map(({ mark }) => mark)).toEqual([1, 2]);
    expect(dropped).toEqual([]);
  });

  it('are told of when the channel takes them no more', async () => {
    const { push, sent, dropped, fail, runTo } = rig();
    fail(20);
    push(100, 1);
    push(100, 2);
    await runTo(60_000);
    expect(dropped).toEqual(['not now']);
    expect(sent.map(({ mark }) => mark)).toEqual([2]);
  });

  it('end with the queue', async () => {
    const { queue, push, sent, runTo } = rig();
    for (let mark = 0; mark < 20; mark++) push(960, mark);
    await runTo(100);
    queue.close();
    push(960);
    await runTo(10_000);
    expect(sent).toHaveLength(6);
  });
});
