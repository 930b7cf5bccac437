import type { VisemeSegment } from '@avatarium/lipsync';
import { segmentAt } from './segments.js';

const STEP_S = 0.05;
const LEAP_S = 1;
/** What lies this far beside a border is on that side of it. */
const BESIDE_S = 0.001;

/** Where a key takes the position, within the sound; undefined for keys that leave it. */
export function positionAfter(
  key: string,
  shift: boolean,
  atS: number,
  segments: readonly VisemeSegment[],
  durationS: number,
): number | undefined {
  const inside = (seconds: number) => Math.max(0, Math.min(seconds, durationS));
  const stepS = shift ? LEAP_S : STEP_S;
  const segment = segmentAt(segments, atS);
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return inside(atS - stepS);
    case 'ArrowRight':
    case 'ArrowUp':
      return inside(atS + stepS);
    case 'PageUp':
      return inside(segmentAt(segments, (segment?.startS ?? 0) - BESIDE_S)?.startS ?? 0);
    case 'PageDown':
      return inside((segment?.endS ?? durationS) + BESIDE_S);
    case 'Home':
      return 0;
    case 'End':
      return durationS;
    default:
      return undefined;
  }
}
