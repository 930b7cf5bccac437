import { clamp, smoothstep } from '../curves.js';
import type { Window } from '../mesh/geometry.js';
import { type Kernels, Layout } from '../mesh/kernels.js';
import type { MeshPose } from '../mesh/pose.js';
import { PosedVertices } from '../mesh/posed-vertices.js';
import { upperLipOf } from '../mesh/turning.js';
import type { Video } from './video.js';

/** Vertices that move by less are where they were. */
const STILL_PX = 0.03;
/** All weights of shapes and turns together, from which on the rig's lips have fully taken the place of the frame's. */
const TAKEN_OVER = 0.3;
/** Pixels around what moves: those that the mesh's edge is blended from. */
const MARGIN_PX = 2;

/** Draws a face that says something else over frames of a video. What does not move is the frame's, to the byte. */
export class VideoMesh {
  readonly #video: Video;
  readonly #width: number;
  readonly #height: number;
  readonly #kernels: Kernels;
  readonly #vertices: PosedVertices;
  readonly #at: Record<'i420' | 'source' | 'frame', number>;
  readonly #i420: Uint8Array;

  constructor(module: WebAssembly.Module, video: Video, width: number, height: number) {
    const { geometry, manifest, placement } = video;
    this.#video = video;
    this.#width = width;
    this.#height = height;
    const layout = new Layout();
    // Of both pictures only the windows that are drawn are ever touched, and take memory.
    this.#at = {
      i420: layout.take((width * height * 3) / 2 + 16),
      source: layout.take(width * height * 4 + 16),
      frame: layout.take(width * height * 4 + 16),
    };
    this.#vertices = new PosedVertices(layout, { geometry, manifest, placement, frame: { width, height } });
    const { kernels, memory } = layout.build(module);
    this.#kernels = kernels;
    this.#i420 = new Uint8Array(memory, this.#at.i420, (width * height * 3) / 2);
    this.#vertices.attach(kernels, memory);
  }

  /** Draws a pose over a frame of the loop. The array is this mesh's own and holds until the next call. */
  draw(index: number, pose: MeshPose): Uint8Array {
    const { geometry, frames } = this.#video;
    // A frame that cannot be had leaves the last one standing.
    if (!frames.read(index, this.#i420)) return this.#i420;
    this.#move(index, pose);
    const moved = this.#moved();
    if (!moved) return this.#i420;
    const { i420, source, frame } = this.#at;
    const { mouth, corners, at } = this.#vertices;
    const [width, height] = [this.#width, this.#height];
    const { left, top, right, bottom } = moved;
    const size = [left, top, right - left, bottom - top] as const;
    this.#kernels.fromI420(source, i420, width, height, ...size);
    this.#kernels.copyWindow(frame, source, width, ...size);
    mouth.open(corners, frame);
    const count = geometry.triangles.length / 3;
    this.#kernels.drawTriangles(
      frame,
      width,
      left,
      top,
      right,
      bottom,
      source,
      width,
      height,
      at.corners,
      at.triangles,
      count,
      256,
    );
    mouth.draw(frame, at.mouth, pose.tongueTip);
    this.#kernels.toI420(i420, width, height, frame, ...size);
    return this.#i420;
  }

  #move(index: number, pose: MeshPose): void {
    const { geometry, manifest, places, closing } = this.#video;
    const { places: moved, corners } = this.#vertices;
    const row = closing.length;
    const start = index * row;
    // Where nothing is said and no head is turned, the lips are the frame's own.
    const taken = takenOver(pose);
    for (let i = 0; i < row; i++) {
      const own = (places[start + i] as number) - (closing[i] as number);
      moved[i] = own + (closing[i] as number) * taken;
      corners[(i >> 1) * 4 + 2 + (i & 1)] = own - 0.5;
    }
    this.#vertices.move(pose, upperLipOf(moved, geometry, manifest));
  }

  /** What of the frame has to be drawn anew; null when nothing has. */
  #moved(): Window | null {
    const { triangles } = this.#video.geometry;
    const { corners } = this.#vertices;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const moves = (corner: number): boolean =>
      Math.abs((corners[corner * 4] as number) - 0.5 - (corners[corner * 4 + 2] as number)) > STILL_PX ||
      Math.abs((corners[corner * 4 + 1] as number) - 0.5 - (corners[corner * 4 + 3] as number)) > STILL_PX;
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [triangles[i] as number, triangles[i + 1] as number, triangles[i + 2] as number];
      if (!(moves(a) || moves(b) || moves(c))) continue;
      for (const corner of [a, b, c]) {
        for (const k of [0, 2]) {
          const x = corners[corner * 4 + k] as number;
          const y = corners[corner * 4 + k + 1] as number;
          if (x < left) left = x;
          if (x > right) right = x;
          if (y < top) top = y;
          if (y > bottom) bottom = y;
        }
      }
    }
    if (left > right) return null;
    const [width, height] = [this.#width, this.#height];
    const even = (value: number, by: number, most: number): number =>
      clamp(Math.floor(value / by) * by, 0, most);
    const window = {
      left: even(left - MARGIN_PX, 8, width),
      top: even(top - MARGIN_PX, 2, height),
      right: even(right + MARGIN_PX + 8, 8, width),
      bottom: even(bottom + MARGIN_PX + 2, 2, height),
    };
    return window.left < window.right && window.top < window.bottom ? window : null;
  }
}

/** How far a pose takes the face over from the video, 0–1. */
function takenOver({ weights, head }: MeshPose): number {
  let sum = Math.abs(head.yaw) + Math.abs(head.pitch) + Math.abs(head.roll);
  for (const weight of weights) sum += Math.abs(weight);
  return smoothstep(0, TAKEN_OVER, sum);
}
