export { importPortrait, type PortraitOptions, PortraitRefusedError } from './portrait.js';
