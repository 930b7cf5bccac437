import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Clip, durationOf } from './clip.js';
import { readPcm } from './wav.js';

/** A line of a training corpus' manifest. */
interface Line {
  file: string;
  speaker: string;
  synthesizer: string;
  split: string;
  phones: [phone: string, startS: number, endS: number][];
  language?: string;
}

const RATE_HZ = 16_000;
/** So much of each speaker. */
const ENOUGH_S = 120;

export interface Corpus {
  speech: Clip[];
  /** Sound in which nobody speaks. */
  noise: Clip[];
}

/**
 * What a folder made by the training scripts holds out for tests. flite and festival are left out, as the bench
 * makes its own material with them, but in other languages. Throws Error where there is no manifest or no ffmpeg.
 */
export function readCorpus(folder: string): Corpus {
  const manifests = readdirSync(folder).filter((name) => /^manifest-.*\.jsonl$/.test(name));
  if (manifests.length === 0) throw new Error(`--corpus: there is no manifest-*.jsonl in ${folder}`);
  const lines = manifests.flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
  );
  const wanted = lines.filter(
    ({ split, synthesizer, language }) =>
      split === 'test' && (language !== undefined || !['flite', 'festival'].includes(synthesizer)),
  );
  const heardS = new Map<string, number>();
  const clips = wanted.flatMap((line) => {
    const soFarS = heardS.get(line.speaker) ?? 0;
    if (soFarS >= ENOUGH_S) return [];
    const clip = readClip(folder, line);
    heardS.set(line.speaker, soFarS + durationOf(clip.sound));
    return [{ clip, isNoise: line.synthesizer === 'noise' }];
  });
  return {
    speech: clips.filter(({ isNoise }) => !isNoise).map(({ clip }) => clip),
    noise: clips.filter(({ isNoise }) => isNoise).map(({ clip }) => clip),
  };
}

function readClip(folder: string, { file, speaker, phones, language }: Line): Clip {
  const pcm = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', path.join(folder, file), '-f', 's16le', '-ac', '1', '-ar', `${RATE_HZ}`, '-'],
    { maxBuffer: 1 << 28 },
  );
  return {
    id: file,
    speaker,
    sound: { sampleRateHz: RATE_HZ, samples: readPcm(pcm) },
    phones: phones.map(([phone, startS, endS]) => ({ phone, startS, endS })),
    language,
  };
}
