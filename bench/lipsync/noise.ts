import type { LipsyncModel } from '@avatarium/lipsync';
import { round } from '../stats.js';
import { avatariumStream, streamed } from './avatarium.js';
import { type Clip, durationOf } from './clip.js';
import { SILENCE } from './score.js';

export interface Rest {
  seconds: number;
  /** Share of frames in which another viseme than silence is strongest. */
  movingPercent: number;
  jawMean: number;
}

/** What the mouth does while nobody speaks. */
export async function restOf(model: LipsyncModel, clips: readonly Clip[]): Promise<Rest> {
  const { frames } = await avatariumStream(model).follow(clips);
  const all = frames.flatMap((shown) => [...shown]);
  const jaw = clips.flatMap(({ sound }) => streamed(model, sound).flatMap((track) => [...track.jaw]));
  return {
    seconds: round(
      clips.reduce((sum, { sound }) => sum + durationOf(sound), 0),
      0,
    ),
    movingPercent: round((100 * all.filter((viseme) => viseme !== SILENCE).length) / all.length, 1),
    jawMean: round(jaw.reduce((sum, value) => sum + value, 0) / jaw.length, 3),
  };
}
