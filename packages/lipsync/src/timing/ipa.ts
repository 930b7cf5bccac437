import { tableOf } from './table.js';

/** Diphthongs and affricates. */
const PAIRS = `
  aɪ ay, aʊ aw, eɪ ey, oʊ ow, əʊ ow, ɔɪ oy, ɑɪ ay, ɑʊ aw, ɒɪ oy, ɪə ih ax, eə eh ax, ɛə eh ax, ʊə uh ax,
  tʃ ch, dʒ jh, ʧ ch, ʤ jh, tɕ ch, dʑ jh, ts t s, dz d z, ʦ t s, ʣ d z, tʂ ch, dʐ jh, pf p f`;
/** Kokoro's and espeak's own letters. */
const KOKORO = `
  A ey, I ay, T dx, O ow, Q ow, W aw, Y oy, ᵊ ax, ᵻ ih, ᵿ uh`;
/** Vowels. */
const VOWELS = `
  i iy, ɪ ih, e eh, ɛ eh, æ ae, a aa, ɑ aa, ɒ ao, ɔ ao, o ao, ʊ uh, u uw, ʌ ah, ɐ ah, ə ax, ɚ er, ɝ er, ɜ
  er, ɨ ix, ʉ ux, y ux, ʏ ux, ø uh, œ uh, ɶ aa, ɤ ah, ɯ ih, ɵ uh, ɘ ax, ɞ er`;
/** Consonants. */
const CONSONANTS = `
  p p, b b, t t, d d, k k, g g, ɡ g, q k, ɢ g, ʔ, c k, ɟ g, ʈ t, ɖ d, ɾ dx, ɽ dx, ɓ b, ɗ d, ɠ g, ʛ g, m m,
  ɱ m, n n, ɲ n, ɳ n, ŋ ng, ɴ ng, l l, ɫ l, ɭ l, ʎ l, ʟ l, ɬ l, ɮ l, f f, v v, ʋ v, ɸ f, β v, θ th, ð dh,
  s s, z z, ʃ sh, ʒ zh, ʂ sh, ʐ zh, ɕ sh, ʑ zh, h hh, ɦ hh, x hh, ɣ g, χ hh, ʁ r, ħ hh, ʕ hh, ç hh, ʝ y, ʜ
  hh, ʢ hh, r r, ɹ r, ɻ r, ʀ r, ʙ b, j y, w w, ʍ w, ɥ w, ɰ w, ɺ l, ʘ p`;

/** IPA symbols and the CMU/radio phones that look like them. */
const IPA = tableOf(PAIRS, KOKORO, VOWELS, CONSONANTS);

/** Stress, length, tone, syllable breaks, ties, and what stands above, below or behind a letter. */
const MARKS = /\p{M}|[ˈˌːˑ.|‖‿ʰʲʷˠˤˀⁿˡ˞˥˦˧˨˩↗↘↑↓'"\s]/gu;

/**
 * CMU/radio phones of an IPA transcription ("həˈloʊ"), with stress, length and tie marks or without; a symbol it
 * does not know is left out. Kokoro's single letters for diphthongs are understood too.
 */
export function phonesFromIpa(ipa: string): string[] {
  const letters = [...ipa.normalize('NFD').replaceAll('c\u0327', '\u00e7').replace(MARKS, '')];
  const phones: string[] = [];
  for (let at = 0; at < letters.length; ) {
    const pair = IPA.get(letters.slice(at, at + 2).join(''));
    const found = pair ?? IPA.get(letters[at] ?? '');
    if (found) phones.push(...found.split(' '));
    at += pair === undefined ? 1 : 2;
  }
  return phones;
}
