/** What a video is, without anything that makes avatars of it. */
export { CONTAINER_NAMES, filtersOf, videoInput } from './formats.js';
export { AVATAR_VIDEO, probeVideo, type RunProbe, type VideoInfo, type VideoLimits } from './probe.js';
export { VideoRefusedError } from './refused.js';
