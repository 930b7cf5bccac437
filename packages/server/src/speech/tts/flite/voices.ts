import type { Voice } from '../port.js';

/** How flite makes a voice: one of its own, moved in pitch and in the size of the head it comes from. */
export interface FliteVoice extends Voice {
  /** Mean pitch; flite's own unless told. */
  pitchHz?: number;
  /** Formants are multiplied by this: above 1 a smaller head, below 1 a larger one. */
  formantScale: number;
  /** Brings the voice to the loudness of the others, about -18 LUFS. */
  gain: number;
  /** Pace of the voice when the caller asks for speed 1. */
  pace: number;
}

const ENGLISH = { language: 'English' };

function greeting(name: string): string {
  return `Hello, I'm ${name}. It's lovely to meet you. What shall we talk about today?`;
}

/**
 * The bundled voices, from flite's recordings slt (a woman from the United States), rms (a man from the United
 * States) and awb (a Scotsman).
 */
export const FLITE_VOICES: readonly FliteVoice[] = [
  {
    ...ENGLISH,
    voiceId: 'en-US-ava',
    name: 'Ava',
    gender: 'Female',
    locale: 'en-US',
    age: ['Young'],
    style: ['Clear', 'Friendly'],
    scenario: ['Assistant', 'Education'],
    previewText: greeting('Ava'),
    model: 'slt',
    pitchHz: 182,
    formantScale: 1,
    gain: 0.77,
    pace: 1,
  },
  {
    ...ENGLISH,
    voiceId: 'en-US-maya',
    name: 'Maya',
    gender: 'Female',
    locale: 'en-US',
    age: ['Middle-aged'],
    style: ['Warm', 'Calm'],
    scenario: ['Customer service', 'Narration'],
    previewText: greeting('Maya'),
    model: 'slt',
    pitchHz: 162,
    formantScale: 0.95,
    gain: 0.85,
    pace: 0.97,
  },
  {
    ...ENGLISH,
    voiceId: 'en-US-leo',
    name: 'Leo',
    gender: 'Male',
    locale: 'en-US',
    age: ['Middle-aged'],
    style: ['Confident', 'Clear'],
    scenario: ['Assistant', 'News'],
    previewText: greeting('Leo'),
    model: 'rms',
    formantScale: 1,
    gain: 1.62,
    pace: 1.06,
  },
  {
    ...ENGLISH,
    voiceId: 'en-US-max',
    name: 'Max',
    gender: 'Male',
    locale: 'en-US',
    age: ['Young'],
    style: ['Bright', 'Friendly'],
    scenario: ['Assistant', 'Entertainment'],
    previewText: greeting('Max'),
    model: 'rms',
    pitchHz: 136,
    formantScale: 1.07,
    gain: 1.57,
    pace: 1.1,
  },
  {
    ...ENGLISH,
    voiceId: 'en-GB-callum',
    name: 'Callum',
    gender: 'Male',
    locale: 'en-GB',
    age: ['Middle-aged'],
    style: ['Calm', 'Scottish'],
    scenario: ['Narration', 'Education'],
    previewText: greeting('Callum'),
    model: 'awb',
    formantScale: 1,
    gain: 1.3,
    pace: 0.97,
  },
];
