export { Performer } from './performer.js';
export type { PlaybackResult } from './playback.js';
export { RenderPool } from './render-pool.js';
export type { Stage } from './stage.js';
