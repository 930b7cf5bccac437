import type { Voice } from '../port.js';
import type { Accent } from './symbols.js';

/** A voice of Kokoro. Its model is the file of its styles. */
export interface KokoroVoice extends Voice {
  accent: Accent;
  /** Brings the voice to the loudness of the others, about -18 LUFS. */
  gain: number;
}

type Row = [style: string, name: string, age: string, styles: string[], scenarios: string[], gain: number];

/** Kokoro's English voices that its makers grade best. */
const ROWS: Row[] = [
  ['af_heart', 'Heart', 'Young', ['Warm', 'Natural'], ['Assistant', 'Customer service'], 1.6],
  ['af_bella', 'Bella', 'Young', ['Lively', 'Natural'], ['Assistant', 'Entertainment'], 1.43],
  ['af_sarah', 'Sarah', 'Middle-aged', ['Calm', 'Natural'], ['Narration', 'Education'], 1.35],
  ['af_kore', 'Kore', 'Young', ['Clear', 'Natural'], ['Education', 'News'], 1.06],
  ['am_michael', 'Michael', 'Middle-aged', ['Friendly', 'Natural'], ['Assistant', 'News'], 2],
  ['am_fenrir', 'Fenrir', 'Young', ['Confident', 'Natural'], ['Entertainment', 'News'], 1.11],
  ['am_puck', 'Puck', 'Young', ['Bright', 'Natural'], ['Entertainment', 'Assistant'], 1.07],
  ['bf_emma', 'Emma', 'Middle-aged', ['Warm', 'Natural'], ['Narration', 'Customer service'], 1.26],
  ['bf_isabella', 'Isabella', 'Young', ['Clear', 'Natural'], ['Assistant', 'Education'], 0.92],
  ['bm_george', 'George', 'Middle-aged', ['Calm', 'Natural'], ['Narration', 'News'], 1.48],
  ['bm_fable', 'Fable', 'Young', ['Expressive', 'Natural'], ['Narration', 'Entertainment'], 1.53],
];

export const KOKORO_VOICES: readonly KokoroVoice[] = ROWS.map(([model, name, age, style, scenario, gain]) => {
  const british = model.startsWith('b');
  const locale = british ? 'en-GB' : 'en-US';
  return {
    voiceId: `${locale}-${name.toLowerCase()}`,
    name,
    gender: model[1] === 'f' ? 'Female' : 'Male',
    locale,
    language: 'English',
    age: [age],
    style,
    scenario,
    previewText: `Hello, I'm ${name}. It's lovely to meet you. What shall we talk about today?`,
    model,
    accent: british ? 'gb' : 'us',
    gain,
  };
});
