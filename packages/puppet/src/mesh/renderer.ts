import { type Canvas, createCanvas } from '#canvas';
import { paintBackground, type StillBackground } from '../background.js';
import { BackgroundLoop } from '../background-loop.js';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from '../face-state.js';
import { checkFrameSize } from '../frame-size.js';
import { type FrameCacheOptions, temporaryFrames } from '../video/frame-cache.js';
import { createVideoRenderer } from '../video/renderer.js';
import { FaceMesh } from './face-mesh.js';
import { compileKernels } from './kernels.js';
import { premultiplied } from './mouth-sprites.js';
import { Poser } from './pose.js';
import { kindOf, type PackSource, type Shared, shareStill } from './shared-stills.js';
import type { Still } from './still.js';

interface PackRendererOptions {
  pack: PackSource;
  /** Pixels; even, 64 to 4096. */
  width: number;
  height: number;
  background: Background;
  /** Where frames of videos are kept once they are decoded; in the system's folder for such things when not given. */
  frames?: FrameCacheOptions;
}

/**
 * Draws the avatar of a pack, photo or video. Rejects on a pack that cannot be read or drawn, an unreasonable size, or a background
 * that cannot be painted. What is decoded is shared by the renderers of the same file and size.
 */
export async function createPackRenderer(options: PackRendererOptions): Promise<AvatarRenderer> {
  const { pack, width, height, background, frames = temporaryFrames() } = options;
  checkFrameSize(width, height);
  if ((await kindOf(pack)) === 'video') return createVideoRenderer({ ...options, frames });
  const module = await compileKernels();
  const shared = await shareStill(pack, module, width, height);
  try {
    const renderer = new MeshRenderer(shared, module, width, height);
    await renderer.setBackground(background);
    return renderer;
  } catch (error) {
    shared.release();
    throw error;
  }
}

/** A still of a pack's avatar at rest, as PNG. Rejects for the same reasons as `createPackRenderer`. */
export async function renderPackPoster(
  pack: PackSource,
  width: number,
  height: number,
  background: StillBackground,
): Promise<Uint8Array> {
  checkFrameSize(width, height);
  const module = await compileKernels();
  const shared = await shareStill(pack, module, width, height);
  try {
    const renderer = new MeshRenderer(shared, module, width, height);
    await renderer.setBackground(background);
    renderer.render(restingFace());
    return await renderer.picture().encode('png');
  } finally {
    shared.release();
  }
}

class MeshRenderer implements AvatarRenderer {
  readonly width: number;
  readonly height: number;
  readonly #shared: Shared<Still>;
  readonly #poser: Poser;
  #mesh: FaceMesh | null;
  #requests = 0;
  #painted = 0;

  constructor(shared: Shared<Still>, module: WebAssembly.Module, width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#shared = shared;
    const { pack, ...still } = shared.value;
    this.#poser = new Poser(pack.manifest);
    this.#mesh = new FaceMesh(module, { ...still, manifest: pack.manifest, width, height });
    this.#show(null);
  }

  get keepsBackground(): boolean {
    return this.#shared.value.person === null;
  }

  async setBackground(background: Background): Promise<void> {
    const request = ++this.#requests;
    const chosen = background.kind === 'image' || background.kind === 'loop';
    if (chosen && this.keepsBackground) {
      throw new Error('background: this avatar cannot be told from its own background, and keeps it');
    }
    if (background.kind === 'loop') {
      const loop = new BackgroundLoop(background, this.width, this.height);
      this.#painted = request;
      this.#showBefore(loop);
      return;
    }
    // Painted even where it is not shown: what cannot be painted is refused by every avatar.
    const painted = await paintBackground(this.width, this.height, background);
    // A picture that took longer to decode must not replace one asked for later.
    if (request < this.#painted) return;
    this.#painted = request;
    this.#show(background.kind === 'own' ? null : painted);
  }

  /** Puts the avatar before a background; null is its own. */
  #show(background: Canvas | null): void {
    const { own, person } = this.#shared.value;
    if (!background || !person) {
      this.#mesh?.setBase(own.base);
      this.#mesh?.setTexture(own.texture);
      return;
    }
    background.getContext('2d').drawImage(person.still, 0, 0);
    this.#mesh?.setBase(pixelsOf(background));
    this.#mesh?.setTexture(person.texture);
  }

  #showBefore(loop: BackgroundLoop): void {
    const { person } = this.#shared.value;
    if (!this.#mesh || !person) {
      loop.close();
      return;
    }
    this.#mesh.setBase(premultiplied(pixelsOf(person.still)), loop);
    this.#mesh.setTexture(person.texture);
  }

  render(state: FaceState): Uint8Array {
    if (!this.#mesh) throw new Error('the renderer has been disposed of');
    return this.#mesh.draw(this.#poser.apply(state), state.tS);
  }

  rerender(tS: number): Uint8Array | null {
    return this.#mesh?.redraw(tS) ?? null;
  }

  /** The frame drawn last. */
  picture(): Canvas {
    if (!this.#mesh) throw new Error('the renderer has been disposed of');
    const canvas = createCanvas(this.width, this.height);
    const pen = canvas.getContext('2d');
    const image = pen.createImageData(this.width, this.height);
    image.data.set(this.#mesh.pixels());
    pen.putImageData(image, 0, 0);
    return canvas;
  }

  dispose(): void {
    if (!this.#mesh) return;
    this.#mesh.close();
    this.#mesh = null;
    this.#shared.release();
  }
}

function pixelsOf(canvas: Canvas): Uint8Array {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
