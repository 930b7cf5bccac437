/** Numbers as English words. Arguments are strings of digits, so that no length or leading zero gets lost. */

const ONES = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES = ['', ' thousand', ' million', ' billion', ' trillion', ' quadrillion'];
const ORDINALS: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
/** Longer numbers are read digit by digit. */
const MAX_DIGITS = 15;

/** "1204" → "one thousand two hundred four". Digit by digit with a leading zero or more than 15 digits. */
export function cardinal(digits: string): string {
  if (digits.length > MAX_DIGITS || /^0\d/.test(digits)) return digitByDigit(digits);
  const words: string[] = [];
  for (let end = digits.length, scale = 0; end > 0; end -= 3, scale++) {
    const group = Number(digits.slice(Math.max(0, end - 3), end));
    if (group > 0) words.unshift(underThousand(group) + (SCALES[scale] ?? ''));
  }
  return words.join(' ') || 'zero';
}

function underThousand(value: number): string {
  const rest = value % 100;
  const hundreds = value >= 100 ? `${ONES[Math.floor(value / 100)]} hundred` : '';
  return [hundreds, rest > 0 ? underHundred(rest) : ''].filter(Boolean).join(' ');
}

function underHundred(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  const ones = value % 10;
  return [TENS[Math.floor(value / 10)], ones > 0 ? ONES[ones] : ''].filter(Boolean).join(' ');
}

/** "204" → "two zero four". */
export function digitByDigit(digits: string): string {
  return [...digits].map((digit) => ONES[Number(digit)]).join(' ');
}

/** "22" → "twenty second". */
export function ordinal(digits: string): string {
  const words = cardinal(digits).split(' ');
  const last = words.pop() ?? '';
  const irregular = ORDINALS[last];
  return [...words, irregular ?? `${last.endsWith('y') ? `${last.slice(0, -1)}ie` : last}th`].join(' ');
}

/** "3.50" → "three point five zero"; commas between groups of three are allowed. */
export function decimal(number: string): string {
  const [whole = '0', fraction] = number.replaceAll(',', '').split('.');
  const words = cardinal(whole || '0');
  return fraction ? `${words} point ${digitByDigit(fraction)}` : words;
}

/** A year of four digits: "1999" → "nineteen ninety nine", "2005" → "two thousand five". */
export function year(digits: string): string {
  const century = digits.slice(0, 2);
  const rest = digits.slice(2);
  if (century.endsWith('0') && rest.startsWith('0')) return cardinal(digits);
  if (rest === '00') return `${cardinal(century)} hundred`;
  return `${cardinal(century)} ${rest.startsWith('0') ? `oh ${cardinal(rest.slice(1))}` : cardinal(rest)}`;
}

/** "90" → "nineties", "1990" → "nineteen nineties". */
export function decade(digits: string): string {
  const words = digits.length === 4 ? year(digits) : cardinal(digits);
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}s`;
}
