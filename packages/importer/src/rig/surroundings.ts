import { OVAL } from '../face/indices.js';
import type { Plane } from '../image/pixels.js';
import { clamp, smooth } from './curves.js';
import { type FaceFrame, toFace, toPicture } from './frame.js';

/** How far the rings lie out, as a multiple of the face, where no hair says otherwise. */
const RINGS = [1.13, 1.35, 1.75, 2.25] as const;
/** The second ring encloses the hair, the others follow in proportion. */
const HAIR = [0, 1.07, 1.35, 1.7] as const;
/** How far each ring goes along with the head: beside and above it, and below the chin. */
const WEIGHT_ABOVE = [1, 1, 0.45, 0] as const;
const WEIGHT_BELOW = [0.92, 0.6, 0.22, 0] as const;

interface Growing {
  at(i: number): [number, number];
  add(u: number, v: number, z: number, weight: number): number;
  depth: number[];
  frame: FaceFrame;
  matte: Plane;
  skin: number[];
}

/** Rings over hair, neck and shoulders to where nothing moves any more. */
export function addRings({ at, add, depth, frame, matte, skin }: Growing): number[][] {
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
