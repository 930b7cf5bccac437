import { readFileSync } from 'node:fs';
import { EYES, LIPS, OVAL } from '../face/indices.js';
import type { Landmarks } from '../face/landmarks.js';
import type { Plane } from '../image/pixels.js';
import { type FaceFrame, toFace, toPicture } from './frame.js';

/** Vertices in the face's own measure, before anything moves. */
export interface FaceMesh {
  frame: FaceFrame;
  /** vertices × 2, u and v: where the picture shows them. */
  seen: Float32Array;
  depth: Float32Array;
  headWeight: Float32Array;
  /** Of the skin: face and rings around it, without eyes. */
  skin: number[];
  eyes: readonly [EyeSheet, EyeSheet];
  /** Rings around the face, the nearest first; each as long as OVAL and beginning at the forehead. */
  rings: number[][];
}

/** What is seen between the lids: a grid that reaches on beneath them. */
export interface EyeSheet {
  /** Rows from under the upper lid to under the lower one. */
  rows: number[][];
  triangles: number[];
  /** Marks of the iris: centre, then four of the rim. No triangle needs them. */
  iris: readonly number[];
}

/** Of each lip from the line between them outwards. */
export const LIP_ROWS = {
  upper: [LIPS.innerUpper, LIPS.insideUpper, LIPS.outsideUpper, LIPS.outerUpper],
  lower: [LIPS.innerLower, LIPS.insideLower, LIPS.outsideLower, LIPS.outerLower],
} as const;

const TRIANGLES = JSON.parse(
  readFileSync(new URL('../../models/face-triangles.json', import.meta.url), 'utf8'),
) as number[];

/** How far the rings lie out, as a multiple of the face, where no hair says otherwise. */
const RINGS = [1.13, 1.35, 1.75, 2.25] as const;
/** The second ring encloses the hair, the others follow in proportion. */
const HAIR = [0, 1.07, 1.35, 1.7] as const;
/** How far each ring goes along with the head: beside and above it, and below the chin. */
const WEIGHT_ABOVE = [1, 1, 0.45, 0] as const;
const WEIGHT_BELOW = [0.92, 0.6, 0.22, 0] as const;
/** How far beneath the lids the eye goes on, as a share of its opening. */
const UNDER_LIDS = 0.45;

export function faceMesh(points: Landmarks, frame: FaceFrame, matte: Plane): FaceMesh {
  const seen: number[] = [];
  const depth: number[] = [];
  const headWeight: number[] = [];
  const add = (u: number, v: number, z: number, weight: number): number => {
    seen.push(u, v);
    depth.push(z);
    headWeight.push(weight);
    return depth.length - 1;
  };
  const back = ((points.z[234] ?? 0) + (points.z[454] ?? 0)) / 2;
  for (let i = 0; i < points.x.length; i++) {
    const [u, v] = toFace(frame, points.x[i] ?? 0, points.y[i] ?? 0);
    add(u, v, (points.z[i] ?? 0) - back, 1);
  }
  evenLips(seen);
  limitSlopes(seen, depth);
  const at = (i: number): [number, number] => [seen[i * 2] ?? 0, seen[i * 2 + 1] ?? 0];
  const lidded = EYES.map(({ upper, lower }) => new Set<number>([...upper, ...lower]));
  const skin: number[] = [];
  for (let t = 0; t < TRIANGLES.length; t += 3) {
    const corners = TRIANGLES.slice(t, t + 3);
    if (!lidded.some((eye) => corners.every((corner) => eye.has(corner)))) skin.push(...corners);
  }
  const rings = addRings({ at, add, depth, frame, matte, skin });
  const sheet = (e: 0 | 1): EyeSheet => addEye(e, at, (u, v, z) => add(u, v, z, 1), depth);
  const eyes = [sheet(0), sheet(1)] as const;
  return {
    frame,
    seen: Float32Array.from(seen),
    depth: Float32Array.from(depth),
    headWeight: Float32Array.from(headWeight),
    skin,
    eyes,
    rings,
  };
}

/** Depth for one of width: more would fold over where a head turns away. */
const STEEPEST = 2.8;
const MOST_PASSES = 60;

/**
 * Brings vertices forward that lie far behind others beside which the picture shows them: the outline of a face, most
 * of all. No triangle is left steeper than that. Changes `depth`.
 */
function limitSlopes(seen: readonly number[], depth: number[]): void {
  const at = (values: readonly number[], i: number): number => values[i] ?? 0;
  const raise = (i: number, to: number): boolean => {
    if (at(depth, i) >= to - 0.1) return false;
    depth[i] = to;
    return true;
  };
  let raised = true;
  for (let pass = 0; raised && pass < MOST_PASSES; pass++) {
    raised = false;
    for (let t = 0; t < TRIANGLES.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const [i = 0, a = 0, b = 0] = [0, 1, 2].map((c) => TRIANGLES[t + ((k + c) % 3)]);
        const [au, av] = [at(seen, a * 2), at(seen, a * 2 + 1)];
        const [abU, abV] = [at(seen, b * 2) - au, at(seen, b * 2 + 1) - av];
        const [aiU, aiV] = [at(seen, i * 2) - au, at(seen, i * 2 + 1) - av];
        // The place on the opposite side that is nearest to the vertex.
        const share = clamp((aiU * abU + aiV * abV) / Math.max(1e-6, abU * abU + abV * abV), 0, 1);
        const reach = STEEPEST * Math.hypot(aiU - abU * share, aiV - abV * share);
        const side = at(depth, a) * (1 - share) + at(depth, b) * share;
        if (raise(i, side - reach)) raised = true;
        const missing = at(depth, i) - reach - side;
        if (missing <= 0.1) continue;
        const [z, limit] = [[at(depth, a), at(depth, b)], at(depth, i)];
        for (const [e, end] of [a, b].entries())
          if (raise(end, Math.min(limit, at(z, e) + missing))) raised = true;
      }
    }
  }
}

/** The corners of the inner line lie at least so far within those of the outer one, by half the mouth's width. */
const CORNER = 0.07;

/** Moves the vertices of a lip line along it: a little closer at the corners than in the middle. */
function spaceColumns(at: Float32Array | number[], row: readonly number[]): void {
  const line = row.map((i) => [at[i * 2] ?? 0, at[i * 2 + 1] ?? 0] as const).sort((a, b) => a[0] - b[0]);
  const last = row.length - 1;
  const [from, to] = [line[0]?.[0] ?? 0, line[last]?.[0] ?? 0];
  for (let k = 1; k < last; k++) {
    const even = k / last;
    const share = 0.6 * even + 0.2 * (1 - Math.cos(Math.PI * even));
    const u = from + (to - from) * share;
    const next = Math.max(
      1,
      line.findIndex(([x]) => x >= u),
    );
    const [[x0, y0], [x1, y1]] = [line[next - 1] ?? [0, 0], line[next] ?? [0, 0]];
    const i = row[k] ?? 0;
    at[i * 2] = u;
    at[i * 2 + 1] = x1 > x0 ? y0 + ((y1 - y0) * (u - x0)) / (x1 - x0) : y1;
  }
}

/**
 * Spaces the columns and rows of each lip evenly, the rows between its inner and its outer line: where they lie within the
 * red is of no account, that no two meet is.
 */
export function evenLips(at: Float32Array | number[]): void {
  const { innerUpper, outerUpper } = LIPS;
  const last = innerUpper.length - 1;
  const [left = 0, right = 0] = [outerUpper[0], outerUpper[last]];
  const least = (CORNER * ((at[right * 2] ?? 0) - (at[left * 2] ?? 0))) / 2;
  const [innerLeft = 0, innerRight = 0] = [innerUpper[0], innerUpper[last]];
  at[innerLeft * 2] = Math.max(at[innerLeft * 2] ?? 0, (at[left * 2] ?? 0) + least);
  at[innerRight * 2] = Math.min(at[innerRight * 2] ?? 0, (at[right * 2] ?? 0) - least);
  for (const row of [LIPS.innerUpper, LIPS.innerLower, LIPS.outerUpper, LIPS.outerLower])
    spaceColumns(at, row);
  for (const [inner, inside, outside, outer] of [LIP_ROWS.upper, LIP_ROWS.lower]) {
    for (const [k, from] of inner.entries()) {
      const to = outer[k] ?? from;
      for (const c of [0, 1]) {
        const [a, b] = [at[from * 2 + c] ?? 0, at[to * 2 + c] ?? 0];
        at[(inside[k] ?? 0) * 2 + c] = a + (b - a) / 3;
        at[(outside[k] ?? 0) * 2 + c] = a + ((b - a) * 2) / 3;
      }
    }
  }
}

interface Growing {
  at(i: number): [number, number];
  add(u: number, v: number, z: number, weight: number): number;
  depth: number[];
  frame: FaceFrame;
  matte: Plane;
  skin: number[];
}

/** Rings over hair, neck and shoulders to where nothing moves any more. */
function addRings({ at, add, depth, frame, matte, skin }: Growing): number[][] {
  const [top, chin] = [at(10), at(152)];
  const centre = [(top[0] + chin[0]) / 2, (top[1] + chin[1]) / 2] as const;
  const { eyeDistance } = frame;
  const rays = OVAL.map((i) => {
    const [u, v] = at(i);
    const [du, dv] = [u - centre[0], v - centre[1]];
    const radius = Math.hypot(du, dv);
    const [dirU, dirV] = [du / radius, dv / radius];
    // 1 straight down, 0 from a little below the ears upwards.
    const below = smooth((dirV - 0.25) / 0.6);
    return { dirU, dirV, radius, below, hair: hairRadius(matte, frame, centre, [dirU, dirV], radius) };
  });
  const hair = smoothRing(rays.map(({ hair, radius, below }) => hair * (1 - below) + radius * 1.2 * below));
  const rings: number[][] = [];
  for (const [r, factor] of RINGS.entries()) {
    rings.push(
      rays.map(({ dirU, dirV, radius, below }, k) => {
        const hairy = hair[k] ?? 0;
        const out = Math.max(radius * factor, hairy * (HAIR[r] ?? 0));
        const far = out * (1 - below) + below * radius * (1 + (factor - 1) * 0.8);
        const weight = (WEIGHT_ABOVE[r] ?? 0) * (1 - below) + (WEIGHT_BELOW[r] ?? 0) * below;
        const [u, v] = [centre[0] + dirU * far, centre[1] + dirV * far];
        const [x, y] = toPicture(frame, u, v);
        const [cx, cy] = [clamp(x, 0, matte.width), clamp(y, 0, matte.height)];
        const outside = Math.hypot(cx - x, cy - y);
        const z = (depth[OVAL[k] ?? 0] ?? 0) * Math.max(0, 1 - (far - radius) / eyeDistance);
        return add(...toFace(frame, cx, cy), z, outside > 0 ? 0 : weight);
      }),
    );
  }
  const all = [[...OVAL], ...rings];
  for (let r = 0; r + 1 < all.length; r++) {
    const [inner, outer] = [all[r] ?? [], all[r + 1] ?? []];
    for (let k = 0; k < inner.length; k++) {
      const next = (k + 1) % inner.length;
      const [a = 0, b = 0, c = 0, d = 0] = [inner[k], inner[next], outer[k], outer[next]];
      skin.push(a, c, b, b, c, d);
    }
  }
  return rings;
}

/** Where the head ends in a direction: the last pixel of the person within reach. */
function hairRadius(
  matte: Plane,
  frame: FaceFrame,
  [u, v]: readonly [number, number],
  [du, dv]: readonly [number, number],
  radius: number,
): number {
  let found = radius;
  for (let r = radius; r < radius * 1.9; r += 2) {
    const [x, y] = toPicture(frame, u + du * r, v + dv * r);
    if (x < 0 || y < 0 || x >= matte.width || y >= matte.height) break;
    if ((matte.data[Math.floor(y) * matte.width + Math.floor(x)] ?? 0) < 0.3) break;
    found = r;
  }
  return found;
}

/** Each value not much less than its neighbours', so that rings have no dents. */
function smoothRing(values: number[]): number[] {
  const n = values.length;
  const near = (list: number[], k: number, by: number): number => list[(k + by + n) % n] ?? 0;
  const widest = values.map((_, k) => Math.max(near(values, k, -1), near(values, k, 0), near(values, k, 1)));
  return widest.map((_, k) => (near(widest, k, -1) + 2 * near(widest, k, 0) + near(widest, k, 1)) / 4);
}

function addEye(
  e: 0 | 1,
  at: (i: number) => [number, number],
  add: (u: number, v: number, z: number) => number,
  depth: number[],
): EyeSheet {
  const { upper, lower, iris } = EYES[e];
  const rows: number[][] = [[], [], [], [], []];
  const open = Math.max(...upper.map((i, k) => at(lower[k] ?? 0)[1] - at(i)[1]), 1);
  for (const [k, i] of upper.entries()) {
    const [top, bottom] = [at(i), at(lower[k] ?? 0)];
    const z = depth[i] ?? 0;
    const reach = open * UNDER_LIDS;
    const places = [
      [top[0], top[1] - reach],
      top,
      [(top[0] + bottom[0]) / 2, (top[1] + bottom[1]) / 2],
      bottom,
      [bottom[0], bottom[1] + reach],
    ];
    for (const [r, [u = 0, v = 0]] of places.entries()) rows[r]?.push(add(u, v, z));
  }
  const triangles: number[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    const [above, below] = [rows[r] ?? [], rows[r + 1] ?? []];
    for (let k = 0; k + 1 < above.length; k++) {
      const [a = 0, b = 0, c = 0, d = 0] = [above[k], above[k + 1], below[k], below[k + 1]];
      triangles.push(a, c, b, b, c, d);
    }
  }
  return { rows, triangles, iris };
}

/** How far towards the middle of the eye its hidden parts take their colour from: the lids' shadow goes on there. */
const UNDER_COLOUR = 0.3;
/** Lids end so far before the white of the eye, by the eyes' distance, or a shut eye would show a line of it. */
const LID_BLEED = 0.011;

/** Where the picture has the colour of each vertex. */
export function colourPlaces(mesh: FaceMesh): Float32Array {
  const places = Float32Array.from(mesh.seen);
  for (const { upper, lower } of EYES) {
    const shift = (vertex: number, by: number): void => {
      places[vertex * 2 + 1] = (places[vertex * 2 + 1] ?? 0) + by * mesh.frame.eyeDistance;
    };
    for (const vertex of upper.slice(1, -1)) shift(vertex, -LID_BLEED);
    for (const vertex of lower.slice(1, -1)) shift(vertex, LID_BLEED);
  }
  for (const { rows } of mesh.eyes) {
    const [under, top, middle, bottom, below] = rows;
    top?.forEach((vertex, k) => {
      const mid = middle?.[k] ?? 0;
      const mirror = (hidden: number, edge: number): void => {
        for (const c of [0, 1]) {
          const [from, to] = [mesh.seen[edge * 2 + c] ?? 0, mesh.seen[mid * 2 + c] ?? 0];
          places[hidden * 2 + c] = from + (to - from) * UNDER_COLOUR;
        }
      };
      mirror(under?.[k] ?? 0, vertex);
      mirror(below?.[k] ?? 0, bottom?.[k] ?? 0);
    });
  }
  return places;
}

export function smooth(t: number): number {
  const x = clamp(t, 0, 1);
  return x * x * (3 - 2 * x);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
