import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PhoneSegment } from '@avatarium/lipsync';
import { floatTensor, integerTensor, type Session } from '../../local/onnx-runtime.js';
import { phoneTimes } from './phone-times.js';
import { type Reading, readingOf } from './reading.js';
import type { Accent } from './symbols.js';
import { Pronunciation } from './words.js';

export const KOKORO_RATE_HZ = 24_000;
/** Numbers of a style. */
const STYLE = 256;
/** Styles of a voice: one for each length of text, in symbols. */
const STYLES = 510;

/** What is to be said. */
export interface SayQuestion {
  /** Words as a voice reads them. */
  text: string;
  /** File of styles, without its ending: "af_heart". */
  style: string;
  accent: Accent;
  speed: number;
}

/** Sound as it comes from the model, with silence about it. */
export interface KokoroSound {
  samples: Float32Array;
  phones: PhoneSegment[];
}

/** Kokoro-82M (hexgrad 2025), whose graph `models pull` has made to tell its durations. Calls block. */
export class Kokoro {
  private readonly styles = new Map<string, Float32Array>();

  private constructor(
    private readonly session: Session,
    private readonly folder: string,
    private readonly pronunciation: Pronunciation,
  ) {}

  static async load(session: Session, folder: string): Promise<Kokoro> {
    return new Kokoro(session, folder, await Pronunciation.load());
  }

  say({ text, style, accent, speed }: SayQuestion): KokoroSound {
    const reading = readingOf(text, accent, this.pronunciation);
    if (reading.labels.length === 0) return { samples: new Float32Array(0), phones: [] };
    return this.speak(cutTo(reading, STYLES), this.styleOf(style), speed);
  }

  private speak(reading: Reading, styles: Float32Array, speed: number): KokoroSound {
    const numbers = reading.tokens.map(({ number }) => number);
    const row = numbers.length - 2;
    const { audio, durations } = this.session.run(
      {
        tokens: integerTensor(numbers, [1, numbers.length]),
        style: floatTensor(styles.slice(row * STYLE, (row + 1) * STYLE), [1, STYLE]),
        speed: floatTensor(Float32Array.of(speed), [1]),
      },
      ['audio', 'durations'],
    );
    if (!(audio?.data instanceof Float32Array) || !(durations?.data instanceof Float32Array)) {
      throw new Error('The model gave no sound');
    }
    return { samples: audio.data, phones: phoneTimes(reading, durations.data, audio.data, KOKORO_RATE_HZ) };
  }

  private styleOf(name: string): Float32Array {
    const kept = this.styles.get(name);
    if (kept) return kept;
    const bytes = new Uint8Array(readFileSync(join(this.folder, 'voices', `${name}.bin`)));
    if (bytes.length !== STYLES * STYLE * 4) throw new Error(`The voice "${name}" is damaged`);
    const styles = new Float32Array(bytes.buffer);
    this.styles.set(name, styles);
    return styles;
  }
}

/** Nothing that people write in one clause is that long; what is, loses its end. */
function cutTo(reading: Reading, most: number): Reading {
  const { tokens, labels } = reading;
  if (tokens.length <= most) return reading;
  return { tokens: [...tokens.slice(0, most - 1), ...tokens.slice(-1)], labels };
}
