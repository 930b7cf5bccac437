import { type Rig, SHAPES, type ShapeName } from '@avatarium/puppet/pack';
import { EYES } from '../face/indices.js';
import { colourPlaces } from './colour-places.js';
import { clamp } from './curves.js';
import { toPicture } from './frame.js';
import type { FaceMesh } from './mesh.js';
import { type Mood, moodOf, restPose } from './rest.js';
import { browShapes } from './shapes/brows.js';
import { eyeShapes } from './shapes/eyes.js';
import { mouthShapes } from './shapes/mouth.js';
import { Skin } from './spread.js';
import { unfold } from './unfold.js';

export interface BuiltRig {
  rig: Rig;
  mesh: FaceMesh;
  mood: Mood;
  /** u and v. */
  rest: Float32Array;
}

/** The rig of a face, in pixels of the pack's picture. */
export function buildRig(mesh: FaceMesh): BuiltRig {
  const { frame } = mesh;
  const skin = new Skin({ at: mesh.seen, triangles: mesh.skin });
  const rest = restPose(mesh, skin);
  const shapes: Record<ShapeName, Float32Array> = {
    ...mouthShapes(mesh, rest, skin),
    ...eyeShapes(mesh, rest, skin),
    ...browShapes(mesh, skin),
  };
  const drawn = whole([...mesh.eyes.flatMap(({ triangles }) => triangles), ...mesh.skin], rest);
  // Lids that shut meet exactly, whatever the skin beside them does.
  const lids = new Set(EYES.flatMap(({ upper, lower }) => [...upper, ...lower]));
  for (const moves of Object.values(shapes)) unfold(rest, drawn, moves, lids, frame.eyeDistance);
  const place = (uv: Float32Array): Float32Array => {
    const out = new Float32Array(uv.length);
    for (let i = 0; i < uv.length; i += 2) out.set(toPicture(frame, uv[i] ?? 0, uv[i + 1] ?? 0), i);
    return out;
  };
  const turn = (uv: Float32Array): Float32Array => {
    const out = new Float32Array(uv.length);
    for (let i = 0; i < uv.length; i += 2) {
      const [u, v] = [uv[i] ?? 0, uv[i + 1] ?? 0];
      out.set([u * frame.cos - v * frame.sin, u * frame.sin + v * frame.cos], i);
    }
    return out;
  };
  const moved = new Float32Array(SHAPES.length * rest.length);
  for (const [s, name] of SHAPES.entries()) moved.set(turn(shapes[name]), s * rest.length);
  return {
    mesh,
    mood: moodOf(mesh),
    rest,
    rig: {
      rest: place(rest),
      texture: place(colourPlaces(mesh)),
      depth: mesh.depth,
      headWeight: mesh.headWeight.map((weight) => clamp(weight, 0, 1)),
      shapes: moved,
      // Eyes first: lids are drawn over them.
      triangles: Uint16Array.from(drawn),
    },
  };
}

/** Triangles with an area: at the corners of eyes and at the picture's border some have none. */
function whole(triangles: readonly number[], at: Float32Array): number[] {
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a = 0, b = 0, c = 0] = triangles.slice(t, t + 3);
    const [au = 0, av = 0] = [at[a * 2], at[a * 2 + 1]];
    const area =
      ((at[b * 2] ?? 0) - au) * ((at[c * 2 + 1] ?? 0) - av) -
      ((at[c * 2] ?? 0) - au) * ((at[b * 2 + 1] ?? 0) - av);
    if (Math.abs(area) > 1e-3) kept.push(a, b, c);
  }
  return kept;
}
