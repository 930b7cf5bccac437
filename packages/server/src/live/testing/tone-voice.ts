import { toneClause } from '../../performer/testing/tones.js';
import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from '../../speech/tts/port.js';
import type { FoundVoice } from '../../voices/catalog.js';

/** Seconds of tone for each word. */
export const WORD_S = 0.2;

/**
 * A voice that hums each sentence: 0.2 s a word, a mouth wide open. It cannot speak what has no Latin letter, and
 * breaks off at the word "cough".
 */
export class ToneSynthesizer implements SpeechSynthesizer {
  readonly name = 'tone';
  readonly requests: SpeechRequest[] = [];

  voices(): readonly Voice[] {
    return [];
  }

  canSpeak(text: string): boolean {
    return /[a-z]/i.test(text);
  }

  async *synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk> {
    this.requests.push(request);
    for (const clause of request.text.match(/[^.!?]+[.!?]*\s*/g) ?? []) {
      await new Promise((resolve) => setImmediate(resolve));
      if (request.signal?.aborted) return;
      if (clause.includes('cough')) throw new Error('the voice is hoarse');
      yield toneClause(clause, WORD_S * clause.trim().split(/\s+/).length);
    }
  }

  async close(): Promise<void> {}
}

export function toneVoice(name: string, synthesizer: SpeechSynthesizer = new ToneSynthesizer()): FoundVoice {
  return {
    voice: {
      voiceId: name.toLowerCase(),
      name,
      gender: 'Female',
      locale: 'en-US',
      language: 'English',
      age: [],
      style: [],
      scenario: [],
      previewText: '',
      model: 'tone',
    },
    synthesizer,
  };
}
