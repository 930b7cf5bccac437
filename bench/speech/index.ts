import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createFliteSynthesizer } from 'avatarium/flite';
import { LocalSpeech } from 'avatarium/local-speech';
import type { BenchResult } from '../run.js';
import { quantile, round } from '../stats.js';
import type { Comparison } from '../table.js';
import { childCpuS, heard, type Recognizer, type Synthesizer, spoken } from './speech.js';
import { humanUtterances, inNoise, madeUtterances, SENTENCES, type Utterance } from './utterances.js';
import { comparable, wordErrors } from './words.js';

const NOISE_DB = 10;
const FLITE_VOICES = ['en-US-ava', 'en-US-leo', 'en-GB-callum'];
/** Of the sentences, for each voice's speed. */
const SPOKEN = 4;
/** What the samples say. */
const SAMPLE = "Hello, it's good to see you. We open at half past nine. What would you like to know?";

/**
 * Every installed recogniser on people's recordings and on made utterances, clean and in noise; every installed voice
 * by its speed and by what the best recogniser understands of it. Models are those in MODELS_DIR.
 *
 * @param samples a folder for a sample of each voice as MP3, by ffmpeg
 */
export async function benchSpeech({
  quick,
  samples,
}: {
  quick: boolean;
  samples?: string;
}): Promise<BenchResult> {
  const folder = process.env.MODELS_DIR ?? './data/models';
  const local = await LocalSpeech.open(folder);
  const { synthesizers, recognizers } = local;
  const flite = await createFliteSynthesizer();
  const voices = [flite, ...synthesizers];
  try {
    const sentences = quick ? SENTENCES.slice(0, 3) : SENTENCES;
    const material = await materialOf(flite, synthesizers, sentences);
    const loadBefore = os.loadavg()[0] ?? 0;
    const hearing: Heard[] = [];
    for (const recognizer of recognizers) hearing.push(...(await measureHearing(recognizer, material)));
    const speaking: Said[] = [];
    for (const synthesizer of voices)
      speaking.push(
        ...(await measureSpeaking(synthesizer, sentences.slice(0, SPOKEN), recognizers[0], quick)),
      );
    if (samples !== undefined)
      for (const synthesizer of voices) await writeSamples(synthesizer, samples, quick);
    const loadAfter = os.loadavg()[0] ?? 0;
    return {
      comparisons: [hearingTable(hearing), speakingTable(speaking)],
      rows: recognizers.length > 0 ? [] : [{ name: 'models', value: `none in ${folder}` }],
      data: { folder, load: [round(loadBefore), round(loadAfter)], recognisers: hearing, voices: speaking },
    };
  } finally {
    await Promise.all([flite.close(), local.close()]);
  }
}

interface Material {
  name: string;
  utterances: Utterance[];
}

async function materialOf(
  flite: Synthesizer,
  neural: readonly Synthesizer[],
  sentences: readonly string[],
): Promise<Material[]> {
  const people = humanUtterances();
  const plain = await madeUtterances(flite, FLITE_VOICES, sentences);
  const natural: Utterance[] = [];
  for (const synthesizer of neural) {
    natural.push(...(await madeUtterances(synthesizer, someOf(synthesizer.voices()), sentences)));
  }
  const made = [...plain, ...natural];
  return [
    { name: 'people', utterances: people },
    { name: `people, noise ${NOISE_DB} dB below`, utterances: people.map((said) => inNoise(said, NOISE_DB)) },
    { name: 'voices', utterances: made },
    { name: `voices, noise ${NOISE_DB} dB below`, utterances: made.map((said) => inNoise(said, NOISE_DB)) },
  ].filter(({ utterances }) => utterances.length > 0);
}

/** A woman and a man for each accent. */
function someOf(voices: ReturnType<Synthesizer['voices']>): string[] {
  const kinds = new Map(
    voices.toReversed().map((voice) => [`${voice.locale} ${voice.gender}`, voice.voiceId]),
  );
  return [...kinds.values()];
}

interface Heard {
  recogniser: string;
  material: string;
  utterances: number;
  words: number;
  errorPercent: number;
  delayMs: { p50: number; p95: number };
  /** Processor time for each second of speech. */
  cpuPerSecond: number;
}

async function measureHearing(recognizer: Recognizer, materials: readonly Material[]): Promise<Heard[]> {
  recognizer.warmUp();
  await heard(recognizer, new Int16Array(16_000));
  const results: Heard[] = [];
  for (const { name, utterances } of materials) {
    process.stderr.write(`… ${recognizer.name}: ${name}\n`);
    const delays: number[] = [];
    let [words, errors, seconds] = [0, 0, 0];
    const cpuBefore = childCpuS();
    for (const { text, pcm } of utterances) {
      const result = await heard(recognizer, pcm);
      delays.push(result.delayMs);
      words += comparable(text).length;
      errors += wordErrors(comparable(text), comparable(result.text));
      seconds += pcm.length / 16_000;
    }
    results.push({
      recogniser: recognizer.name,
      material: name,
      utterances: utterances.length,
      words,
      errorPercent: round((100 * errors) / words, 1),
      delayMs: { p50: round(quantile(delays, 0.5), 0), p95: round(quantile(delays, 0.95), 0) },
      cpuPerSecond: round((childCpuS() - cpuBefore) / seconds),
    });
  }
  return results;
}

interface Said {
  provider: string;
  voice: string;
  seconds: number;
  realTimeFactor: number;
  /** Processor time for each second of speech, of voices in a process of their own. */
  cpuPerSecond: number | null;
  firstAudioMs: { p50: number; p95: number };
  /** Of what the best recogniser understands. */
  errorPercent: number | null;
}

async function measureSpeaking(
  synthesizer: Synthesizer,
  sentences: readonly string[],
  recognizer: Recognizer | undefined,
  quick: boolean,
): Promise<Said[]> {
  const results: Said[] = [];
  const voices = synthesizer.voices().map(({ voiceId }) => voiceId);
  for (const voiceId of quick ? voices.slice(0, 2) : voices) {
    process.stderr.write(`… ${synthesizer.name}: ${voiceId}\n`);
    await spoken(synthesizer, voiceId, 'Warm up.');
    const firsts: number[] = [];
    let [seconds, ms, cpu, words, errors] = [0, 0, 0, 0, 0];
    for (const text of sentences) {
      const cpuBefore = childCpuS();
      const said = await spoken(synthesizer, voiceId, text, 16_000);
      cpu += childCpuS() - cpuBefore;
      firsts.push(said.firstMs);
      seconds += said.pcm.length / 16_000;
      ms += said.wholeMs;
      if (!recognizer) continue;
      words += comparable(text).length;
      errors += wordErrors(comparable(text), comparable((await heard(recognizer, said.pcm)).text));
    }
    results.push({
      provider: synthesizer.name,
      voice: voiceId,
      seconds: round(seconds, 1),
      realTimeFactor: round(ms / 1000 / seconds),
      cpuPerSecond: cpu > 0 ? round(cpu / seconds) : null,
      firstAudioMs: { p50: round(quantile(firsts, 0.5), 0), p95: round(quantile(firsts, 0.95), 0) },
      errorPercent: recognizer ? round((100 * errors) / words, 1) : null,
    });
  }
  return results;
}

async function writeSamples(synthesizer: Synthesizer, folder: string, quick: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const voices = synthesizer.voices().map(({ voiceId }) => voiceId);
  for (const voiceId of quick ? voices.slice(0, 2) : voices) {
    const { pcm, sampleRateHz } = await spoken(synthesizer, voiceId, SAMPLE);
    const input = ['-f', 's16le', '-ar', `${sampleRateHz}`, '-ac', '1', '-i', 'pipe:0'];
    const file = path.join(folder, `${voiceId}.mp3`);
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    const { status } = spawnSync('ffmpeg', ['-loglevel', 'error', '-y', ...input, '-b:a', '32k', file], {
      input: bytes,
    });
    if (status !== 0) throw new Error(`ffmpeg could not write ${file}`);
  }
}

function hearingTable(results: readonly Heard[]): Comparison {
  return {
    title: 'recognisers',
    columns: [
      'recogniser',
      'heard',
      'utterances',
      'word error',
      'delay p50',
      'p95',
      'CPU per second of speech',
    ],
    rows: results.map((result) => [
      result.recogniser,
      result.material,
      `${result.utterances}`,
      `${result.errorPercent} %`,
      `${result.delayMs.p50} ms`,
      `${result.delayMs.p95} ms`,
      `${result.cpuPerSecond} s`,
    ]),
  };
}

function speakingTable(results: readonly Said[]): Comparison {
  return {
    title: 'voices',
    columns: [
      'provider',
      'voice',
      'real-time factor',
      'CPU per second of speech',
      'first sound p50',
      'p95',
      'word error when heard',
    ],
    rows: results.map((result) => [
      result.provider,
      result.voice,
      `${result.realTimeFactor}`,
      result.cpuPerSecond === null ? '–' : `${result.cpuPerSecond} s`,
      `${result.firstAudioMs.p50} ms`,
      `${result.firstAudioMs.p95} ms`,
      result.errorPercent === null ? '–' : `${result.errorPercent} %`,
    ]),
  };
}
