/**
 * From any text to the characters the rules know: ASCII and a few signs that have names. Everything else is
 * rewritten in them (é, ß, “ ”, –, ², π) or left out (emoji, other scripts, control characters).
 */

const LETTERS: Record<string, string> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
};

const SIGNS: Record<string, string> = {
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '…': '... ',
  '—': ', ',
  '−': '-',
  '•': ', ',
  '·': ' ',
  '²': ' squared ',
  '³': ' cubed ',
  '×': ' times ',
  '÷': ' divided by ',
  '±': ' plus or minus ',
  '≈': ' about ',
  '≠': ' is not equal to ',
  '≤': ' at most ',
  '≥': ' at least ',
  '→': ', ',
  '√': ' the square root of ',
  '∞': ' infinity ',
  '‰': ' per mille ',
  '§': ' section ',
  µ: 'micro',
  '©': ' copyright ',
  '®': '',
  '™': '',
  '№': 'number ',
  '。': '. ',
  '，': ', ',
  '！': '! ',
  '？': '? ',
  '、': ', ',
};

const GREEK = new Map(
  (
    'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta λ lambda μ mu ξ xi π pi ρ rho σ sigma τ tau ' +
    'φ phi χ chi ψ psi ω omega Δ delta Σ sigma Ω omega Φ phi Π pi Θ theta Λ lambda Γ gamma Ψ psi'
  )
    .split(' ')
    .flatMap((name, index, all) => (index % 2 === 0 ? [[name, all[index + 1] ?? ''] as const] : [])),
);

/** Characters that have no width and split no word: soft hyphen, joiners, direction marks, byte order mark. */
const INVISIBLE =
  /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\p{Variation_Selector}/gu;
/** Signs that later rules read: currency and degrees. */
const UNREADABLE = /[^\x20-\x7e€£¥₹°]+/gu;

/** The text in ASCII plus `€£¥₹°`, with no two spaces in a row. */
export function plainText(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(/(?<=\d)–(?=\d)/gu, '-')
    .replace(/–/gu, ', ')
    .replace(/(?<!\p{L})\p{Script=Greek}(?!\p{L})/gu, (letter) => GREEK.get(letter) ?? letter)
    .replace(/[^\p{ASCII}]/gu, (sign) => SIGNS[sign] ?? LETTERS[sign] ?? sign)
    .replace(/(?<=\d)(?=[¼½¾⅓⅔⅛⅜⅝⅞])/gu, ' ')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('\u2044', '/')
    .replace(UNREADABLE, ' ')
    .replace(/ {2,}/g, ' ');
}
