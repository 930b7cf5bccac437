import type { Rule } from './rules.js';

/** Domains that are recognised without "http" or "www" in front. */
const TOP_LEVEL = 'com|org|net|io|ai|dev|app|edu|gov|info|co|uk|us|eu|de|fr|ca|tv|me|live|tech|cloud';
/** File endings that are read "dot". */
const ENDINGS =
  'js|ts|json|py|md|txt|pdf|html?|css|csv|xml|ya?ml|exe|zip|png|jpe?g|gif|mp3|mp4|wav|docx?|xlsx?|sh|go|rs';
/** A path longer than this is not read: nobody can remember it. */
const MAX_PATH = 30;

function readName(name: string): string {
  return name
    .replace(/\./g, ' dot ')
    .replace(/_/g, ' underscore ')
    .replace(/-/g, ' dash ')
    .replace(/\+/g, ' plus ');
}

function readUrl(host: string, path: string): string {
  const spokenHost = host
    .replace(/^www\./i, 'w w w dot ')
    .replace(/\./g, ' dot ')
    .replace(/-/g, ' dash ');
  const bare = path.replace(/[?#].*$/, '').replace(/\/$/, '');
  const spokenPath = bare.length <= MAX_PATH ? readName(bare).replace(/\//g, ' slash ') : '';
  return ` ${spokenHost}${spokenPath} `;
}

/** E-mail addresses, web addresses and file names, as people say them. */
export const ADDRESSES: readonly Rule[] = [
  // [text](address) of Markdown: the text.
  [/\[([^\][]{1,200})\]\([^()\s]{1,500}\)/g, (_all, text) => text],
  [
    /\b([\w.+-]{1,64})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)/g,
    (_all, user, host) => ` ${readName(user)} at ${readName(host)} `,
  ],
  [
    /\bhttps?:\/\/([A-Za-z0-9.-]{1,253}[A-Za-z0-9])(?::\d{1,5})?((?:\/[^\s<>"')\]]{0,500}[^\s<>"')\].,;:!?])?)\/?/gi,
    (_all, host, path) => readUrl(host, path),
  ],
  [
    new RegExp(
      `\\b(www\\.[A-Za-z0-9.-]{1,250}[A-Za-z0-9]|(?:[A-Za-z0-9-]{1,63}\\.){1,4}(?:${TOP_LEVEL}))\\b` +
        `((?:/[^\\s<>"')\\]]{0,500}[^\\s<>"')\\].,;:!?])?)/?(?![\\w@])`,
      'g',
    ),
    (_all, host, path) => readUrl(host, path),
  ],
  [
    new RegExp(`\\b([A-Za-z][\\w-]{0,60})\\.(${ENDINGS})\\b`, 'g'),
    (_all, name, ending) => `${name} dot ${ending}`,
  ],
];
