import { expect, it } from 'vitest';
import { Pace } from './pace.js';

/** When each of these packets had its turn, ms. */
async function turns(sizes: number[], limits = { packetsPerS: 4, bytesPerS: 1000 }): Promise<number[]> {
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      nowMs += ms;
    },
  };
  const pace = new Pace(limits, clock);
  return Promise.all(sizes.map((bytes) => pace.turn(bytes).then(() => nowMs)));
}

it('lets through at once what fits into a second', async () => {
  expect(await turns([100, 200, 300, 400])).toEqual([0, 0, 0, 0]);
});

it('holds back what is too many, in order', async () => {
  expect(await turns([1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([0, 0, 0, 0, 1050, 1050, 1050, 1050, 2100]);
});

it('holds back what is too much', async () => {
  expect(await turns([600, 400, 1, 999])).toEqual([0, 0, 1050, 1050]);
});

it('lets one through that is too large for any second', async () => {
  expect(await turns([5000, 1])).toEqual([0, 1050]);
});
