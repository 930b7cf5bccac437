import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Synthesizer } from './speech.js';
import { spoken } from './speech.js';

/** Something that was said, by whom, and the sound of it: mono, 16 kHz. */
export interface Utterance {
  speaker: string;
  text: string;
  pcm: Int16Array;
}

/** What people say to an avatar. */
export const SENTENCES = [
  'Hello, can you hear me?',
  'What are your opening hours on Sunday?',
  'I would like to book a table for two at seven in the evening.',
  'Tell me more about the history of this building.',
  'How much does a ticket cost, and where can I buy one?',
  'Please stop, that is not what I meant.',
  'My name is Katherine and I live near the river.',
  'Could you repeat that a little more slowly?',
  'Is there a bus that goes to the airport?',
  'Thank you very much, that was helpful.',
];

const DATA = '/usr/share/pocketsphinx/test/data';
/** Headerless recordings have no transcripts beside them; these are what is heard in them. */
const RAW: Record<string, string> = {
  'goforward.raw': 'go forward ten meters',
  'something.raw': 'go somewhere and do something',
  'numbers.raw': 'thirty three four or|oh six ninety two',
  'tidigits/dhd.2934z.raw': 'two nine three four zero',
};
const FOLDERS: Record<string, string> = { cards: 'cards.transcription', librivox: 'transcription' };

/** People's recordings in Debian's pocketsphinx-testdata; none where it is not installed. */
export function humanUtterances(): Utterance[] {
  if (!existsSync(DATA)) return [];
  const raw = Object.entries(RAW).map(([file, text]) => ({
    speaker: 'people',
    text,
    pcm: samplesOf(readFileSync(path.join(DATA, file))),
  }));
  const listed = Object.entries(FOLDERS).flatMap(([folder, transcripts]) => {
    const lines = readFileSync(path.join(DATA, folder, transcripts), 'utf8');
    return [...lines.matchAll(/^<s>(.*)<\/s>\s*\((\S+)\)/gm)].map(([, text = '', id = '']) => ({
      speaker: 'people',
      text: text.trim(),
      pcm: samplesOf(readFileSync(path.join(DATA, folder, `${id}.wav`)).subarray(44)),
    }));
  });
  return [...raw, ...listed];
}

function samplesOf(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(2 * at));
}

/** The sentences, said by the voices in turn. */
export async function madeUtterances(
  synthesizer: Synthesizer,
  voiceIds: readonly string[],
  sentences: readonly string[],
): Promise<Utterance[]> {
  const made: Utterance[] = [];
  for (const voiceId of voiceIds) {
    for (const text of sentences) {
      const { pcm } = await spoken(synthesizer, voiceId, text, 16_000);
      made.push({ speaker: voiceId, text, pcm });
    }
  }
  return made;
}

/** The same utterance in the noise of a room (falling by 3 dB an octave), so many decibels below the speech. */
export function inNoise(utterance: Utterance, decibels: number): Utterance {
  const { pcm } = utterance;
  const noise = pinkNoise(pcm.length);
  const level = (samples: ArrayLike<number>) => {
    let sum = 0;
    for (let at = 0; at < samples.length; at++) sum += (samples[at] ?? 0) ** 2;
    return Math.sqrt(sum / Math.max(1, samples.length));
  };
  const gain = (level(pcm) / level(noise)) * 10 ** (-decibels / 20);
  const mixed = pcm.map((sample, at) =>
    Math.max(-32_768, Math.min(32_767, sample + gain * (noise[at] ?? 0))),
  );
  return { ...utterance, pcm: mixed };
}

/** The same noise every time: white noise through Kellet's filter. */
function pinkNoise(length: number): Float32Array {
  let state = 1;
  const white = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  let [a, b, c] = [0, 0, 0];
  return Float32Array.from({ length }, () => {
    const sample = white();
    a = 0.99765 * a + sample * 0.099046;
    b = 0.963 * b + sample * 0.2965164;
    c = 0.57 * c + sample * 1.0526913;
    return a + b + c + sample * 0.1848;
  });
}
