import type { AvatarPack, Rig } from '../pack/format.js';
import { SHAPES } from '../pack/format.js';
import type { Placement } from './framing.js';

/** A pixel rectangle within the frame. */
export interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A picture laid over the mesh: the vertices that it holds on to, and triangles of indices into these. */
export interface LayerMesh {
  file: string;
  /** Index in SHAPES of the shape by whose weight it is shown. */
  shape: number;
  vertices: number[];
  /** Where in the layer each vertex takes its colour, in pixels of the layer's file. */
  texture: Float32Array;
  triangles: Uint16Array;
}

/**
 * What moves of a pack's mesh, in pixels of the frame. What keeps still is part of the picture behind it and is drawn
 * once; vertices are numbered anew.
 */
export interface Geometry {
  /** By the number here, the number in the pack. */
  vertices: number[];
  rest: Float32Array;
  /** Where in a picture as large as the frame each vertex takes its colour. */
  texture: Float32Array;
  depth: Float32Array;
  headWeight: Float32Array;
  /** By the index in SHAPES; shapes that move nothing are left out. */
  shapes: Map<number, Float32Array>;
  triangles: Uint16Array;
  innerLips: { upper: number[]; lower: number[] };
  layers: LayerMesh[];
}

/** @param restMoves whether all vertices move from frame to frame, as in videos */
export function geometryOf(
  { manifest, rig }: AvatarPack,
  placement: Placement,
  layerSizes: ReadonlyMap<string, { width: number; height: number }>,
  restMoves: boolean,
): Geometry {
  const count = manifest.rig.vertices;
  const moving = new Uint8Array(count);
  for (let i = 0; i < count; i++) moving[i] = restMoves || (rig.headWeight[i] ?? 0) > 0.001 ? 1 : 0;
  for (let i = 0; i < rig.shapes.length; i++) if (rig.shapes[i] !== 0) moving[(i >> 1) % count] = 1;
  const isMoving = (corner: number): boolean => moving[corner] === 1;
  const { triangles, vertices, numberOf } = renumber(rig.triangles, isMoving, [
    ...manifest.rig.innerLips.upper,
    ...manifest.rig.innerLips.lower,
  ]);
  const { scale, left, top } = placement;
  const place = (places: Float32Array): Float32Array => pick(vertices, places, scale, left, top);
  const shapes = new Map<number, Float32Array>();
  for (const [i, name] of manifest.rig.shapes.entries()) {
    const offsets = rig.shapes.subarray(i * count * 2, (i + 1) * count * 2);
    if (offsets.some((offset) => offset !== 0)) {
      shapes.set(SHAPES.indexOf(name), pick(vertices, offsets, scale, 0, 0));
    }
  }
  const renumbered = (indices: readonly number[]): number[] => indices.map((i) => numberOf.get(i) ?? 0);
  const { upper, lower } = manifest.rig.innerLips;
  return {
    vertices,
    rest: place(rig.rest),
    texture: place(rig.texture),
    depth: Float32Array.from(vertices, (i) => (rig.depth[i] ?? 0) * scale),
    headWeight: Float32Array.from(vertices, (i) => rig.headWeight[i] ?? 0),
    shapes,
    triangles,
    innerLips: { upper: renumbered(upper), lower: renumbered(lower) },
    layers: manifest.layers.flatMap((layer) => {
      const size = layerSizes.get(layer.file);
      const offsets = shapeOf(rig, manifest.rig.shapes.indexOf(layer.weightOf), count);
      const mesh =
        size &&
        layerMesh({ ...layer, width: size.width, height: size.height }, vertices, triangles, rig, offsets);
      return mesh ? [mesh] : [];
    }),
  };
}

/** The triangles with a moving corner, in their order, with corners numbered by first use. */
function renumber(
  triangles: Uint16Array,
  isMoving: (corner: number) => boolean,
  also: readonly number[],
): { triangles: Uint16Array; vertices: number[]; numberOf: Map<number, number> } {
  const vertices: number[] = [];
  const numberOf = new Map<number, number>();
  const use = (corner: number): number => {
    const known = numberOf.get(corner);
    if (known !== undefined) return known;
    numberOf.set(corner, vertices.length);
    return vertices.push(corner) - 1;
  };
  const kept: number[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = triangles.subarray(i, i + 3);
    if (corners.some(isMoving)) for (const corner of corners) kept.push(use(corner));
  }
  for (const corner of also) use(corner);
  return { triangles: Uint16Array.from(kept), vertices, numberOf };
}

function pick(
  vertices: readonly number[],
  places: Float32Array,
  scale: number,
  left: number,
  top: number,
): Float32Array {
  const picked = new Float32Array(vertices.length * 2);
  for (const [i, vertex] of vertices.entries()) {
    picked[i * 2] = (places[vertex * 2] ?? 0) * scale + left;
    picked[i * 2 + 1] = (places[vertex * 2 + 1] ?? 0) * scale + top;
  }
  return picked;
}

function shapeOf(rig: Rig, index: number, count: number): Float32Array {
  if (index < 0) return new Float32Array(count * 2);
  return rig.shapes.subarray(index * count * 2, (index + 1) * count * 2);
}

interface PlacedLayer {
  file: string;
  x: number;
  y: number;
  width: number;
  height: number;
  weightOf: (typeof SHAPES)[number];
}

/** The part of the mesh that a layer lies on when its shape is at weight 1. */
function layerMesh(
  layer: PlacedLayer,
  vertices: readonly number[],
  triangles: Uint16Array,
  rig: Rig,
  offsets: Float32Array,
): LayerMesh {
  const x = (i: number): number => coordinate(i * 2) - layer.x;
  const y = (i: number): number => coordinate(i * 2 + 1) - layer.y;
  const coordinate = (i: number): number => (rig.rest[i] ?? 0) + (offsets[i] ?? 0);
  const touches = (corners: readonly number[]): boolean => {
    const [xs, ys] = [corners.map(x), corners.map(y)];
    return (
      Math.max(...xs) > 0 &&
      Math.min(...xs) < layer.width &&
      Math.max(...ys) > 0 &&
      Math.min(...ys) < layer.height
    );
  };
  const used = renumber(
    triangles.filter((_, i, all) => {
      const first = i - (i % 3);
      return touches([0, 1, 2].map((k) => vertices[all[first + k] ?? 0] ?? 0));
    }),
    () => true,
    [],
  );
  return {
    file: layer.file,
    shape: SHAPES.indexOf(layer.weightOf),
    vertices: used.vertices,
    texture: Float32Array.from(used.vertices.flatMap((i) => [x(vertices[i] ?? 0), y(vertices[i] ?? 0)])),
    triangles: used.triangles,
  };
}
