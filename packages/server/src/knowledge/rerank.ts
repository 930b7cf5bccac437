/** How far shared words can lift a passage towards a score of 1. */
const WORDS_WEIGHT = 0.4;

const NUMBER_FACTOR = 6;

/** Words, numbers and codes such as "E-4711", in lower case and without the s of a plural. */
function termsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu) ?? [];
  return new Set(words.map((word) => (word.length > 3 ? word.replace(/['’]?s$/, '') : word)));
}

/**
 * Orders passages anew that were found by their meaning, so that those come first which also share rare words with
 * the question: embeddings hardly tell one name or number from another. How rare a word is (inverse document
 * frequency, as in BM25) is taken from the passages themselves.
 */
export function rerank<T extends { text: string; score: number }>(
  question: string,
  found: readonly T[],
): T[] {
  const passages = found.map((passage) => ({ passage, terms: termsOf(passage.text) }));
  const weights = new Map<string, number>();
  for (const term of termsOf(question)) {
    const having = passages.filter(({ terms }) => terms.has(term)).length;
    const rarity = Math.log(1 + (passages.length - having + 0.5) / (having + 0.5));
    // Codes and numbers are hardly ever there by chance.
    weights.set(term, /\p{N}/u.test(term) ? rarity * NUMBER_FACTOR : rarity);
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return passages
    .map(({ passage, terms }) => {
      const shared = [...weights].reduce((sum, [term, weight]) => sum + (terms.has(term) ? weight : 0), 0);
      const lift = total === 0 ? 0 : (WORDS_WEIGHT * shared) / total;
      return { ...passage, score: passage.score + lift * (1 - passage.score) };
    })
    .sort((a, b) => b.score - a.score);
}
