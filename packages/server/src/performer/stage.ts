import type { ActionName, Expression } from '@avatarium/contract/face';
import type { Background } from '@avatarium/puppet';

/** Who is shown: a built-in presenter, or the avatar of a pack's file. */
export type StageAvatar = { kind: 'presenter'; id: string } | { kind: 'pack'; path: string };

/** What a stage is set up with: the avatar, the size of its frames, and the seed of its idle life. */
export interface StageOptions {
  avatar: StageAvatar;
  width: number;
  height: number;
  seed: number;
  background: Background;
}

/** A drawn frame. Its pixels are shared memory that the stage reuses after `release`. */
export interface RenderedFrame {
  /** The moment asked for, in seconds. */
  tS: number;
  i420: Uint8Array;
  release(): void;
}

/** Where an avatar is animated and drawn; the work happens in a thread of its own. */
export interface Stage {
  /** Whether the avatar cannot be told from what is behind it, so that every other background is refused. */
  readonly keepsBackground?: boolean;
  /**
   * Asks for the frame of a moment. `mouth`: viseme weights, then jaw and rounding; null for the resting mouth.
   * False when too many frames are still on their way: this one is then left out.
   */
  requestFrame(tS: number, mouth: Float32Array | null, speaking: boolean): boolean;
  onFrame(listener: (frame: RenderedFrame) => void): void;
  /** The thread has died; no frame follows. */
  onLost(listener: (error: Error) => void): void;
  setExpression(expression: Expression | null): void;
  startAction(action: ActionName): void;
  /** Rejects, and keeps the old background, when it cannot be drawn. */
  setBackground(background: Background): Promise<void>;
  close(): void;
}
