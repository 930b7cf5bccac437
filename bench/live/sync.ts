/** Pictures a second, and the gaps over `freezeMs`, over the given stretch. */
export function smoothness(
  pictureTimesMs: readonly number[],
  fromMs: number,
  toMs: number,
  freezeMs = 200,
): { fps: number; freezes: number; longestGapMs: number } {
  const times = pictureTimesMs.filter((at) => at >= fromMs && at <= toMs);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
  return {
    fps: (times.length / (toMs - fromMs)) * 1000,
    freezes: gaps.filter((gap) => gap > freezeMs).length,
    longestGapMs: Math.max(0, ...gaps),
  };
}
