import type { Run } from './run.js';

/** One rule of the contract, and how to see whether a server keeps it. */
export interface Rule {
  /** What is the case on a server that keeps it. */
  name: string;
  /** @throws BrokenRule, NotShown, NoAnswerError */
  check(run: Run): Promise<void>;
}

export interface Section {
  title: string;
  rules: Rule[];
}

export function rule(name: string, check: (run: Run) => Promise<void>): Rule {
  return { name, check };
}

/** The rules whose name, or whose section's title, matches. */
export function matching(sections: readonly Section[], pattern: RegExp): Section[] {
  return sections
    .map(({ title, rules }) => ({
      title,
      rules: rules.filter(({ name }) => pattern.test(title) || pattern.test(name)),
    }))
    .filter(({ rules }) => rules.length > 0);
}
