import { paintBackground } from '../background.js';
import { envelope } from '../curves.js';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from '../face-state.js';
import { compileKernels } from '../mesh/kernels.js';
import { Poser } from '../mesh/pose.js';
import type { PackSource, Shared } from '../mesh/shared-stills.js';
import type { FrameCacheOptions } from './frame-cache.js';
import { frameAt } from './loop-clock.js';
import { shareVideo, type Video } from './video.js';
import { VideoMesh } from './video-mesh.js';

/** What is left of what the animator asks for: a video has blinks, looks and brows of its own. */
const KEPT = { brows: 0.4, expressions: 0.75, turns: 0.8 };

interface VideoRendererOptions {
  pack: PackSource;
  width: number;
  height: number;
  background: Background;
  frames: FrameCacheOptions;
}

/** Draws the avatar of a video pack. Rejects on one that cannot be read, or whose frames cannot be decoded. */
export async function createVideoRenderer(options: VideoRendererOptions): Promise<AvatarRenderer> {
  const { pack, width, height, background, frames } = options;
  const module = await compileKernels();
  const shared = await shareVideo(pack, width, height, frames);
  try {
    await paintable(width, height, background);
    return new VideoRenderer(shared, module, width, height);
  } catch (error) {
    shared.release();
    throw error;
  }
}

/**
 * The video of a person, whose mouth says something else. Body, hair, blinks and background are the loop's; where
 * nothing is said and nothing acted, so is all of it. The loop goes by the session's clock.
 */
class VideoRenderer implements AvatarRenderer {
  readonly width: number;
  readonly height: number;
  readonly moving = true;
  readonly keepsBackground = true;
  readonly #shared: Shared<Video>;
  readonly #poser: Poser;
  readonly #state = restingFace();
  #mesh: VideoMesh | null;

  constructor(shared: Shared<Video>, module: WebAssembly.Module, width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#shared = shared;
    this.#poser = new Poser(shared.value.manifest);
    this.#mesh = new VideoMesh(module, shared.value, width, height);
  }

  async setBackground(background: Background): Promise<void> {
    await paintable(this.width, this.height, background);
    if (background.kind === 'image' || background.kind === 'loop') {
      throw new Error('background: this avatar was made of a video and keeps its own background');
    }
  }

  render(state: FaceState): Uint8Array {
    if (!this.#mesh) throw new Error('the renderer has been disposed of');
    const pose = this.#poser.apply(this.#soften(state));
    return this.#mesh.draw(frameAt(this.#shared.value.loop, state.tS), pose);
  }

  dispose(): void {
    if (!this.#mesh) return;
    this.#mesh = null;
    this.#shared.release();
  }

  #soften(state: FaceState): FaceState {
    const soft = this.#state;
    soft.visemes.set(state.visemes);
    soft.jaw = state.jaw;
    soft.rounding = state.rounding;
    soft.brows = 0;
    soft.action = state.action;
    for (const name of Object.keys(soft.expressions) as (keyof FaceState['expressions'])[]) {
      soft.expressions[name] = state.expressions[name] * KEPT.expressions;
    }
    // Heads sway in the video already: only actions turn them.
    const acting = state.action ? envelope(state.action.progress, 0.15, 0.2) : 0;
    soft.yaw = state.yaw * acting * KEPT.turns;
    soft.pitch = state.pitch * acting * KEPT.turns;
    soft.roll = state.roll * acting * KEPT.turns;
    soft.brows = state.brows * acting * KEPT.brows;
    return soft;
  }
}

/** What cannot be painted is refused by every avatar. */
async function paintable(width: number, height: number, background: Background): Promise<void> {
  if (background.kind !== 'loop') await paintBackground(width, height, background);
}
