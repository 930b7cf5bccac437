export { AlignmentThread } from './alignment-thread.js';
export type { LipReader } from './lips-of-sound.js';
export { Performer } from './performer.js';
export type { PlaybackListener, PlaybackResult } from './playback.js';
export { RenderPool } from './render-pool.js';
export type { Stage, StageAvatar } from './stage.js';
export type { WordLips } from './word-lips.js';
