import type { ActionName } from '@avatarium/contract/face';
import { envelope, smoothstep } from '../curves.js';

/** A turn of the head: shares of the full turn, and a lift as a share of the distance between the eyes. */
export interface HeadTurn {
  yaw: number;
  pitch: number;
  roll: number;
  lift: number;
}

const NONE: HeadTurn = { yaw: 0, pitch: 0, roll: 0, lift: 0 };

/**
 * What a head does for an action of hands that its picture does not have, beside the little that it does along with
 * hands. Drawn hands beside a photographed face look pasted on; heads and brows say the same.
 */
export function gestureOf(action: { name: ActionName; progress: number } | null): HeadTurn {
  if (!action) return NONE;
  const { name, progress: p } = action;
  const held = envelope(p, 0.22, 0.28);
  switch (name) {
    case 'hand_wave':
      return {
        ...NONE,
        roll: held * (-0.35 + 0.35 * Math.sin(p * Math.PI * 5)),
        pitch: held * 0.25,
        lift: held * 0.03,
      };
    case 'cheer':
      return { ...NONE, pitch: held * 0.35, lift: held * (0.07 + 0.05 * Math.sin(p * Math.PI * 8)) };
    case 'thumbs_up':
      return { ...NONE, pitch: -Math.sin(smoothstep(0.1, 0.7, p) * Math.PI * 2) * 0.75, lift: -held * 0.02 };
    case 'pump_fists':
      return {
        ...NONE,
        pitch: -held * (0.3 + 0.5 * Math.sin(p * Math.PI * 6)),
        lift: held * 0.05 * Math.sin(p * Math.PI * 6),
      };
    case 'waft_left':
      return { ...NONE, yaw: -held * 0.3, roll: -held * 0.4 };
    case 'waft_right':
      return { ...NONE, yaw: held * 0.3, roll: held * 0.4 };
    case 'nod':
    case 'shake':
      return NONE;
  }
}
