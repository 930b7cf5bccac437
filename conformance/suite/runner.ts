import { NoAnswerError } from './api.js';
import { BrokenRule, NotShown } from './expect.js';
import { printable } from './printable.js';
import type { Rule, Section } from './rule.js';
import type { Run } from './run.js';

export type Outcome =
  | { result: 'pass' }
  | { result: 'fail'; expected: string; came: string }
  | { result: 'skipped'; reason: string };

export type RuleReport = Outcome & { rule: string; tookMs: number };

export interface SectionReport {
  title: string;
  rules: RuleReport[];
}

/** A server that leaves so many calls in a row unanswered is gone. */
const MAX_UNANSWERED = 3;
const ANSWER = 'an answer';

function failed(error: unknown): Exclude<Outcome, { result: 'pass' }> {
  if (error instanceof NotShown) {
    return { result: 'skipped', reason: error.message };
  }
  if (error instanceof BrokenRule) {
    return { result: 'fail', expected: error.expected, came: error.came };
  }
  if (error instanceof NoAnswerError) {
    return { result: 'fail', expected: ANSWER, came: error.message };
  }
  return { result: 'fail', expected: 'an answer that makes sense', came: String(error) };
}

async function outcomeOf(rule: Rule, run: Run): Promise<Outcome> {
  try {
    await rule.check(run);
    return { result: 'pass' };
  } catch (error) {
    const outcome = failed(error);
    return outcome.result === 'skipped'
      ? { ...outcome, reason: printable(outcome.reason, run.secrets) }
      : {
          ...outcome,
          expected: printable(outcome.expected, run.secrets),
          came: printable(outcome.came, run.secrets),
        };
  }
}

/**
 * Runs the rules one after another, then removes whatever they have made.
 *
 * @param onSection told of each section when it is done
 * @param stopped true when no further rule is to be run
 */
export async function runSections(
  sections: readonly Section[],
  run: Run,
  onSection: (section: SectionReport) => void,
  stopped: () => boolean,
): Promise<SectionReport[]> {
  const reports: SectionReport[] = [];
  const report = (section: SectionReport) => {
    reports.push(section);
    onSection(section);
  };
  let unanswered = 0;
  for (const { title, rules } of sections) {
    const done: RuleReport[] = [];
    for (const rule of rules) {
      if (stopped()) {
        break;
      }
      const from = performance.now();
      const outcome: Outcome =
        unanswered < MAX_UNANSWERED
          ? await outcomeOf(rule, run)
          : { result: 'skipped', reason: 'the server has stopped answering' };
      const silent = outcome.result === 'fail' && outcome.expected === ANSWER;
      unanswered = silent ? unanswered + 1 : unanswered < MAX_UNANSWERED ? 0 : unanswered;
      done.push({ rule: rule.name, tookMs: Math.round(performance.now() - from), ...outcome });
    }
    if (done.length > 0) {
      report({ title, rules: done });
    }
  }
  const from = performance.now();
  const left = await run.belongings.remove();
  const outcome: Outcome =
    left.length === 0
      ? { result: 'pass' }
      : { result: 'fail', expected: 'nothing left behind', came: left.join(', ') };
  report({
    title: 'Cleaning up',
    rules: [
      {
        rule: 'what was made for these rules is removed',
        tookMs: Math.round(performance.now() - from),
        ...outcome,
      },
    ],
  });
  return reports;
}
