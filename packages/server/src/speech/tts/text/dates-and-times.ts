import { cardinal, digitByDigit, ordinal, year } from './number-words.js';
import type { Rule } from './rules.js';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const MONTH_NAMES = `${MONTHS.join('|')}|${MONTHS.map((month) => month.slice(0, 3)).join('|')}|Sept`;
const DAY_AND_YEAR = String.raw`(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(\d{4})\b)?`;

function monthName(name: string): string {
  const start = name.slice(0, 3).toLowerCase();
  return MONTHS.find((month) => month.toLowerCase().startsWith(start)) ?? name;
}

function sayDate(month: string, day: string, yearDigits: string): string {
  return ` ${month} ${ordinal(String(Number(day)))}${yearDigits ? `, ${year(yearDigits)}` : ''} `;
}

/** A date in figures; month first as in the United States, unless that cannot be. Undefined when it is no date. */
function numericDate(first: string, second: string, yearDigits: string): string | undefined {
  const [a, b] = [Number(first), Number(second)];
  const [month, day] = a > 12 ? [second, first] : [first, second];
  const name = MONTHS[Number(month) - 1];
  if (!name || Number(day) < 1 || Number(day) > 31 || (a > 12 && b > 12)) return undefined;
  return sayDate(name, day, yearDigits);
}

function sayTime(hour: string, minute: string, second: string, half: string): string {
  const hours = cardinal(String(Number(hour)));
  const minutes =
    Number(minute) > 0
      ? ` ${minute.startsWith('0') ? `oh ${cardinal(minute.slice(1))}` : cardinal(minute)}`
      : half || second
        ? ''
        : Number(hour) > 12 || Number(hour) === 0
          ? ' hundred'
          : " o'clock";
  const seconds = second ? ` and ${cardinal(String(Number(second)))} seconds` : '';
  return ` ${hours}${minutes}${seconds}${sayHalf(half)} `;
}

function sayHalf(half: string): string {
  if (!half) return '';
  return half.toLowerCase().startsWith('a') ? ' ay M' : ' P M';
}

const HALF = String.raw`\s?([AaPp])\.?[Mm]\b(?:\.(?!\s+[A-Z]|\s*$))?`;

/** Dates, times of day and telephone numbers. */
export const DATES_AND_TIMES: readonly Rule[] = [
  [
    /\b(\d{4})-(\d{2})-(\d{2})(?:T(?=\d)|\b)/g,
    (all, yearDigits, month, day) => numericDate(month, day, yearDigits) ?? all,
  ],
  [
    /(?<![\w/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?![\w/])/g,
    (all, first, second, yearDigits) => numericDate(first, second, yearDigits) ?? all,
  ],
  [
    new RegExp(`\\b(${MONTH_NAMES})\\.?\\s+${DAY_AND_YEAR}`, 'g'),
    (_all, month, day, yearDigits) => sayDate(monthName(month), day, yearDigits),
  ],
  [
    new RegExp(
      `\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${MONTH_NAMES})\\b\\.?(?:,?\\s+(\\d{4})\\b)?`,
      'g',
    ),
    (_all, day, month, yearDigits) => sayDate(monthName(month), day, yearDigits),
  ],
  [
    new RegExp(`\\b([01]?\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d))?(?:${HALF})?(?![\\d:])`, 'g'),
    (_all, hour, minute, second, half) => sayTime(hour, minute, second, half),
  ],
  [new RegExp(`\\b(1[0-2]|[1-9])${HALF}`, 'g'), (_all, hour, half) => ` ${cardinal(hour)}${sayHalf(half)} `],
  [/(?<=\d):(?=\d)/g, () => ' to '],
  [
    /\+\d[\d ()-]{6,18}\d|\(\d{3}\) ?\d{3}[- ]\d{4}\b|\b\d{3}-\d{3}-\d{4}\b|\b\d{3}-\d{4}\b/g,
    (all) =>
      (all.startsWith('+') ? ' plus ' : ' ') +
      (all.match(/\d+/g) ?? []).map(digitByDigit).join(', ').concat(' '),
  ],
];
