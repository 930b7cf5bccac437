export { Animator } from './animator/animator.js';
export type { MouthInput } from './animator/mouth.js';
export type { StillBackground } from './background.js';
export { type AvatarRenderer, type Background, type FaceState, restingFace } from './face-state.js';
export { placePicture } from './mesh/framing.js';
export { createPackRenderer, renderPackPoster } from './mesh/renderer.js';
export type { PresenterProfile } from './presenter/design.js';
export { PRESENTERS } from './presenter/presenters.js';
export { createPresenterRenderer, renderPoster } from './presenter/renderer.js';
export { sparing } from './sparing.js';
export {
  claimFrames,
  type FrameCacheOptions,
  forgetFrames,
  sweepFrames,
  UNFINISHED,
} from './video/frame-cache.js';
