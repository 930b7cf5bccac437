import type { Canvas } from '#canvas';
import { paintBackground, type StillBackground } from '../background.js';
import { BackgroundLoop, type Overlay } from '../background-loop.js';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from '../face-state.js';
import { checkFrameSize } from '../frame-size.js';
import { compileKernels } from '../mesh/kernels.js';
import { CanvasBrush } from './canvas-brush.js';
import { type StudioShare, shareStudio } from './engine/studio.js';
import { layersOf } from './layers.js';
import { findDesign } from './presenters.js';
import { Scene, sceneScale } from './scene.js';
import { Windows } from './windows.js';

interface RendererOptions {
  presenterId: string;
  /** Pixels; even, 64 to 4096. */
  width: number;
  height: number;
  background: Background;
}

/** Rejects on an unknown presenter, an odd or unreasonable size, or a background that cannot be painted. */
export async function createPresenterRenderer(options: RendererOptions): Promise<AvatarRenderer> {
  const design = findDesign(options.presenterId);
  const { width, height, background } = options;
  checkFrameSize(width, height);
  const module = await compileKernels();
  const shown = await openBackground(width, height, background);
  return new PresenterRenderer(shareStudio(module, design, width, height), shown);
}

/** Rejects when it cannot be shown. */
async function openBackground(
  width: number,
  height: number,
  background: Background,
): Promise<Canvas | BackgroundLoop> {
  return background.kind === 'loop'
    ? new BackgroundLoop(background, width, height)
    : paintBackground(width, height, background);
}

/** A still of a presenter at rest, as PNG. Rejects for the same reasons as `createPresenterRenderer`. */
export async function renderPoster(
  presenterId: string,
  width: number,
  height: number,
  background: StillBackground,
): Promise<Uint8Array> {
  const design = findDesign(presenterId);
  checkFrameSize(width, height);
  const canvas = await paintBackground(width, height, background);
  const scale = sceneScale(width, height);
  const layers = layersOf(design, scale);
  const brush = new CanvasBrush(design, layers, scale, canvas.getContext('2d'));
  new Scene(design, layers, width, height).draw(brush, restingFace());
  return canvas.encode('png');
}

/** Composes only what can have changed since the frame before. */
class PresenterRenderer implements AvatarRenderer {
  readonly width: number;
  readonly height: number;
  readonly #windows: Windows;
  #share: StudioShare | null;
  #overlay: Overlay | null = null;
  #requests = 0;
  #painted = 0;

  constructor(share: StudioShare, background: Canvas | BackgroundLoop) {
    const { width, height, scene, bounds } = share.studio;
    this.width = width;
    this.height = height;
    this.#share = share;
    this.#windows = new Windows(width, height, scene.scale, bounds.upright, bounds.leaning);
    this.#show(background);
  }

  async setBackground(background: Background): Promise<void> {
    const request = ++this.#requests;
    const shown = await openBackground(this.width, this.height, background);
    // A picture that took longer to decode must not replace one asked for later.
    if (request < this.#painted) {
      if (shown instanceof BackgroundLoop) shown.close();
      return;
    }
    this.#painted = request;
    this.#show(shown);
  }

  #show(background: Canvas | BackgroundLoop): void {
    const share = this.#share;
    const isLoop = background instanceof BackgroundLoop;
    if (!share) {
      if (isLoop) background.close();
      return;
    }
    this.#overlay?.close();
    this.#overlay = isLoop ? share.studio.overlay(share, background) : null;
    if (!isLoop) share.background.set(pixelsOf(background));
    this.#windows.invalidate();
  }

  render(state: FaceState): Uint8Array {
    if (!this.#share) throw new Error('the renderer has been disposed of');
    const { studio, frame } = this.#share;
    const windows = this.#windows.changed(studio.scene.poseOf(state));
    studio.draw(state, this.#share, windows, this.#overlay);
    return this.#overlay?.at(state.tS) ?? frame;
  }

  rerender(tS: number): Uint8Array | null {
    return this.#overlay?.at(tS) ?? null;
  }

  dispose(): void {
    this.#overlay?.close();
    this.#overlay = null;
    this.#share?.release();
    this.#share = null;
  }
}

/** The pixels of an opaque canvas, as RGBA. */
function pixelsOf(canvas: Canvas): Uint8ClampedArray {
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data as Uint8ClampedArray;
}
