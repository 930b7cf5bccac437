export { mouthAt, restPose } from './mouth.js';
export { phoneToViseme } from './phones.js';
export { phonesToVisemes, type VisemeOptions } from './phones-to-visemes.js';
export type { MouthPose, PhoneSegment, VisemeTrack } from './track.js';
