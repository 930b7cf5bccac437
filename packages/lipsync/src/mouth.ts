import { VISEME_COUNT } from '@avatarium/contract/face';
import { visemeIndex } from './coarticulation.js';
import type { MouthPose, VisemeTrack } from './track.js';

const SILENCE = visemeIndex('sil');

/** A closed, unrounded mouth: all weight on silence. */
export function restPose(): MouthPose {
  const weights = new Float32Array(VISEME_COUNT);
  weights[SILENCE] = 1;
  return { weights, jaw: 0, rounding: 0 };
}

/**
 * Writes the mouth at time `tS` (seconds from the track's start) into `out` and returns it; between two rows
 * it is interpolated, outside of the track it is at rest.
 */
export function mouthAt(track: VisemeTrack, tS: number, out: MouthPose): MouthPose {
  const position = tS * track.rateHz;
  if (!(position >= 0 && position < track.length)) {
    out.weights.fill(0);
    out.weights[SILENCE] = 1;
    out.jaw = 0;
    out.rounding = 0;
    return out;
  }
  const row = Math.floor(position);
  const next = Math.min(row + 1, track.length - 1);
  const along = position - row;
  for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
    out.weights[viseme] = mix(
      track.weights,
      row * VISEME_COUNT + viseme,
      next * VISEME_COUNT + viseme,
      along,
    );
  }
  out.jaw = mix(track.jaw, row, next, along);
  out.rounding = mix(track.rounding, row, next, along);
  return out;
}

function mix(values: Float32Array, from: number, to: number, along: number): number {
  const start = values[from] ?? 0;
  return start + ((values[to] ?? 0) - start) * along;
}
