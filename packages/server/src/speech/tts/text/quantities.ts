import { cardinal, decade, decimal, digitByDigit, ordinal, year } from './number-words.js';
import type { Rule } from './rules.js';

const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+`;
const SCALE = 'thousand|million|billion|trillion|bn|[kKMB]';
const SCALE_NAMES: Record<string, string> = {
  k: 'thousand',
  K: 'thousand',
  M: 'million',
  B: 'billion',
  bn: 'billion',
};
const CURRENCIES: Record<string, [one: string, many: string, cent: string]> = {
  $: ['dollar', 'dollars', 'cent'],
  '€': ['euro', 'euros', 'cent'],
  '£': ['pound', 'pounds', 'penny'],
  '¥': ['yen', 'yen', ''],
  '₹': ['rupee', 'rupees', 'paisa'],
};
const CENTS: Record<string, string> = { cent: 'cents', penny: 'pence', paisa: 'paise' };

function money(sign: string, amount: string, scale: string): string {
  const [one, many, cent] = CURRENCIES[sign] ?? ['', '', ''];
  if (scale) return ` ${decimal(amount)} ${SCALE_NAMES[scale] ?? scale} ${many} `;
  const [whole = '0', fraction = ''] = amount.replaceAll(',', '').split('.');
  if (fraction.length !== 2 || !cent) return ` ${decimal(amount)} ${amount === '1' ? one : many} `;
  const cents = Number(fraction);
  const centWords = `${cardinal(String(cents))} ${cents === 1 ? cent : CENTS[cent]}`;
  if (Number(whole) === 0) return ` ${centWords} `;
  const wholeWords = `${cardinal(whole)} ${Number(whole) === 1 ? one : many}`;
  return cents === 0 ? ` ${wholeWords} ` : ` ${wholeWords} ${centWords} `;
}

const UNITS: Record<string, [one: string, many: string]> = {
  microm: ['micrometer', 'micrometers'],
  micros: ['microsecond', 'microseconds'],
  microg: ['microgram', 'micrograms'],
  km: ['kilometer', 'kilometers'],
  m: ['meter', 'meters'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['liter', 'liters'],
  L: ['liter', 'liters'],
  ml: ['milliliter', 'milliliters'],
  mL: ['milliliter', 'milliliters'],
  mph: ['mile per hour', 'miles per hour'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  kph: ['kilometer per hour', 'kilometers per hour'],
  'm/s': ['meter per second', 'meters per second'],
  ms: ['millisecond', 'milliseconds'],
  s: ['second', 'seconds'],
  sec: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  mins: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
  kB: ['kilobyte', 'kilobytes'],
  KB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  'kb/s': ['kilobit per second', 'kilobits per second'],
  kbps: ['kilobit per second', 'kilobits per second'],
  'Mb/s': ['megabit per second', 'megabits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  V: ['volt', 'volts'],
  dB: ['decibel', 'decibels'],
  px: ['pixel', 'pixels'],
  fps: ['frame per second', 'frames per second'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  '°': ['degree', 'degrees'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '%': ['percent', 'percent'],
};
const UNIT_NAMES = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** Numbers with what they count: money, units, temperatures, fractions, ranges, ordinals, plain numbers. */
export const QUANTITIES: readonly Rule[] = [
  [
    new RegExp(`(?:\\bUS|\\bCA|\\bAU)?([$€£¥₹])(${NUMBER})(?:[\\s-]?(${SCALE})\\b)?`, 'g'),
    (_all, sign, amount, scale) => money(sign, amount, scale),
  ],
  [
    new RegExp(`(?<![\\w.,])(${NUMBER})\\s?(?:(thousand|million|billion|trillion)\\s)?([€£¥₹])`, 'g'),
    (_all, amount, scale, sign) => money(sign, amount, scale),
  ],
  [/(?<![\w/])24\/7(?![\w/])/g, () => ' twenty four seven '],
  [
    /(?<![\w/.,])(?:(\d{1,3})\s)?(\d{1,2})\/(\d{1,2})(?![\w/])/g,
    (_all, whole, top, bottom) => fraction(whole, top, bottom),
  ],
  [/(?<=\d)\s?[xX*]\s?(?=\d)/g, () => ' by '],
  [/(?<=\d%?)\s?-\s?(?=[$€£]?\d)/g, () => ' to '],
  [/(?<=^|[\s(=])-(?=\.?\d)/g, () => 'minus '],
  // "90s" alone is a time; with an article or an apostrophe it is a decade.
  [/(?<![\w.])(?:'?(\d{3}0)'?s|(?:'|(?<=\bthe\s))(\d0)'?s)\b/g, (_all, long, short) => decade(long || short)],
  [
    new RegExp(`(?<![\\w.])(${NUMBER})\\s?(${UNIT_NAMES})(?![\\w/°%])`, 'g'),
    (_all, amount, unit) => ` ${decimal(amount)} ${UNITS[unit]?.[amount === '1' ? 0 : 1]} `,
  ],
  [/\b(\d+)(?:st|nd|rd|th)\b/gi, (_all, digits) => ordinal(digits)],
  // Versions and network addresses.
  [/\d+(?:\.\d+){2,}/g, (all) => all.split('.').map(cardinal).join(' dot ')],
  [/(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d,]*\d|\.\d)/g, (_all, digits) => ` ${year(digits)} `],
  [/\d{10,}/g, (all) => ` ${digitByDigit(all)} `],
  [new RegExp(NUMBER, 'g'), (amount) => ` ${decimal(amount)} `],
];

function fraction(whole: string, top: string, bottom: string): string {
  const mixed = whole ? ` ${cardinal(whole)} and` : '';
  const [upper, lower] = [Number(top), Number(bottom)];
  if (upper >= lower || lower > 20 || lower < 2)
    return `${mixed} ${cardinal(top)} slash ${cardinal(bottom)} `;
  const part = lower === 2 ? 'half' : lower === 4 ? 'quarter' : ordinal(bottom);
  return `${mixed} ${cardinal(top)} ${part}${upper > 1 ? 's' : ''} `;
}
