import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Clip, type Contestant, durationOf, type Followed, frameCount } from './clip.js';
import { FRAME_S, framesOfRuns, type Run, SILENCE, UNSCORED, visemeIndexOf } from './score.js';
import { resample } from './wav.js';

const MODEL = '/usr/share/pocketsphinx/model/en-us';
const RATE_HZ = 16_000;
/** Wide enough that the search is not lost in any recording; narrower ones are faster and lose some. */
const BEAM = '1e-20';
/**
 * Its frame k is a window of 25.6 ms that begins at k × 10 ms. What it gives as the border between two frames is
 * the middle between the centres of their windows, which is so much later.
 */
const SHIFT_S = 0.0078;

/** PocketSphinx that recognises phones with a phonetic language model, over whole files. */
export function pocketSphinx(units: 'ci' | 'cd'): Contestant {
  const name = `PocketSphinx allphone, context-${units === 'ci' ? 'in' : ''}dependent`;
  return { name, follow: (clips) => recogniseInParts(clips, units) };
}

/** The context-dependent search takes longer than the sound lasts: one process for every core. */
async function recogniseInParts(clips: readonly Clip[], units: 'ci' | 'cd'): Promise<Followed> {
  const parts = Math.min(os.availableParallelism(), clips.length);
  const ofPart = (part: number) => clips.filter((_, at) => at % parts === part);
  const followed = await Promise.all(
    Array.from({ length: parts }, (_, part) => recognise(ofPart(part), units)),
  );
  const cpuMs = followed.reduce(
    (sum, { cpuMsPerS = 0 }, part) => sum + cpuMsPerS * secondsOf(ofPart(part)),
    0,
  );
  return {
    frames: clips.map((_, at) => followed[at % parts]?.frames[Math.floor(at / parts)] ?? new Uint8Array()),
    cpuMsPerS: cpuMs / secondsOf(clips),
  };
}

const secondsOf = (clips: readonly Clip[]): number =>
  clips.reduce((sum, { sound }) => sum + durationOf(sound), 0);

async function recognise(clips: readonly Clip[], units: 'ci' | 'cd'): Promise<Followed> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-lipsync-'));
  try {
    for (const [at, { sound }] of clips.entries()) {
      writeFileSync(path.join(folder, `${at}.raw`), bytesOf(resample(sound, RATE_HZ).samples));
    }
    writeFileSync(path.join(folder, 'list'), clips.map((_, at) => `${at}\n`).join(''));
    await promisify(execFile)('pocketsphinx_batch', [
      ...['-hmm', `${MODEL}/en-us`, '-allphone', `${MODEL}/en-us-phone.lm.bin`],
      ...['-allphone_ci', units === 'ci' ? 'yes' : 'no', '-lw', '2.0', '-beam', BEAM, '-pbeam', BEAM],
      ...['-remove_noise', 'no', '-remove_silence', 'no', '-adcin', 'yes'],
      ...['-cepdir', folder, '-cepext', '.raw', '-ctl', path.join(folder, 'list')],
      ...['-hypseg', path.join(folder, 'segments'), '-logfn', path.join(folder, 'log')],
    ]);
    const lines = readFileSync(path.join(folder, 'segments'), 'utf8').trim().split('\n');
    const frames = clips.map(({ sound }, at) =>
      framesOfRuns(readSegments(lines[at] ?? ''), frameCount(sound)),
    );
    const cpuS = Number(
      /TOTAL .* ([\d.]+) seconds CPU/.exec(readFileSync(path.join(folder, 'log'), 'utf8'))?.[1],
    );
    return { frames, cpuMsPerS: (cpuS * 1000) / secondsOf(clips) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A line of -hypseg: `ID S scale T total A acoustic L language`, then for each segment
 * `first-frame acoustic language NAME`, then the last frame. /h/ has the shape of what follows it.
 */
export function readSegments(line: string): Run[] {
  const tokens = line.trim().split(/\s+/).slice(HEADER_TOKENS);
  const end = Number(tokens.at(-1)) + 1;
  const runs: Run[] = [];
  for (let at = 0; at + 3 < tokens.length; at += SEGMENT_TOKENS) {
    const name = tokens[at + 3] ?? '';
    const next = at + SEGMENT_TOKENS;
    const to = next + 3 < tokens.length ? Number(tokens[next]) : end;
    const viseme = NOISE.test(name) ? SILENCE : visemeIndexOf(name);
    runs.push({ viseme, startS: secondsAt(Number(tokens[at])), endS: secondsAt(to) });
  }
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at];
    if (run?.viseme === UNSCORED) run.viseme = runs[at + 1]?.viseme ?? SILENCE;
  }
  return runs;
}

const bytesOf = (samples: Int16Array) =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

const HEADER_TOKENS = 9;
const SEGMENT_TOKENS = 4;
/** Fillers: silence, breath, coughs. */
const NOISE = /^(SIL|<.*>|\+.*\+)$/;

const secondsAt = (frame: number): number => frame * FRAME_S + SHIFT_S;
