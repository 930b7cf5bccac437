import { setTimeout as delay } from 'node:timers/promises';
import { ProviderError } from '../provider-error.js';
import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from './port.js';

export interface FallbackOptions {
  /** Speaks where the first one cannot; null for nobody. */
  fallback: SpeechSynthesizer | null;
  /** Says what happened, for the log. */
  onWarning(message: string): void;
  /** A provider that failed is left alone for so long while there is another one. */
  restMs?: number;
}

const REST_MS = 30_000;
const RETRY_DELAY_MS = 150;

/**
 * A synthesizer whose sentences go on when it fails: what was not said yet is asked for once more, then said by the
 * fallback. The error is thrown where nobody is left who can say it.
 */
export class WithFallback implements SpeechSynthesizer {
  readonly name: string;
  private restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly first: SpeechSynthesizer,
    private readonly options: FallbackOptions,
  ) {
    this.name = first.name;
  }

  voices(): readonly Voice[] {
    return this.first.voices();
  }

  canSpeak(text: string, voiceId: string): boolean {
    return this.first.canSpeak(text, voiceId);
  }

  /** Throws RangeError as the synthesizer does, and ProviderError. */
  async *synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk> {
    const substitute = this.substitute(request);
    let rest = request.text;
    let fault: unknown = new ProviderError(this.name, 'unreachable', 'it failed a moment ago');
    const tries = performance.now() < this.restsUntilMs && substitute ? 0 : 2;
    for (let attempt = 0; attempt < tries; attempt++) {
      try {
        for await (const chunk of this.first.synthesize({ ...request, text: rest })) {
          rest = rest.slice(chunk.text.length);
          yield chunk;
        }
        return;
      } catch (error) {
        if (request.signal?.aborted) return;
        if (error instanceof RangeError) throw error;
        fault = error;
        if (rest.trim() === '') {
          // Nothing is left to say: only the very end of the sound is missing.
          this.options.onWarning(`${words(error)}, at the end of what was said`);
          return;
        }
        if (attempt > 0 || !(error instanceof ProviderError) || !error.passing) break;
        this.options.onWarning(`${words(error)}; asked once more`);
        await delay(RETRY_DELAY_MS);
        if (request.signal?.aborted) return;
      }
    }
    if (!substitute?.synthesizer.canSpeak(rest, substitute.voiceId)) {
      throw fault;
    }
    if (tries > 0) {
      this.restsUntilMs = performance.now() + (this.options.restMs ?? REST_MS);
      this.options.onWarning(`${words(fault)}; the voice ${substitute.voiceId} goes on`);
    }
    yield* substitute.synthesizer.synthesize({ ...request, text: rest, voiceId: substitute.voiceId });
  }

  close(): Promise<void> {
    return this.first.close();
  }

  /** Who speaks instead: of the same language, and of the same gender where there is one. */
  private substitute(request: SpeechRequest): { synthesizer: SpeechSynthesizer; voiceId: string } | null {
    const { fallback } = this.options;
    const voices = fallback?.voices() ?? [];
    const own = this.voices().find(({ voiceId }) => voiceId === request.voiceId);
    const language = own && languageOf(own);
    const fitting = voices.filter((voice) => !language || languageOf(voice) === language);
    const voice = fitting.find(({ gender }) => gender === own?.gender) ?? fitting[0];
    return fallback && voice ? { synthesizer: fallback, voiceId: voice.voiceId } : null;
  }
}

function languageOf({ locale }: Voice): string {
  return new Intl.Locale(locale).language;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
