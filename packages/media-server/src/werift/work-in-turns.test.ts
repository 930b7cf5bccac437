import { expect, it } from 'vitest';
import { WorkInTurns } from './work-in-turns.js';

function busy(forMs: number): void {
  const until = performance.now() + forMs;
  while (performance.now() < until);
}

it('does everything in the order it came', async () => {
  const work = new WorkInTurns();
  const done: number[] = [];
  await new Promise<void>((resolve) => {
    for (let at = 0; at < 100; at++) work.add(() => done.push(at));
    work.add(() => {
      done.push(100);
      work.add(resolve);
    });
  });
  expect(done).toEqual(Array.from({ length: 101 }, (_, at) => at));
});

it('lets others have their turn while much is to be done', async () => {
  const work = new WorkInTurns();
  let left = 20;
  let turns = 0;
  const finished = new Promise<void>((resolve) => {
    for (let at = 0; at < 20; at++) {
      work.add(() => {
        busy(1);
        if (--left === 0) resolve();
      });
    }
  });
  const count = () => {
    turns++;
    if (left > 0) setImmediate(count);
  };
  setImmediate(count);
  await finished;
  expect(turns).toBeGreaterThan(5);
});
