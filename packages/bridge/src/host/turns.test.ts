import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('lets two work at a time, in order, whatever becomes of the work', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let working = 0;
  let most = 0;
  const work = (at: number) =>
    turns.take(async () => {
      begun.push(at);
      working += 1;
      most = Math.max(most, working);
      await sleep(1);
      working -= 1;
      if (at % 2) throw new Error('failed');
      return at;
    });
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
  expect(ended.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true]);
});
