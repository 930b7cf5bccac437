import { type BackgroundLoop, Overlay } from '../../background-loop.js';
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
 * Room for sessions in a studio's memory, which cannot grow while they hold frames in it. Nothing is taken from the
 * machine before it is used.
 */
const PLACES_BYTES = 64_000_000;

/** Where a session keeps its background (opaque RGBA, or an overlay's room) and its finished frame (I420). */
interface Place {
  readonly background: Uint8Array;
  readonly frame: Uint8Array;
}

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
  readonly #frame: number;
  readonly #free: Place[];
  readonly #count: number;

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
    const [rgbaBytes, i420Bytes] = [width * height * 4, (width * height * 3) / 2];
    this.#count = Math.max(1, Math.floor(PLACES_BYTES / (rgbaBytes + i420Bytes)));
    const places = Array.from({ length: this.#count }, () => ({
      background: layout.take(rgbaBytes),
      frame: layout.take(i420Bytes),
    }));
    this.#brush = new EngineBrush(layout, design, layers, scale, { at: this.#frame, width, height });
    const { kernels, memory } = layout.build(module);
    this.#kernels = kernels;
    this.#free = places.map(({ background, frame }) => ({
      background: new Uint8Array(memory, background, rgbaBytes),
      frame: new Uint8Array(memory, frame, i420Bytes),
    }));
    this.#brush.attach(kernels, memory);
  }

  get full(): boolean {
    return this.#free.length === 0;
  }

  get empty(): boolean {
    return this.#free.length === this.#count;
  }

  /** A place for a session, to be given back. Throws when the studio is full. */
  takePlace(): Place {
    const place = this.#free.pop();
    if (!place) throw new Error('no place left in the studio');
    return place;
  }

  giveBack(place: Place): void {
    this.#free.push(place);
  }

  /** Lays what is drawn into the place's frame over a loop from now on; the place's background is overwritten. */
  overlay({ background, frame }: Place, loop: BackgroundLoop): Overlay {
    const places = { over: frame.byteOffset, room: background.byteOffset };
    return new Overlay(
      this.#kernels,
      background.buffer,
      { ...places, width: this.width, height: this.height },
      loop,
    );
  }

  /** Draws the windows of a state over the place's background into its frame, or for an overlay over nothing. */
  draw(
    state: FaceState,
    { background, frame }: Place,
    windows: readonly PixelRect[],
    overlay: Overlay | null,
  ): void {
    const kernels = this.#kernels;
    for (const window of windows) {
      const { x, y, width, height } = window;
      if (width <= 0 || height <= 0) continue;
      if (overlay) kernels.fillWindow(this.#frame, this.width, x, y, width, height, 0);
      else kernels.copyWindow(this.#frame, background.byteOffset, this.width, x, y, width, height);
      this.#brush.clip(window);
      this.scene.draw(this.#brush, state);
      kernels.toI420(frame.byteOffset, this.width, this.height, this.#frame, x, y, width, height);
      overlay?.take(this.#frame, x, y, width, height);
    }
  }
}

/** Studios that nobody uses are kept for those who come next: so many a thread, at some 30 MB each in 720p. */
const KEPT = 2;

/** The one asked for last is at the end. */
const studios: { key: string; studio: Studio }[] = [];

/** A session's part of a studio. */
export interface StudioShare extends Place {
  readonly studio: Studio;
  release(): void;
}

/** A place in the studio of a presenter in a size, which all sessions of the thread share. To be released. */
export function shareStudio(
  module: WebAssembly.Module,
  design: PresenterDesign,
  width: number,
  height: number,
): StudioShare {
  const key = `${design.profile.id} ${width}×${height}`;
  const index = studios.findIndex((entry) => entry.key === key && !entry.studio.full);
  const [entry = { key, studio: new Studio(module, design, width, height) }] =
    index < 0 ? [] : studios.splice(index, 1);
  studios.push(entry);
  const { studio } = entry;
  const place = studio.takePlace();
  let held = true;
  return {
    ...place,
    studio,
    release: () => {
      if (!held) return;
      held = false;
      studio.giveBack(place);
      forgetUnused();
    },
  };
}

function forgetUnused(): void {
  const unused = studios.filter(({ studio }) => studio.empty);
  for (const entry of unused.slice(0, Math.max(0, unused.length - KEPT))) {
    studios.splice(studios.indexOf(entry), 1);
  }
}
