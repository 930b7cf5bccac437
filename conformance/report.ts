import type { RuleReport, SectionReport } from './suite/runner.js';

/** What a whole run came to. */
export interface Report {
  target: string;
  mode: string;
  startedAt: string;
  tookMs: number;
  passed: number;
  failed: number;
  skipped: number;
  sections: SectionReport[];
}

const MARKS = { pass: 'pass', fail: 'FAIL', skipped: 'skip' } as const;

export function count(sections: readonly SectionReport[], result: RuleReport['result']): number {
  return sections.flatMap(({ rules }) => rules).filter((rule) => rule.result === result).length;
}

function ruleLines(rule: RuleReport): string[] {
  const lines = [`  ${MARKS[rule.result]}  ${rule.rule}`];
  if (rule.result === 'fail') {
    lines.push(`          expected  ${rule.expected}`, `          came      ${rule.came}`);
  }
  if (rule.result === 'skipped') {
    lines.push(`          ${rule.reason}`);
  }
  return lines;
}

/** A section of the table. */
export function sectionText({ title, rules }: SectionReport): string {
  return ['', title, ...rules.flatMap(ruleLines)].join('\n');
}

/** What stands below the table. */
export function summaryText({ target, mode, tookMs, passed, failed, skipped, sections }: Report): string {
  const broken = sections.flatMap(({ title, rules }) =>
    rules.filter(({ result }) => result === 'fail').map(({ rule }) => `  FAIL  ${title}: ${rule}`),
  );
  return [
    '',
    ...broken,
    `${passed} passed, ${failed} failed, ${skipped} skipped · ${target} · HTTP status mode ${mode} · ${(tookMs / 1000).toFixed(1)} s`,
  ].join('\n');
}
