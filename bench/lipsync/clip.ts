import type { PhoneSegment } from '@avatarium/lipsync';
import { FRAME_S } from './score.js';
import type { Sound } from './wav.js';

/** Sound to be followed, and, of synthetic speech, its phones. */
export interface Clip {
  id: string;
  speaker: string;
  sound: Sound;
  phones?: PhoneSegment[];
  /** ISO code; English where there is none. */
  language?: string;
}

export const durationOf = ({ samples, sampleRateHz }: Sound): number => samples.length / sampleRateHz;
export const frameCount = (sound: Sound): number => Math.floor(durationOf(sound) / FRAME_S);

/** What a contestant shows for each clip: one viseme (by index) for every 10 ms. */
export interface Followed {
  frames: Uint8Array[];
  /** CPU time for each second of sound; undefined where it says nothing. */
  cpuMsPerS?: number;
}

export interface Contestant {
  name: string;
  follow(clips: readonly Clip[]): Promise<Followed>;
}
