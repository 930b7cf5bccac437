import { isVowel, type Phone } from './words.js';

/** How a voice says English. */
export type Accent = 'us' | 'gb';

/** The alphabet of Kokoro-82M v1.0 as far as English needs it: symbols and their numbers. */
const NUMBERS: Record<string, number> = {
  ';': 1,
  ':': 2,
  ',': 3,
  '.': 4,
  '!': 5,
  '?': 6,
  ' ': 16,
  A: 24,
  I: 25,
  O: 31,
  Q: 33,
  T: 36,
  W: 39,
  Y: 41,
  ᵊ: 42,
  a: 43,
  b: 44,
  d: 46,
  f: 48,
  h: 50,
  i: 51,
  j: 52,
  k: 53,
  l: 54,
  m: 55,
  n: 56,
  p: 58,
  s: 61,
  t: 62,
  u: 63,
  v: 64,
  w: 65,
  z: 68,
  ɑ: 69,
  ɒ: 71,
  æ: 72,
  ɔ: 76,
  ð: 81,
  ʤ: 82,
  ə: 83,
  ɛ: 86,
  ɜ: 87,
  ɡ: 92,
  ɪ: 102,
  ŋ: 112,
  θ: 119,
  ɹ: 123,
  ʃ: 131,
  ʧ: 133,
  ʊ: 135,
  ʌ: 138,
  ʒ: 147,
  ˈ: 156,
  ˌ: 157,
  ː: 158,
  ᵻ: 177,
};

/** Start and end of a text. */
export const EDGE = 0;

export function numberOf(symbol: string): number {
  return NUMBERS[symbol] ?? EDGE;
}

const SHARED: Record<string, string> = {
  AW: 'W',
  AY: 'I',
  B: 'b',
  CH: 'ʧ',
  D: 'd',
  DH: 'ð',
  EH: 'ɛ',
  EY: 'A',
  F: 'f',
  G: 'ɡ',
  HH: 'h',
  IH: 'ɪ',
  JH: 'ʤ',
  K: 'k',
  L: 'l',
  M: 'm',
  N: 'n',
  NG: 'ŋ',
  OY: 'Y',
  P: 'p',
  R: 'ɹ',
  S: 's',
  SH: 'ʃ',
  T: 't',
  TH: 'θ',
  UH: 'ʊ',
  V: 'v',
  W: 'w',
  Y: 'j',
  Z: 'z',
  ZH: 'ʒ',
};
const AMERICAN: Record<string, string> = { AA: 'ɑ', AE: 'æ', AO: 'ɔ', IY: 'i', OW: 'O', UW: 'u' };
const BRITISH: Record<string, string> = { AA: 'ɒ', AE: 'a', AO: 'ɔː', IY: 'iː', OW: 'Q', UW: 'uː' };

/** The symbols of a word's phone; none where the accent drops it. */
export function symbolsOf(word: readonly Phone[], at: number, accent: Accent): string {
  const phone = word[at];
  if (!phone) return '';
  return accent === 'us' ? american(phone, word, at) : british(phone, word, at);
}

function american(phone: Phone, word: readonly Phone[], at: number): string {
  const { name, stress } = phone;
  if (name === 'AH') return stress ? 'ʌ' : weakVowel(word, at);
  if (name === 'ER') return stress ? 'ɜɹ' : 'əɹ';
  const ending = at === word.length - 2 && /^[ZD]$/.test(word.at(-1)?.name ?? '');
  if (name === 'IH' && stress === 0 && ending) return 'ᵻ';
  return isFlapped(word, at) ? 'T' : (SHARED[name] ?? AMERICAN[name] ?? '');
}

function british(phone: Phone, word: readonly Phone[], at: number): string {
  const { name, stress } = phone;
  const after = word[at + 1];
  const beforeVowel = after !== undefined && isVowel(after);
  if (name === 'R' && !beforeVowel && at > 0) {
    // near, square, cure: a glide to schwa; start, north: only length.
    return /^(IH|IY|UH)$/.test(word[at - 1]?.name ?? '') ? 'ə' : '';
  }
  if (name === 'AH') return stress ? 'ʌ' : weakVowel(word, at);
  if (name === 'ER') return (stress ? 'ɜː' : 'ə') + (beforeVowel ? 'ɹ' : '');
  if (after?.name === 'R') {
    const following = word[at + 2];
    const dropped = following === undefined || !isVowel(following);
    if (name === 'EH' && dropped) return 'ɛː';
    if (name === 'AA') return dropped ? 'ɑː' : 'ɒ';
    if (name === 'IY') return dropped ? 'ɪ' : 'ɪə';
  }
  if (name === 'IY' && stress === 0) return 'i';
  return SHARED[name] ?? BRITISH[name] ?? '';
}

/** Schwa, or its trace before a consonant that is a syllable. */
function weakVowel(word: readonly Phone[], at: number): string {
  const last = word.at(-1)?.name;
  if (at === word.length - 2 && at > 0) {
    if (last === 'L' || (last === 'N' && /^[TD]$/.test(word[at - 1]?.name ?? ''))) return 'ᵊ';
  }
  return 'ə';
}

/** General American says /t/ between vowels, the second of them unstressed, as a flap. */
function isFlapped(word: readonly Phone[], at: number): boolean {
  const before = word[at - 1];
  const after = word[at + 1];
  if (word[at]?.name !== 'T' || !before || !after) return false;
  const syllabicN = after.name === 'AH' && word[at + 2]?.name === 'N';
  return (isVowel(before) || before.name === 'R') && isVowel(after) && after.stress === 0 && !syllabicN;
}

/** The lip sync's name for a phone as the accent says it. */
export function labelOf(phone: Phone, symbols: string, accent: Accent): string {
  if (accent === 'gb') {
    if (symbols === 'ɒ') return 'ao';
    if (symbols === 'ə') return 'ax';
  }
  return phone.name === 'AH' && phone.stress === 0 ? 'ax' : phone.name.toLowerCase();
}
