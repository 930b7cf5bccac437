import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from '../port.js';
import { ahead } from './ahead.js';
import { type Passage, passagesOf, readable } from './passages.js';

const SLOWEST = 0.8;
const FASTEST = 1.2;

/** How a passage is to be said. */
export interface Manner {
  voiceId: string;
  speed: number;
  /** What is said before and after it, for the melody. */
  before: string;
  after: string;
}

/**
 * A voice of a vendor's cloud, which streams the sound of one passage for each request. While one passage is heard
 * the next one is asked for.
 */
export abstract class StreamedSynthesizer implements SpeechSynthesizer {
  abstract readonly name: string;
  abstract voices(): readonly Voice[];
  abstract close(): Promise<void>;
  /** The sound of one passage; the texts of its chunks join up to the passage's text. Throws ProviderError. */
  protected abstract say(passage: Passage, manner: Manner, signal: AbortSignal): AsyncIterable<SpeechChunk>;

  /** Whether there is, or may be, such a voice. */
  protected knows(voiceId: string): boolean {
    return this.voices().some((voice) => voice.voiceId === voiceId);
  }

  canSpeak(text: string, voiceId: string): boolean {
    return this.knows(voiceId) && readable(text) !== '';
  }

  /** Throws RangeError for an unknown voice or a speed out of range, and ProviderError. */
  async *synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk> {
    const { text, voiceId, speed, pronunciations, signal } = request;
    if (!this.knows(voiceId)) throw new RangeError(`voice_id: no voice is called "${voiceId}"`);
    if (!(speed >= SLOWEST && speed <= FASTEST)) {
      throw new RangeError(`speed must be between ${SLOWEST} and ${FASTEST}, not ${speed}`);
    }
    if (signal?.aborted) return;
    const over = new AbortController();
    const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
    try {
      for await (const chunk of this.inTurn(passagesOf(text, pronunciations), { voiceId, speed }, stop)) {
        if (signal?.aborted) return;
        yield chunk;
        if (signal?.aborted) return;
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      over.abort();
    }
  }

  private async *inTurn(
    passages: Iterator<Passage, void>,
    manner: Pick<Manner, 'voiceId' | 'speed'>,
    signal: AbortSignal,
  ): AsyncIterable<SpeechChunk> {
    let before = '';
    let passage = passages.next().value;
    let following = passages.next().value;
    const start = () =>
      passage && ahead(this.sound(passage, { ...manner, before, after: following?.spoken ?? '' }, signal));
    let sound = start();
    while (sound && passage) {
      const current = sound;
      before = passage.spoken;
      passage = following;
      following = passages.next().value;
      sound = start();
      yield* current;
    }
  }

  private async *sound(passage: Passage, manner: Manner, signal: AbortSignal): AsyncIterable<SpeechChunk> {
    if (passage.spoken === '') yield { text: passage.text, sampleRateHz: 24_000, pcm: new Int16Array(0) };
    else yield* this.say(passage, manner, signal);
  }
}
