import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SILENCE, UNSCORED, visemeIndexOf } from './score.js';
import type { Pronunciations } from './sequence.js';
import { readPcm, readWav, type Sound } from './wav.js';

/** A recording of a person and what is said in it. */
export interface Recording {
  id: string;
  speaker: string;
  sound: Sound;
  words: Pronunciations;
}

const DATA = '/usr/share/pocketsphinx/test/data';
const DICTIONARY = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict';
const RAW_RATE_HZ = 16_000;

/**
 * Headerless recordings have no transcripts beside them; these are what is heard in them. Where two words are
 * possible, both are: the recording does not tell "four or six" from "four oh six".
 */
const RAW = [
  { file: 'goforward.raw', speaker: 'goforward', text: 'go forward ten meters' },
  { file: 'something.raw', speaker: 'something', text: 'go somewhere and do something' },
  { file: 'numbers.raw', speaker: 'numbers', text: 'thirty three four or|oh six ninety two' },
  { file: 'tidigits/dhd.2934z.raw', speaker: 'dhd', text: 'two nine three four zero' },
];
const FOLDERS = [
  { folder: 'cards', transcripts: 'cards/cards.transcription', speaker: 'cards' },
  { folder: 'librivox', transcripts: 'librivox/transcription', speaker: 'librivox' },
];

/** The recordings in Debian's pocketsphinx-testdata; null where it, or the dictionary, is not installed. */
export function humanRecordings(): Recording[] | null {
  if (!existsSync(DATA) || !existsSync(DICTIONARY)) return null;
  const dictionary = readDictionary(readFileSync(DICTIONARY, 'utf8'));
  const fromFolders = FOLDERS.flatMap(({ folder, transcripts, speaker }) =>
    readTranscripts(readFileSync(path.join(DATA, transcripts), 'utf8')).map(({ id, text }) => {
      const file = path.join(DATA, folder, `${id}.wav`);
      return { id, speaker, sound: readWav(readFileSync(file), file), words: pronounce(text, dictionary) };
    }),
  );
  const fromRaw = RAW.map(({ file, speaker, text }) => ({
    id: path.basename(file, '.raw'),
    speaker,
    sound: { sampleRateHz: RAW_RATE_HZ, samples: readPcm(readFileSync(path.join(DATA, file))) },
    words: pronounce(text, dictionary),
  }));
  return [...fromFolders, ...fromRaw];
}

/** Lines like `<s> ten of clubs </s> (001)`. */
function readTranscripts(lines: string): { id: string; text: string }[] {
  return [...lines.matchAll(/^<s>(.*)<\/s>\s*\((\S+)\)/gm)].map(([, text = '', id = '']) => ({ id, text }));
}

/** Lines like `read(2) R EH D`: the pronunciations of each word, in the dictionary's order. */
export function readDictionary(lines: string): Map<string, string[][]> {
  const dictionary = new Map<string, string[][]>();
  for (const line of lines.split('\n')) {
    const [entry = '', ...phones] = line.trim().split(/\s+/);
    if (phones.length === 0) continue;
    const word = entry.replace(/\(\d+\)$/, '');
    dictionary.set(word, [...(dictionary.get(word) ?? []), phones]);
  }
  return dictionary;
}

/** The visemes of each word in each of its pronunciations; `a|b` is either word. Throws for unknown words. */
export function pronounce(text: string, dictionary: Map<string, string[][]>): Pronunciations {
  return text
    .trim()
    .split(/\s+/)
    .map((word) =>
      word.split('|').flatMap((either) => {
        const variants = dictionary.get(either);
        if (!variants) throw new Error(`"${either}" is not in the dictionary`);
        return variants.map((phones) =>
          phones.map(visemeIndexOf).filter((viseme) => viseme !== SILENCE && viseme !== UNSCORED),
        );
      }),
    );
}
