import type { Voice } from '../port.js';

/** OpenAI's own voices: name, gender as they sound, and how they sound. */
const BUILT_IN: [name: string, gender: Voice['gender'], style: string][] = [
  ['alloy', 'Female', 'neutral'],
  ['ash', 'Male', 'warm'],
  ['ballad', 'Male', 'soft'],
  ['coral', 'Female', 'friendly'],
  ['echo', 'Male', 'calm'],
  ['fable', 'Male', 'narration'],
  ['nova', 'Female', 'lively'],
  ['onyx', 'Male', 'deep'],
  ['sage', 'Female', 'calm'],
  ['shimmer', 'Female', 'bright'],
  ['verse', 'Male', 'expressive'],
  ['marin', 'Female', 'natural'],
  ['cedar', 'Male', 'natural'],
];

/** Voices that came after these models. */
const NOT_OF_TTS_1 = new Set(['ballad', 'verse', 'marin', 'cedar']);

/** The names of OpenAI's voices for a model. */
export function voiceNamesOf(model: string): string[] {
  const names = BUILT_IN.map(([name]) => name);
  return /^tts-1/.test(model) ? names.filter((name) => !NOT_OF_TTS_1.has(name)) : names;
}

/** A voice of an OpenAI-compatible server as the API lists it. Kokoro's names tell language and gender. */
export function openAiVoice(name: string): Voice {
  const [, gender = genderOf(name), style = 'neutral'] = BUILT_IN.find(([known]) => known === name) ?? [];
  const locale = /^b[fm]_/.test(name) ? 'en-GB' : 'en-US';
  const shown = name.replace(/^[a-z][fm]_/, '');
  return {
    voiceId: `openai-${name}`,
    name: shown.charAt(0).toUpperCase() + shown.slice(1),
    gender,
    locale,
    language: 'English',
    age: ['Adult'],
    style: [style],
    scenario: ['Conversation'],
    previewText: `Hello, I am ${shown}. It is good to talk to you.`,
    model: name,
    metered: true,
  };
}

function genderOf(name: string): Voice['gender'] {
  return /^[a-z]m_|(?<!fe)male/i.test(name) ? 'Male' : 'Female';
}
