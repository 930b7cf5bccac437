import type fc from 'fast-check';

/** What `npm test` gives one property at the most, so that a busy machine is not kept for long. */
const TIME_LIMIT_MS = 15_000;

/**
 * How often a property is tried: a little in `npm test`, as often as PROPERTY_RUNS says when it is set.
 * PROPERTY_SEED repeats what a failure was printed with.
 */
export function propertyRuns(usual: number): fc.Parameters<unknown> {
  const { PROPERTY_RUNS: runs, PROPERTY_SEED: seed } = process.env;
  return {
    numRuns: runs === undefined ? usual : Number(runs),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(runs === undefined ? { interruptAfterTimeLimit: TIME_LIMIT_MS } : {}),
  };
}

/** For the tests themselves: long enough for any number of runs. */
export const PROPERTY_TIMEOUT_MS = process.env.PROPERTY_RUNS === undefined ? 120_000 : 3_600_000;
