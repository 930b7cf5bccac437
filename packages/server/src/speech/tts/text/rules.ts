/** One rewriting: what is matched (with flag g) and what is said instead; groups that did not match are ''. */
export type Rule = readonly [pattern: RegExp, say: (...groups: string[]) => string];

/** Applies rules one after the other. */
export function applyRules(text: string, rules: readonly Rule[]): string {
  return rules.reduce(
    (current, [pattern, say]) =>
      current.replace(pattern, (...match: unknown[]) => {
        const groups = match.slice(
          0,
          match.findIndex((part) => typeof part === 'number'),
        );
        return say(...groups.map((group) => (typeof group === 'string' ? group : '')));
      }),
    text,
  );
}
