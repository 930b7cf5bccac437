export { type PortraitOptions, PortraitRefusedError } from './portrait.js';
