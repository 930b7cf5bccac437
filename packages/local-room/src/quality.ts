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

/** Loss in percent and round trips in ms up to which a connection is still as good as its number says. */
const BOUNDS: { quality: QualityNumber; lossPercent: number; rttMs: number }[] = [
  { quality: 1, lossPercent: 2, rttMs: 150 },
  { quality: 2, lossPercent: 5, rttMs: 300 },
  { quality: 3, lossPercent: 10, rttMs: 500 },
  { quality: 4, lossPercent: 20, rttMs: 800 },
];

/** One direction of a connection as it was measured lately: as good as the worst of these; 0 of none. */
export function measuredQuality(
  figures: readonly { recentLossPercent: number; rttMs: number }[],
): QualityNumber {
  if (figures.length === 0) return 0;
  const lossPercent = Math.max(...figures.map((one) => one.recentLossPercent));
  const rttMs = Math.max(...figures.map((one) => one.rttMs));
  return BOUNDS.find((bound) => lossPercent <= bound.lossPercent && rttMs <= bound.rttMs)?.quality ?? 5;
}
