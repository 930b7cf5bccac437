export { importPortrait, type PortraitOptions, PortraitRefusedError } from './portrait.js';
export { importVideo, type VideoOptions } from './video/import.js';
export { VideoRefusedError } from './video/refused.js';
