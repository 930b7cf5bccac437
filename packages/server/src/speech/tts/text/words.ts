import type { Rule } from './rules.js';

/** Before a name: "Dr. Lee". */
const TITLES: Record<string, string> = {
  dr: 'doctor',
  mr: 'mister',
  mrs: 'missus',
  ms: 'miz',
  prof: 'professor',
  rev: 'reverend',
  gen: 'general',
  col: 'colonel',
  capt: 'captain',
  lt: 'lieutenant',
  sgt: 'sergeant',
  gov: 'governor',
  sen: 'senator',
  rep: 'representative',
  hon: 'honorable',
  mt: 'mount',
  st: 'saint',
};

/** Before a figure: "No. 5". */
const COUNTERS: Record<string, string> = {
  no: 'number',
  nos: 'numbers',
  vol: 'volume',
  ch: 'chapter',
  fig: 'figure',
  figs: 'figures',
  sec: 'section',
  p: 'page',
  pp: 'pages',
  ext: 'extension',
};

/** Anywhere, with their full stop. */
const ABBREVIATIONS: Record<string, string> = {
  etc: 'et cetera',
  vs: 'versus',
  approx: 'approximately',
  dept: 'department',
  inc: 'incorporated',
  ltd: 'limited',
  corp: 'corporation',
  co: 'company',
  bros: 'brothers',
  ave: 'avenue',
  blvd: 'boulevard',
  rd: 'road',
  st: 'street',
  jr: 'junior',
  sr: 'senior',
  est: 'established',
  min: 'minutes',
  max: 'maximum',
  tel: 'telephone',
  al: 'al',
  jan: 'January',
  feb: 'February',
  mar: 'March',
  apr: 'April',
  jun: 'June',
  jul: 'July',
  aug: 'August',
  sep: 'September',
  sept: 'September',
  oct: 'October',
  nov: 'November',
  dec: 'December',
  mon: 'Monday',
  tue: 'Tuesday',
  tues: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  thurs: 'Thursday',
  fri: 'Friday',
};
/** Those that are words of their own at a sentence's end ("a big no.", "Turn it to the max."). */
const AMBIGUOUS = 'min|max|est|mar|sun|sat|mon|wed|al';

/** "dr" and "Dr": what follows must keep its case. */
const TITLE_NAMES = Object.keys(TITLES)
  .map((title) => `[${title[0]?.toUpperCase()}${title[0]}]${title.slice(1)}`)
  .join('|');
const COUNTER_NAMES = Object.keys(COUNTERS).join('|');
const ABBREVIATION_NAMES = Object.keys(ABBREVIATIONS).join('|');

/** Words that flite misreads, respelled so that it does not. */
const RESPELLED: Record<string, string> = {
  "i'm": 'ime',
  im: 'ime',
  hm: 'hum',
  hmm: 'hum',
  mm: 'hum',
  mhm: 'uh huh',
  shh: 'shush',
  sh: 'shush',
  psst: 'pist',
  brr: 'burr',
  pls: 'please',
  thx: 'thanks',
  ok: 'okay',
};
const RESPELLED_NAMES = Object.keys(RESPELLED)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** "A" alone is an article to flite; spelled so, it is the letter. */
export function spell(letters: string): string {
  return [...letters].map((letter) => (letter.toUpperCase() === 'A' ? 'ay' : letter.toUpperCase())).join(' ');
}

/** Abbreviations, before numbers are read. */
export const SHORT_FORMS: readonly Rule[] = [
  [/\be\.\s?g\.,?/gi, () => 'for example, '],
  [/\bi\.\s?e\.,?/gi, () => 'that is, '],
  [
    new RegExp(`\\b(${TITLE_NAMES})\\.\\s?(?=[A-Z])`, 'g'),
    (_all, title) => `${TITLES[title.toLowerCase()]} `,
  ],
  [
    new RegExp(`(?<!\\d\\s?)\\b(${COUNTER_NAMES})\\.\\s?(?=\\d)`, 'gi'),
    (_all, counter) => `${COUNTERS[counter.toLowerCase()]} `,
  ],
  [
    new RegExp(`\\b(?!(?:${AMBIGUOUS})\\.\\s*$)(${ABBREVIATION_NAMES})\\.(?!\\w)`, 'gi'),
    (_all, word) => ABBREVIATIONS[word.toLowerCase()] ?? word,
  ],
];

/** Initials, names in camel case, drawn-out words, and words that flite misreads. */
export const WORDS: readonly Rule[] = [
  [/\b[A-Za-z](?:\.[A-Za-z])+\b\.?/g, (all) => ` ${spell(all.replaceAll('.', ''))} `],
  // An initial: "J. Smith".
  [/\b([A-Z])\.(?=\s+[A-Z])/g, (_all, letter) => spell(letter)],
  // A forgotten space after a sentence, or a name with a dot in it.
  [/(?<=[a-z]{2})\.(?=[A-Z][a-z])/g, () => '. '],
  [/(?<=\w)\.(?=\w)/g, () => ' dot '],
  // Camel case, but not McDonald; "WebRTC" is "Web RTC".
  [
    /\b(?!Mac?[A-Z]|Mc[A-Z]|De[A-Z]|Van[A-Z])([A-Za-z]*[a-z][A-Z]\w*)/g,
    (all) => all.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
  ],
  [/(?<=[A-Z])(?=[A-Z][a-z]{2})/g, () => ' '],
  [/\b([A-Z]{2,5})s\b/g, (_all, letters) => `${spell(letters)}'s`],
  [/\bAI\b/g, () => spell('AI')],
  // Drawn-out words: "goood", "freee", "sooo".
  [/([oe])\1{2,}(?=[a-z])|(e)\2{2,}/g, (_all, inner, last) => (inner || last).repeat(2)],
  [/([a-z])\1{2,}/g, (_all, letter) => letter],
  [
    new RegExp(`(?<![\\w'])(${RESPELLED_NAMES})(?![\\w'])`, 'gi'),
    (_all, word) => RESPELLED[word.toLowerCase()] ?? word,
  ],
];
