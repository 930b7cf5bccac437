export { type ElevenLabsVendor, startElevenLabs } from './elevenlabs.js';
export { type OpenAiVendor, type OpenAiVendorOptions, startOpenAi } from './openai.js';
export { speakTones } from './tone-voice.js';
export type { Trouble } from './vendor-server.js';
