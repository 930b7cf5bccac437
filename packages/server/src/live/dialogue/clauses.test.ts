import { describe, expect, it } from 'vitest';
import { clauses } from './clauses.js';

async function cut(...pieces: string[]): Promise<string[]> {
  const source = (async function* () {
    yield* pieces;
  })();
  const out: string[] = [];
  for await (const clause of clauses(source)) out.push(clause);
  return out;
}

/** As a language model sends it. */
const tokens = (text: string) => text.match(/\S+\s*|\s+/g) ?? [];

describe('clauses', () => {
  it('are sentences, and to begin with the first clause', async () => {
    const text = 'Well, that is a good question, my friend. It depends, as they say. So it does!';
    expect(await cut(...tokens(text))).toEqual([
      'Well, that is a good question, ',
      'my friend. ',
      'It depends, as they say. ',
      'So it does!',
    ]);
  });

  it.each([
    'Dr. Smith paid 3.50 for it. Then he left.',
    'No end in sight',
    '  leading and trailing  ',
    'One.\n\nTwo.\n',
    '你好，世界。今天天气很好！',
    `${'word '.repeat(200)}end.`,
    '',
  ])('join up to %j', async (text) => {
    expect((await cut(...tokens(text))).join('')).toBe(text);
    expect((await cut(...text)).join('')).toBe(text);
  });

  it('do not end at abbreviations and decimals', async () => {
    expect(await cut('Dr. Smith paid 3.50 for it. Then he left.')).toEqual([
      'Dr. Smith paid 3.50 for it. ',
      'Then he left.',
    ]);
  });

  it('end without a space where the script has none', async () => {
    expect(await cut('今天天气很好！', '明天也好。')).toEqual(['今天天气很好！', '明天也好。']);
  });

  it('cut what never ends, between words', async () => {
    const cuts = await cut(...tokens('word '.repeat(200)));
    expect(cuts.length).toBeGreaterThan(2);
    expect(cuts.every((clause) => clause.endsWith(' '))).toBe(true);
  });
});
