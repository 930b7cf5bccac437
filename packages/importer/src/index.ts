export { importPortrait, type PortraitOptions, PortraitRefusedError } from './portrait.js';
export { importVideo } from './video/import.js';
export { VideoRefusedError } from './video/refused.js';
