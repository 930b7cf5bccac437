import { ConnectionQuality } from 'livekit-client';

/**
 * The scale of both vendors: 0 unknown, 1 excellent, 2 good, 3 slightly impaired, 4 impaired, 5 barely usable,
 * 6 disconnected.
 */
export type QualityNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const NUMBERS: Record<ConnectionQuality, QualityNumber> = {
  [ConnectionQuality.Excellent]: 1,
  [ConnectionQuality.Good]: 2,
  [ConnectionQuality.Poor]: 4,
  [ConnectionQuality.Lost]: 6,
  [ConnectionQuality.Unknown]: 0,
};

export function networkQuality(quality: ConnectionQuality | undefined): QualityNumber {
  return quality === undefined ? 0 : NUMBERS[quality];
}
