import { type Canvas, createCanvas } from '#canvas';
import { paintBackground } from '../background.js';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from '../face-state.js';
import { checkFrameSize } from '../frame-size.js';
import type { Pen } from './canvas.js';
import type { PresenterDesign } from './design.js';
import { writeI420 } from './i420.js';
import { findDesign } from './presenters.js';
import { around, type PixelRect } from './rect.js';
import { Scene } from './scene.js';
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
  checkFrameSize(options.width, options.height);
  const background = await paintBackground(options.width, options.height, options.background);
  return new PresenterRenderer(design, options.width, options.height, background);
}

/** A still of a presenter at rest, as PNG. Rejects for the same reasons as `createPresenterRenderer`. */
export async function renderPoster(
  presenterId: string,
  width: number,
  height: number,
  background: Background,
): Promise<Uint8Array> {
  const design = findDesign(presenterId);
  checkFrameSize(width, height);
  const canvas = await paintBackground(width, height, background);
  new Scene(design, width, height).draw(canvas.getContext('2d'), restingFace());
  return canvas.encode('png');
}

/** Composes frames from windows, since reading pixels back costs more than drawing them. */
class PresenterRenderer implements AvatarRenderer {
  readonly width: number;
  readonly height: number;
  readonly #stage: Canvas;
  readonly #pen: Pen;
  readonly #scene: Scene;
  readonly #windows: Windows;
  readonly #frame: Uint8Array;
  #background: Canvas;
  #requests = 0;
  #painted = 0;
  #disposed = false;

  constructor(design: PresenterDesign, width: number, height: number, background: Canvas) {
    this.width = width;
    this.height = height;
    this.#background = background;
    this.#stage = createCanvas(width, height);
    this.#pen = this.#stage.getContext('2d');
    this.#scene = new Scene(design, width, height);
    const { scale } = this.#scene;
    this.#windows = new Windows(width, height, scale, this.#scene.headBounds(0), this.#scene.headBounds(1));
    this.#frame = new Uint8Array((width * height * 3) / 2);
  }

  async setBackground(background: Background): Promise<void> {
    const request = ++this.#requests;
    const painted = await paintBackground(this.width, this.height, background);
    // A picture that took longer to decode must not replace one asked for later.
    if (request < this.#painted || this.#disposed) return;
    this.#painted = request;
    this.#background = painted;
    this.#windows.invalidate();
  }

  render(state: FaceState): Uint8Array {
    if (this.#disposed) throw new Error('the renderer has been disposed of');
    const dirty = this.#windows.changed(this.#scene.poseOf(state));
    const pen = this.#pen;
    pen.save();
    pen.beginPath();
    // One rectangle, even where the windows leave corners out: other clips round soft edges differently.
    const { x, y, width, height } = around(dirty);
    pen.rect(x, y, width, height);
    pen.clip();
    pen.globalCompositeOperation = 'copy';
    pen.drawImage(this.#background, 0, 0);
    pen.globalCompositeOperation = 'source-over';
    this.#scene.draw(pen, state);
    pen.restore();
    for (const rect of dirty) this.#readBack(rect);
    return this.#frame;
  }

  dispose(): void {
    this.#disposed = true;
    this.#stage.width = 1;
    this.#stage.height = 1;
  }

  #readBack(rect: PixelRect): void {
    const { data } = this.#pen.getImageData(rect.x, rect.y, rect.width, rect.height);
    writeI420(this.#frame, this.width, this.height, data as Uint8ClampedArray, rect);
  }
}
