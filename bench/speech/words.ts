/** Number words as their digits; tens lose their zero before a unit ("thirty three" is 33). */
const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** Spellings that are one word to a listener. */
const SAME: Record<string, string> = {
  mr: 'mister',
  mrs: 'missus',
  dr: 'doctor',
  ok: 'okay',
  oh: '0',
  colour: 'color',
  favourite: 'favorite',
  neighbour: 'neighbor',
};

/**
 * A text as words that can be compared: lower case, no punctuation, figures digit by digit, since nobody hears whether
 * "ten" was written "10". `a|b` in a transcript stays one word.
 */
export function comparable(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9| ]+/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) =>
      word
        .split('|')
        .map((either) => SAME[either] ?? either)
        .join('|'),
    );
  const words: string[] = [];
  for (let at = 0; at < plain.length; at++) {
    const word = plain[at] ?? '';
    const unit = UNITS.indexOf(word);
    const ten = TENS.indexOf(word);
    if (unit >= 0) {
      words.push(...String(unit));
    } else if (ten >= 0) {
      const next = UNITS.indexOf(plain[at + 1] ?? '');
      if (next > 0 && next < 10) at++;
      words.push(String(ten + 2), String(next > 0 && next < 10 ? next : 0));
    } else if (/^\d+$/.test(word)) {
      words.push(...word);
    } else {
      words.push(word.split('|').map(asDigit).join('|'));
    }
  }
  return words;
}

function asDigit(word: string): string {
  const unit = UNITS.indexOf(word);
  return unit >= 0 && unit < 10 ? String(unit) : word;
}

/** How many words were put in, left out or taken for others, at least (Levenshtein 1966). */
export function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let before = heard.map((_, at) => at + 1);
  before.unshift(0);
  for (const [row, word] of said.entries()) {
    const now = [row + 1];
    for (const [at, other] of heard.entries()) {
      const same = word.split('|').includes(other);
      now.push(Math.min((before[at] ?? 0) + (same ? 0 : 1), (before[at + 1] ?? 0) + 1, (now[at] ?? 0) + 1));
    }
    before = now;
  }
  return before.at(-1) ?? 0;
}
