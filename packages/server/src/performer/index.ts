export { Performer } from './performer.js';
export type { PlaybackListener, PlaybackResult } from './playback.js';
export { RenderPool, type RenderPoolOptions } from './render-pool.js';
export type { Stage, StageOptions } from './stage.js';
