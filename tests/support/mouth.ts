/**
 * Where a mouth is on decoded pictures, and what of it counts as open: the share of dark pixels (the inside of a mouth)
 * is held against the same share when the mouth rests.
 */
export interface MouthWindow {
  /** Fractions of the picture's width and height. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Pixels below are dark; 16–235. */
  darkLuma: number;
}

export const PRESENTER_MOUTH: MouthWindow = {
  left: 0.455,
  right: 0.545,
  top: 0.58,
  bottom: 0.72,
  darkLuma: 75,
};

/** Share 0–1 of dark pixels in the window of an I420 picture. */
export function darkShare(i420: Uint8Array, width: number, height: number, window: MouthWindow): number {
  const [x0, x1] = [Math.round(width * window.left), Math.round(width * window.right)];
  const [y0, y1] = [Math.round(height * window.top), Math.round(height * window.bottom)];
  let dark = 0;
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) if ((i420[y * width + x] ?? 255) < window.darkLuma) dark += 1;
  }
  return dark / ((x1 - x0) * (y1 - y0));
}

/** Times at which a signal rises over `threshold` after at least `quietMs` below it. */
export function onsets(
  signal: readonly { atMs: number; value: number }[],
  threshold: number,
  quietMs: number,
): number[] {
  const found: number[] = [];
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, value } of signal) {
    if (value <= threshold) continue;
    if (atMs - lastLoudMs >= quietMs) found.push(atMs);
    lastLoudMs = atMs;
  }
  return found;
}
