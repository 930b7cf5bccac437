export { phonesFromIpa } from './ipa.js';
export { type Pronouncer, pronouncerFor } from './pronounce/pronouncer.js';
export type { CharacterTimes, WordTime } from './times.js';
export { type Speech, type SpeechTrack, trackOfSpeech } from './track-of-speech.js';
export { phonesOfVisemeEvents, type VisemeEvent } from './vendor-visemes.js';
