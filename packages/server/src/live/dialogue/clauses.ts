/** A first clause shorter than this is not worth a breath of its own. */
const MIN_FIRST_CHARS = 16;
/** Without any mark in so much text it is cut between words. */
const MAX_CHARS = 280;

const SENTENCE_END = /[.!?…][)\]"'”’»]*\s+|[。！？]["”’」』）]*\s*|\n+/gu;
const CLAUSE_END = /[,;:–—]\s+|[，、；：]\s*/gu;
/** A dot after these ends no sentence. */
const ABBREVIATION = /(^|\s)(\p{L}|dr|mr|mrs|ms|prof|st|no|vs|etc|e\.g|i\.e|approx|z\.b|bzw|ca|nr)\.\s*$/iu;

/**
 * Text in pieces of any size, put together to what a voice says well: sentences, and to begin with the first clause
 * as soon as it is there, since somebody waits for it. The pieces join up to the text.
 */
export async function* clauses(text: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  let first = true;
  for await (const piece of text) {
    rest += piece;
    for (;;) {
      const length = clauseLength(rest, first);
      if (length === 0) break;
      yield rest.slice(0, length);
      rest = rest.slice(length);
      first = false;
    }
  }
  if (rest) yield rest;
}

/** How much of `text` can be said without waiting for more; 0 for nothing yet. */
function clauseLength(text: string, first: boolean): number {
  for (const { index, 0: mark } of text.matchAll(SENTENCE_END)) {
    const end = index + mark.length;
    if (!ABBREVIATION.test(text.slice(0, end)) && text.slice(0, end).trim() !== '') return end;
  }
  if (first) {
    for (const { index, 0: mark } of text.matchAll(CLAUSE_END)) {
      const end = index + mark.length;
      if (end >= MIN_FIRST_CHARS) return end;
    }
  }
  return text.length > MAX_CHARS ? text.lastIndexOf(' ', MAX_CHARS) + 1 : 0;
}
