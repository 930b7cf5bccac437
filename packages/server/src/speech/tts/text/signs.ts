import type { Rule } from './rules.js';
import { spell } from './words.js';

/** Drawn faces are seen, not spoken. */
const EMOTICON = /(?<=^|\s)(?:[:;=][-'^]?[)(\][DPpOo3|/\\*]+|<3+|[xX]D+|\^_+\^|-_+-|\\o\/)(?=\s|$|[.,!?])/g;

/** Faces and Markdown, before anything else is read. */
export const DRAWN: readonly Rule[] = [
  [EMOTICON, () => ' '],
  [/^\s*(?:#{1,6}|[-*+>]|\|)\s+/g, () => ' '],
  [/\*{1,3}|`{1,3}|~~|__+|-{3,}|={3,}|_{2,}/g, (all) => (all === '*' ? '*' : ' ')],
  [/(?<=\d)\s?\*\s?(?=\d)/g, () => ' times '],
  [/\*/g, () => ' '],
];

/** Signs that have a name, once numbers have been read. */
export const SIGNS: readonly Rule[] = [
  [
    /#(?=\s?(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b)/g,
    () => ' number ',
  ],
  [/\b([CF])#/g, (_all, letter) => `${letter} sharp `],
  [/#(?=[A-Za-z])/g, () => ' hashtag '],
  [/\b([A-Z]{1,3})&([A-Z]{1,3})\b/g, (_all, one, other) => `${spell(one)} and ${spell(other)}`],
  [/&/g, () => ' and '],
  [/@/g, () => ' at '],
  [/%/g, () => ' percent '],
  [/(?<=[A-Za-z])\+\+/g, () => ' plus plus '],
  [/\+/g, () => ' plus '],
  [/(?<![<>=!])={1,3}(?!>)/g, () => ' equals '],
  [/(?<=\w\s?)<(?=\s?\w)/g, () => ' less than '],
  [/(?<=\w\s?)>(?=\s?\w)/g, () => ' greater than '],
  [/°/g, () => ' degrees '],
  [/\$/g, () => ' dollars '],
  [/€/g, () => ' euros '],
  [/£/g, () => ' pounds '],
  [/¥/g, () => ' yen '],
  [/₹/g, () => ' rupees '],
  [/~\s?(?=\w)/g, () => ' about '],
  [/\b(he|she|his|her|him|hers)\/(?=(?:he|she|his|her|him|hers)\b)/gi, (_all, one) => `${one} or `],
  [/\band\/or\b/gi, () => 'and or'],
  [/(?<=\w)\s?\/\s?(?=\w)/g, () => ' slash '],
  [/[\^~|\\<>{}[\]_#/=*]+/g, () => ' '],
  [/-{2,}/g, () => ', '],
  [/(?<=\s)-(?=\s)/g, () => ', '],
];
