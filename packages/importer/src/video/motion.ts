import { EYES, NOSE, OVAL } from '../face/indices.js';
import type { Landmarks } from '../face/landmarks.js';

/** x ↦ a·x − b·y + e, y ↦ b·x + a·y + f: turn, size and place. */
interface Similarity {
  a: number;
  b: number;
  e: number;
  f: number;
}

/** How a face is held in each frame, and how it differs from the reference's beside that. */
interface FaceMotion {
  held: Similarity[];
  /** Frames of points × 2, in the reference's pixels. */
  differs: Float32Array[];
}

/** What moves with the skull: neither mouth nor lids. */
const SKULL = [
  ...NOSE,
  ...EYES.flatMap(({ upper }) => [upper[0] ?? 0, upper.at(-1) ?? 0]),
  ...OVAL.slice(0, 6),
];
const LIDS = new Set(
  EYES.flatMap(({ upper, lower, ringsAbove, ringsBelow, iris }) => [
    ...upper,
    ...lower,
    ...iris,
    ...ringsAbove.flat(),
    ...ringsBelow.flat(),
  ]),
);
/** Standard deviations of the smoothing, in frames: what shakes is the model, what moves so fast are lids. */
const SMOOTHING = { held: 1.5, differs: 4, lids: 0.8 };

/** The same points over time, without the shaking of the model and without lag. */
export function steady(frames: readonly Landmarks[]): Landmarks[] {
  const [first] = frames;
  if (!first) return [];
  const { held, differs } = against(first, frames);
  const calmly = smoothSimilarities(held, SMOOTHING.held);
  const slow = smooth(differs, SMOOTHING.differs);
  const quick = smooth(differs, SMOOTHING.lids);
  return frames.map(({ z, confidence }, t) => {
    const { a, b, e, f } = calmly[t] ?? IDENTITY;
    const [x, y] = [new Float32Array(z.length), new Float32Array(z.length)];
    for (let i = 0; i < z.length; i++) {
      const row = (LIDS.has(i) ? quick : slow)[t] ?? first.x;
      const u = (first.x[i] ?? 0) + (row[i * 2] ?? 0);
      const v = (first.y[i] ?? 0) + (row[i * 2 + 1] ?? 0);
      x[i] = a * u - b * v + e;
      y[i] = b * u + a * v + f;
    }
    return { x, y, z, confidence };
  });
}

/** What becomes of a face between a reference and each of the frames. */
export function against(reference: Landmarks, frames: readonly Landmarks[]): FaceMotion {
  const held = frames.map((frame) => fit(reference, frame));
  const differs = frames.map((frame, t) => {
    const at = held[t] ?? IDENTITY;
    const size = at.a * at.a + at.b * at.b;
    const row = new Float32Array(reference.x.length * 2);
    for (let i = 0; i < reference.x.length; i++) {
      const [dx, dy] = [(frame.x[i] ?? 0) - at.e, (frame.y[i] ?? 0) - at.f];
      row[i * 2] = (at.a * dx + at.b * dy) / size - (reference.x[i] ?? 0);
      row[i * 2 + 1] = (at.a * dy - at.b * dx) / size - (reference.y[i] ?? 0);
    }
    return row;
  });
  return { held, differs };
}

const IDENTITY: Similarity = { a: 1, b: 0, e: 0, f: 0 };

/** The similarity that brings the skull's points nearest to a frame's, by least squares. */
function fit(from: Landmarks, to: Landmarks): Similarity {
  const count = SKULL.length;
  const sum = (values: Float32Array): number => SKULL.reduce((all, i) => all + (values[i] ?? 0), 0) / count;
  const [fx, fy, tx, ty] = [sum(from.x), sum(from.y), sum(to.x), sum(to.y)];
  let [along, across, size] = [0, 0, 0];
  for (const i of SKULL) {
    const [u, v] = [(from.x[i] ?? 0) - fx, (from.y[i] ?? 0) - fy];
    const [p, q] = [(to.x[i] ?? 0) - tx, (to.y[i] ?? 0) - ty];
    along += u * p + v * q;
    across += u * q - v * p;
    size += u * u + v * v;
  }
  const [a, b] = [along / (size || 1), across / (size || 1)];
  return { a, b, e: tx - a * fx + b * fy, f: ty - b * fx - a * fy };
}

function smoothSimilarities(all: readonly Similarity[], deviation: number): Similarity[] {
  const rows = all.map(({ a, b, e, f }) => Float64Array.of(a, b, e, f));
  return smooth(rows, deviation).map(([a = 1, b = 0, e = 0, f = 0]) => ({ a, b, e, f }));
}

/** A Gaussian over time, the same to both sides: no lag. */
function smooth<Row extends Float32Array | Float64Array>(rows: readonly Row[], deviation: number): Row[] {
  const reach = Math.ceil(deviation * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / deviation) ** 2),
  );
  return rows.map((row, t) => {
    const out = row.slice() as Row;
    out.fill(0);
    let total = 0;
    for (const [k, weight] of weights.entries()) {
      const near = rows[t + k - reach];
      if (!near) continue;
      total += weight;
      for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + (near[i] ?? 0) * weight;
    }
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) / total;
    return out;
  });
}

/** Points whose differences a vertex takes part in. */
const NEIGHBOURS = 4;

/**
 * Where vertices lie in each frame, given where they lie in the reference: they move with the nearest points of the
 * face, by their weight; frames × vertices × 2.
 */
export function carryVertices(
  places: Float32Array,
  weights: Float32Array,
  reference: Landmarks,
  motion: FaceMotion,
): Float32Array {
  const vertices = weights.length;
  const near = Array.from({ length: vertices }, (_, v) =>
    nearestPoints(places[v * 2] ?? 0, places[v * 2 + 1] ?? 0, reference),
  );
  const out = new Float32Array(motion.held.length * vertices * 2);
  for (const [t, { a, b, e, f }] of motion.held.entries()) {
    const differs = motion.differs[t] ?? new Float32Array();
    for (let v = 0; v < vertices; v++) {
      let [x, y] = [places[v * 2] ?? 0, places[v * 2 + 1] ?? 0];
      const weight = weights[v] ?? 0;
      const [fromX, fromY] = [x, y];
      for (const { point, share } of near[v] ?? []) {
        x += (differs[point * 2] ?? 0) * share;
        y += (differs[point * 2 + 1] ?? 0) * share;
      }
      const o = (t * vertices + v) * 2;
      out[o] = fromX + (a * x - b * y + e - fromX) * weight;
      out[o + 1] = fromY + (b * x + a * y + f - fromY) * weight;
    }
  }
  return out;
}

/** The nearest points of the face, with shares that sum up to 1 on the face and fade away outside of it. */
function nearestPoints(
  x: number,
  y: number,
  { x: xs, y: ys }: Landmarks,
): { point: number; share: number }[] {
  const found: { point: number; distance: number }[] = [];
  for (let point = 0; point < xs.length; point++) {
    const distance = Math.hypot((xs[point] ?? 0) - x, (ys[point] ?? 0) - y);
    if (found.length < NEIGHBOURS || distance < (found.at(-1)?.distance ?? 0)) {
      found.push({ point, distance });
      found.sort((one, other) => one.distance - other.distance);
      found.length = Math.min(found.length, NEIGHBOURS);
    }
  }
  const face = Math.hypot((xs[OVAL[9]] ?? 0) - (xs[OVAL[27]] ?? 0), (ys[OVAL[9]] ?? 0) - (ys[OVAL[27]] ?? 0));
  const fading = Math.max(0, 1 - (found[0]?.distance ?? 0) / (face / 2 || 1));
  const shares = found.map(({ distance }) => 1 / (distance + 0.25) ** 2);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return found.map(({ point }, k) => ({ point, share: (fading * (shares[k] ?? 0)) / total }));
}
