export { type LipsyncModel, loadLipsyncModel } from './audio/model.js';
export { posteriorsOfAudio, segmentsOfAudio, visemeLabelsOfAudio, visemesOfAudio } from './audio/one-shot.js';
export type { VisemeSegment } from './audio/segments.js';
export { VisemeStream, type VisemeStreamOptions } from './audio/viseme-stream.js';
export { mouthAt, restPose } from './mouth.js';
export { phoneToViseme } from './phones.js';
export { phonesToVisemes, type VisemeOptions } from './phones-to-visemes.js';
export { inputWindow, resampledLength, resampleInto } from './resampling/resampler.js';
export type { MouthPose, PhoneSegment, VisemeTrack } from './track.js';
