import type { Pixels, Plane } from '../image/pixels.js';
import { boxMean, channel, combine, map } from '../image/planes.js';

/**
 * Brings a rough plane to the edges of a picture: within each window the result is a linear function of the picture's
 * red, green and blue (guided filter, He, Sun and Tang 2010). `guide` and `rough` have the same size; `eps` is the
 * variance of colour (0–1)² below which a window counts as smooth.
 */
export function guidedFilter(guide: Pixels, rough: Plane, radius: number, eps: number): Plane {
  const rgb = [channel(guide, 0), channel(guide, 1), channel(guide, 2)] as const;
  const mean = (plane: Plane): Plane => boxMean(plane, radius);
  const times = (a: Plane, b: Plane): Plane => combine(a, b, (x, y) => x * y);
  const means = rgb.map(mean) as [Plane, Plane, Plane];
  const meanP = mean(rough);
  const covP = rgb.map((plane, c) => {
    const product = mean(times(plane, rough));
    return combine(product, times(means[c] ?? meanP, meanP), (x, y) => x - y);
  }) as [Plane, Plane, Plane];
  const cov = (a: 0 | 1 | 2, b: 0 | 1 | 2): Float32Array =>
    combine(mean(times(rgb[a], rgb[b])), times(means[a], means[b]), (x, y) => x - y).data;
  const [rr, rg, rb, gg, gb, bb] = [cov(0, 0), cov(0, 1), cov(0, 2), cov(1, 1), cov(1, 2), cov(2, 2)];
  const count = rough.data.length;
  const a = [0, 1, 2].map(() => ({ ...rough, data: new Float32Array(count) })) as [Plane, Plane, Plane];
  const b: Plane = { ...rough, data: new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    const m = symmetricInverse(
      (rr[i] ?? 0) + eps,
      rg[i] ?? 0,
      rb[i] ?? 0,
      (gg[i] ?? 0) + eps,
      gb[i] ?? 0,
      (bb[i] ?? 0) + eps,
    );
    const [pr, pg, pb] = [covP[0].data[i] ?? 0, covP[1].data[i] ?? 0, covP[2].data[i] ?? 0];
    const slope = [
      m[0] * pr + m[1] * pg + m[2] * pb,
      m[1] * pr + m[3] * pg + m[4] * pb,
      m[2] * pr + m[4] * pg + m[5] * pb,
    ] as const;
    let rest = meanP.data[i] ?? 0;
    for (const c of [0, 1, 2] as const) {
      a[c].data[i] = slope[c];
      rest -= slope[c] * (means[c].data[i] ?? 0);
    }
    b.data[i] = rest;
  }
  const smoothA = a.map(mean) as [Plane, Plane, Plane];
  const out = mean(b);
  for (const c of [0, 1, 2] as const) {
    const share = times(smoothA[c], rgb[c]).data;
    for (let i = 0; i < count; i++) out.data[i] = (out.data[i] ?? 0) + (share[i] ?? 0);
  }
  return map(out, (value) => Math.min(1, Math.max(0, value)));
}

/** Inverse of [[a b c] [b d e] [c e f]] as its upper triangle. */
function symmetricInverse(
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): [number, number, number, number, number, number] {
  const [A, B, C] = [d * f - e * e, c * e - b * f, b * e - c * d];
  const scale = 1 / (a * A + b * B + c * C);
  return [
    A * scale,
    B * scale,
    C * scale,
    (a * f - c * c) * scale,
    (b * c - a * e) * scale,
    (a * d - b * b) * scale,
  ];
}
