import { type Manifest, SHAPES } from '../pack/format.js';
import type { Placement } from './framing.js';
import type { Geometry } from './geometry.js';
import type { Kernels, Layout } from './kernels.js';
import { MOUTH_CORNERS, MouthInterior } from './mouth-interior.js';
import type { MeshPose } from './pose.js';
import { depthOfTeeth, lipsWidth, turnCorners } from './turning.js';

const JAW = SHAPES.indexOf('jaw');

interface PosedVerticesOptions {
  geometry: Geometry;
  manifest: Manifest;
  placement: Placement;
  frame: { width: number; height: number };
}

/** The vertices of a mesh and of what is seen in its mouth, in the kernels' memory: moved by shapes, then turned. */
export class PosedVertices {
  readonly mouth: MouthInterior;
  /** Where corners (x, y and their place in the texture), those of the mouth, and triangles begin. */
  readonly at: { readonly corners: number; readonly mouth: number; readonly triangles: number };
  /** x and y before the head is turned; to be set to what they are at rest before each move. */
  places = new Float32Array();
  /** x, y, u and v of each; a move sets the first two. */
  corners = new Float32Array();
  readonly #options: PosedVerticesOptions;
  readonly #memory: { places: number; depth: number; weight: number; corners: number };
  readonly #shapes = new Map<number, number>();
  /** Of a shape: they are added four at a time, and what the mouth adds begins after that. */
  readonly #floats: number;
  readonly #mouthStart: number;
  readonly #total: number;
  #kernels: Kernels | null = null;

  constructor(layout: Layout, options: PosedVerticesOptions) {
    const { geometry, manifest, placement, frame } = options;
    this.#options = options;
    this.#floats = Math.ceil((geometry.vertices.length * 2) / 4) * 4;
    this.#mouthStart = this.#floats / 2;
    this.#total = this.#mouthStart + MOUTH_CORNERS;
    this.#memory = {
      places: layout.take(this.#total * 8),
      depth: layout.take(this.#total * 4),
      weight: layout.take(this.#total * 4),
      corners: layout.take(this.#total * 16),
    };
    this.at = {
      corners: this.#memory.corners,
      mouth: this.#memory.corners + this.#mouthStart * 16,
      triangles: layout.take(geometry.triangles.length * 2),
    };
    for (const shape of geometry.shapes.keys()) this.#shapes.set(shape, layout.take(this.#floats * 4));
    const tilt = (manifest.face.tiltDeg * Math.PI) / 180;
    this.mouth = new MouthInterior(layout, {
      colours: manifest.mouth,
      scale: placement.scale,
      innerLips: geometry.innerLips,
      tilt: { sin: Math.sin(tilt), cos: Math.cos(tilt) },
      frame,
      lipsWidth: lipsWidth(geometry),
    });
  }

  /** Goes to work on the memory that was laid out: writes what never changes. */
  attach(kernels: Kernels, memory: ArrayBuffer): void {
    const { geometry, manifest, placement } = this.#options;
    const { places, depth, weight, corners } = this.#memory;
    const floats = (at: number, length: number): Float32Array<ArrayBuffer> =>
      new Float32Array(memory, at, length);
    this.#kernels = kernels;
    this.places = floats(places, this.#total * 2);
    this.corners = floats(corners, this.#total * 4);
    const teeth = depthOfTeeth(geometry, manifest, placement);
    for (const [at, values, ofTeeth] of [
      [depth, geometry.depth, teeth.depth],
      [weight, geometry.headWeight, teeth.weight],
    ] as const) {
      floats(at, this.#total).set(values);
      floats(at, this.#total).fill(ofTeeth, this.#mouthStart);
    }
    new Uint16Array(memory, this.at.triangles, geometry.triangles.length).set(geometry.triangles);
    for (const [shape, at] of this.#shapes) floats(at, this.#floats).set(geometry.shapes.get(shape) ?? []);
    this.mouth.attach(kernels, memory, this.at.mouth);
  }

  /** Moves `places` by a pose into `corners`. `upperLip` is the middle of the upper inner lip at rest. */
  move(pose: MeshPose, upperLip: { x: number; y: number }): void {
    const kernels = this.#kernels;
    if (!kernels) return;
    const { geometry, manifest, placement } = this.#options;
    for (const [shape, at] of this.#shapes) {
      const weight = pose.weights[shape] ?? 0;
      if (weight !== 0) kernels.addShape(this.#memory.places, at, weight, this.#floats);
    }
    const { lower } = geometry.innerLips;
    const chin = lower[lower.length >> 1] ?? 0;
    const jaw = geometry.shapes.get(JAW);
    const open = pose.weights[JAW] ?? 0;
    const [jawX, jawY] = [(jaw?.[chin * 2] ?? 0) * open, (jaw?.[chin * 2 + 1] ?? 0) * open];
    this.mouth.place(this.places.subarray(this.#mouthStart * 2), upperLip, jawX, jawY, pose.tongue);
    turnCorners(kernels, this.#memory, this.#total, manifest, placement, pose.head);
  }
}
