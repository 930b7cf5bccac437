import { describe, expect, it } from 'vitest';
import { Patience } from './patience.js';

/** Answers with these, one after another, and then with the last one. */
function answering(...answers: number[]) {
  const calls = { count: 0 };
  const call = async () => answers[Math.min(calls.count++, answers.length - 1)];
  return { calls, call };
}
const isTooMany = (answer: number | undefined) => answer === 1005;

describe('patience', () => {
  it('tries again until there are not too many calls any more', async () => {
    const { calls, call } = answering(1005, 1005, 1000);
    expect(await new Patience([1, 1, 1]).retry(call, isTooMany)).toBe(1000);
    expect(calls.count).toBe(3);
  });

  it('takes other answers at once', async () => {
    const { calls, call } = answering(1218);
    expect(await new Patience([60_000]).retry(call, isTooMany)).toBe(1218);
    expect(calls.count).toBe(1);
  });

  it('ends, and is not tried a second time', async () => {
    const patience = new Patience([1, 1]);
    const first = answering(1005);
    expect(await patience.retry(first.call, isTooMany)).toBe(1005);
    expect(first.calls.count).toBe(3);
    const second = answering(1005);
    expect(await patience.retry(second.call, isTooMany)).toBe(1005);
    expect(second.calls.count).toBe(1);
  });
});
