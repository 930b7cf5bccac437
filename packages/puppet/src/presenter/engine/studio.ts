import type { FaceState } from '../../face-state.js';
import { type Kernels, Layout } from '../../mesh/kernels.js';
import type { PresenterDesign } from '../design.js';
import { faceOutline } from '../face.js';
import { BACK_REACH } from '../head.js';
import { paintLayers } from '../layers.js';
import { CHIN_UP } from '../mouth.js';
import type { PixelRect } from '../rect.js';
import { Scene, sceneScale } from '../scene.js';
import { EngineBrush } from './engine-brush.js';
import { clearHidden, curveCover, spriteCover } from './hidden.js';

/**
 * One presenter in one size, as the engine draws it: its pictures, the eyes and mouths painted lately, and a frame to
 * compose on. Sessions share it; each has only its background and its finished frame.
 */
export class Studio {
  readonly scene: Scene;
  readonly width: number;
  readonly height: number;
  /** What the head can cover upright and leaning, in design units. */
  readonly bounds: { upright: ReturnType<Scene['headBounds']>; leaning: ReturnType<Scene['headBounds']> };
  readonly #brush: EngineBrush;
  readonly #kernels: Kernels;
  readonly #bytes: Uint8Array;
  readonly #frame: number;
  readonly #i420: number;

  /** Paints the presenter, which takes a fifth of a second. */
  constructor(module: WebAssembly.Module, design: PresenterDesign, width: number, height: number) {
    this.width = width;
    this.height = height;
    const scale = sceneScale(width, height);
    const layers = paintLayers(design, scale);
    this.scene = new Scene(design, layers, width, height);
    this.bounds = { upright: this.scene.headBounds(0), leaning: this.scene.headBounds(1) };
    clearHidden(layers.hair.back, [
      curveCover(faceOutline(design, CHIN_UP), ...BACK_REACH.face),
      spriteCover(layers.hair.front, ...BACK_REACH.hair),
    ]);
    const layout = new Layout();
    this.#frame = layout.take(width * height * 4);
    this.#i420 = layout.take((width * height * 3) / 2);
    this.#brush = new EngineBrush(layout, design, layers, scale, { at: this.#frame, width, height });
    const { kernels, memory } = layout.build(module);
    this.#kernels = kernels;
    this.#bytes = new Uint8Array(memory);
    this.#brush.attach(kernels, memory);
  }

  /** Draws the windows of a state over `background` (opaque RGBA) into `frame` (I420), both as large as the scene. */
  draw(state: FaceState, background: Uint8Array, windows: readonly PixelRect[], frame: Uint8Array): void {
    for (const window of windows) {
      if (window.width <= 0 || window.height <= 0) continue;
      this.#lay(background, window);
      this.#brush.clip(window);
      this.scene.draw(this.#brush, state);
      const { x, y, width, height } = window;
      this.#kernels.toI420(this.#i420, this.width, this.height, this.#frame, x, y, width, height);
      this.#take(frame, window);
    }
  }

  #lay(background: Uint8Array, { x, y, width, height }: PixelRect): void {
    for (let row = y; row < y + height; row++) {
      const from = (row * this.width + x) * 4;
      this.#bytes.set(background.subarray(from, from + width * 4), this.#frame + from);
    }
  }

  #take(frame: Uint8Array, { x, y, width, height }: PixelRect): void {
    const copy = (from: number, length: number): void => {
      frame.set(this.#bytes.subarray(this.#i420 + from, this.#i420 + from + length), from);
    };
    for (let row = y; row < y + height; row++) copy(row * this.width + x, width);
    const luma = this.width * this.height;
    for (const plane of [luma, luma + luma / 4]) {
      for (let row = y / 2; row < (y + height) / 2; row++) {
        copy(plane + (row * this.width) / 2 + x / 2, width / 2);
      }
    }
  }
}

/** Studios that nobody uses are kept for those who come next: so many a thread, at some 30 MB each in 720p. */
const KEPT = 2;

interface Entry {
  studio: Studio;
  users: number;
}

/** By presenter and size; the one asked for last is at the end. */
const entries = new Map<string, Entry>();

/** The studio of a presenter in a size: one for all sessions of the thread. To be released by each. */
export function shareStudio(
  module: WebAssembly.Module,
  design: PresenterDesign,
  width: number,
  height: number,
): { studio: Studio; release(): void } {
  const key = `${design.profile.id} ${width}×${height}`;
  const entry = entries.get(key) ?? { studio: new Studio(module, design, width, height), users: 0 };
  entries.delete(key);
  entries.set(key, entry);
  entry.users += 1;
  let held = true;
  return {
    studio: entry.studio,
    release: () => {
      if (!held) return;
      held = false;
      entry.users -= 1;
      forgetUnused();
    },
  };
}

function forgetUnused(): void {
  const unused = [...entries].filter(([, { users }]) => users === 0);
  for (const [key] of unused.slice(0, Math.max(0, unused.length - KEPT))) entries.delete(key);
}
