import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import {
  type LipsyncModel,
  phonesToVisemes,
  segmentsOfAudio,
  VisemeStream,
  type VisemeTrack,
} from '@avatarium/lipsync';
import { quantile } from '../stats.js';
import { type Contestant, durationOf, frameCount } from './clip.js';
import { framesOfRuns, SILENCE } from './score.js';
import type { Sound } from './wav.js';

const CHUNK_S = 0.04;

/** Sound in chunks of 40 ms, as a session gets it; the viseme with the most weight in each row. */
export function avatariumStream(model: LipsyncModel): Contestant {
  return {
    name: 'Avatarium, streaming',
    async follow(clips) {
      const from = process.cpuUsage();
      const tracks = clips.map(({ sound }) => streamed(model, sound));
      const { user, system } = process.cpuUsage(from);
      const soundS = clips.reduce((sum, { sound }) => sum + durationOf(sound), 0);
      const frames = clips.map(({ sound }, at) => strongest(tracks[at] ?? [], frameCount(sound)));
      return { frames, cpuMsPerS: (user + system) / 1000 / soundS };
    },
  };
}

/** The whole sound at once, as segments. */
export function avatariumFile(model: LipsyncModel): Contestant {
  return {
    name: 'Avatarium, whole file',
    async follow(clips) {
      const frames = clips.map(({ sound }) => {
        const segments = segmentsOfAudio(model, sound.samples, sound.sampleRateHz);
        const runs = segments.map(({ viseme, ...times }) => ({ viseme: VISEMES.indexOf(viseme), ...times }));
        return framesOfRuns(runs, frameCount(sound));
      });
      return { frames };
    },
  };
}

/** What a voice that gives phone times leads to: as near as a track with co-articulation comes to its phones. */
export function phoneTimes(): Contestant {
  return {
    name: "the voice's own phone times",
    async follow(clips) {
      const frames = clips.map(({ sound, phones = [] }) =>
        strongest([phonesToVisemes(phones, { durationS: durationOf(sound) })], frameCount(sound)),
      );
      return { frames };
    },
  };
}

/** CPU time of one stream for each second of sound: the median of several runs, after one to warm up. */
export function cpuOfStream(model: LipsyncModel, sound: Sound, runs: number): number {
  const costs: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const from = process.cpuUsage();
    streamed(model, sound);
    const { user, system } = process.cpuUsage(from);
    if (run > 0) costs.push((user + system) / 1000 / durationOf(sound));
  }
  return quantile(costs, 0.5);
}

/** The tracks that came out, one after the other. */
export function streamed(model: LipsyncModel, { samples, sampleRateHz }: Sound): VisemeTrack[] {
  const stream = new VisemeStream(model, { sampleRateHz });
  const chunk = Math.round(CHUNK_S * sampleRateHz);
  const tracks: VisemeTrack[] = [];
  for (let at = 0; at < samples.length; at += chunk)
    tracks.push(stream.push(samples.subarray(at, at + chunk)));
  tracks.push(stream.end());
  return tracks;
}

/** The viseme with the most weight in each row. */
function strongest(tracks: readonly VisemeTrack[], length: number): Uint8Array {
  const frames = new Uint8Array(length).fill(SILENCE);
  let frame = 0;
  for (const { weights, length: rows } of tracks) {
    for (let row = 0; row < rows && frame < length; row++, frame++) {
      const values = weights.subarray(row * VISEME_COUNT, (row + 1) * VISEME_COUNT);
      frames[frame] = values.indexOf(Math.max(...values));
    }
  }
  return frames;
}
