export { drawnPack } from './drawn-pack.js';
export { drawnVideo } from './drawn-video.js';
