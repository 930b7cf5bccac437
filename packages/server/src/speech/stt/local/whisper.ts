import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { floatTensor, integerTensor, type Session, type Tensor } from '../../local/onnx-runtime.js';
import { logMel, MELS } from './mel.js';
import { ListeningWindow } from './window.js';
import { WhisperWords } from './words.js';

/** What was said. */
export interface Heard {
  text: string;
  /** Code of the language ("en"). */
  language: string;
}

const RATE_HZ = 16_000;
const FRAMES_PER_S = 100;
/** Whisper was trained on 30 s at a time. */
export const LONGEST_S = 30;
/** Silence that is encoded with what was said. */
const TAIL_S = 1;
/** What Whisper hears of silence beside speech of usual loudness: eight below the loudest, as `logMel` scales it. */
const SILENCE_LEVEL = -1;
/** Nobody says more in a second, in no script; a model that goes round in circles does. */
const WORDS_PER_S = 20;
const MOST_WORDS = 220;
/** Both together mean that nothing was said (Radford et al. 2022, section 4.5). */
const SILENT = 0.6;
const DOUBTFUL = -1;
const NEVER = -1e9;
/** What is not written in a dictation: brackets, notes, speakers' names. */
const SUPPRESSED = [
  '<|nospeech|>',
  '<|nocaptions|>',
  '<|translate|>',
  '<|transcribe|>',
  '<|startoftranscript|>',
];
const NO_SPEECH = ['<|nospeech|>', '<|nocaptions|>'];

interface Settings {
  suppress_ids: number[];
  suppress_ids_begin: number[];
}

/** What the decoder remembers of an utterance. */
interface Memory {
  past: Record<string, Tensor>;
  cross: Record<string, Tensor>;
  length: number;
}

/** Whisper, greedily decoded. Calls block. */
export class Whisper {
  private readonly words: WhisperWords;
  private readonly settings: Settings;
  private readonly languages: Map<string, number>;
  private readonly layers: number;
  private readonly heads: number;
  private readonly window: ListeningWindow;

  constructor(
    private readonly encoder: Session,
    private readonly decoder: Session,
    folder: string,
  ) {
    this.words = new WhisperWords(readFileSync(join(folder, 'vocabulary.txt'), 'utf8'));
    const config: Settings & { layers: number; heads: number } = JSON.parse(
      readFileSync(join(folder, 'model.json'), 'utf8'),
    );
    this.settings = config;
    this.layers = config.layers;
    this.heads = config.heads;
    this.languages = this.words.languages();
    const silence = new Float32Array(MELS * LONGEST_S * FRAMES_PER_S).fill(SILENCE_LEVEL);
    this.window = new ListeningWindow(this.encode(silence));
  }

  /** What is said in the sound (mono, 16 kHz), of which the first 30 s count. `language`: a code; else it is found. */
  hear(pcm: Int16Array, language?: string): Heard {
    const sound = pcm.subarray(0, LONGEST_S * RATE_HZ);
    const lengthS = sound.length / RATE_HZ;
    const frames = 2 * Math.ceil((Math.min(LONGEST_S, lengthS + TAIL_S) * FRAMES_PER_S) / 2);
    const memory: Memory = {
      cross: this.window.beginningWith(this.encode(logMel(sound, frames))),
      past: Object.fromEntries(
        this.names('past_').map((name) => [name, floatTensor(new Float32Array(0), [1, this.heads, 0, 64])]),
      ),
      length: 0,
    };
    const first = this.step([this.words.number('<|startoftranscript|>')], memory);
    const shares = softmax(first);
    const silent = Math.max(
      ...NO_SPEECH.map((word) => (this.words.has(word) ? (shares[this.words.number(word)] ?? 0) : 0)),
    );
    const spoken = this.languageOf(shares, language);
    const start = [this.words.number('<|notimestamps|>')];
    if (this.multilingual)
      start.unshift(this.words.number(`<|${spoken}|>`), this.words.number('<|transcribe|>'));
    const { numbers, meanLog } = this.write(this.step(start, memory), memory, lengthS);
    const text = silent > SILENT && meanLog < DOUBTFUL ? '' : this.words.text(numbers);
    return { text, language: spoken };
  }

  /** Keys and values of log-mel bands, [80, frames] in rows, for the decoder. */
  private encode(mel: Float32Array): Record<string, Tensor> {
    return this.encoder.run({ mel: floatTensor(mel, [1, MELS, mel.length / MELS]) }, this.names('cross_'));
  }

  /** Models of English alone have the languages' words, but not their full number. */
  private get multilingual(): boolean {
    return this.words.number('<|endoftext|>') !== 50_256;
  }

  private languageOf(shares: Float32Array, asked?: string): string {
    if (!this.multilingual) return 'en';
    if (asked && this.languages.has(asked)) return asked;
    let best = 'en';
    let most = 0;
    for (const [code, number] of this.languages) {
      const share = shares[number] ?? 0;
      if (share > most) [best, most] = [code, share];
    }
    return best;
  }

  private write(
    logits: Float32Array,
    memory: Memory,
    lengthS: number,
  ): { numbers: number[]; meanLog: number } {
    const end = this.words.number('<|endoftext|>');
    const most = Math.min(MOST_WORDS, Math.ceil(lengthS * WORDS_PER_S) + 8);
    const numbers: number[] = [];
    let sum = 0;
    let next = this.choose(logits, [...this.settings.suppress_ids_begin]);
    while (next.number !== end && numbers.length < most && circleOf(numbers) === 0) {
      numbers.push(next.number);
      sum += next.log;
      next = this.choose(this.step([next.number], memory), []);
    }
    return { numbers: withoutCircle(numbers), meanLog: (sum + next.log) / (numbers.length + 1) };
  }

  private choose(logits: Float32Array, suppressed: readonly number[]): { number: number; log: number } {
    for (const number of this.settings.suppress_ids) logits[number] = NEVER;
    for (const number of suppressed) logits[number] = NEVER;
    for (const word of SUPPRESSED) if (this.words.has(word)) logits[this.words.number(word)] = NEVER;
    // Times stand behind all words.
    const last = this.words.number('<|notimestamps|>');
    let number = 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < last; at++) {
      const logit = logits[at] ?? NEVER;
      if (logit > best) [number, best] = [at, logit];
    }
    let total = 0;
    for (let at = 0; at < last; at++) total += Math.exp((logits[at] ?? NEVER) - best);
    return { number, log: -Math.log(total) };
  }

  /** Logits of the word after these. */
  private step(numbers: number[], memory: Memory): Float32Array {
    const count = numbers.length;
    const all = memory.length + count;
    const mask = new Float32Array(count * all);
    for (let row = 0; row < count; row++)
      mask.fill(NEVER, row * all + memory.length + row + 1, (row + 1) * all);
    const made = this.decoder.run(
      {
        tokens: integerTensor(numbers, [1, count]),
        positions: integerTensor(
          numbers.map((_, at) => memory.length + at),
          [count],
        ),
        mask: floatTensor(mask, [count, all]),
        ...memory.cross,
        ...memory.past,
      },
      ['logits', ...this.names('present_')],
    );
    for (const name of this.names('')) {
      const present = made[`present_${name}`];
      if (present) memory.past[`past_${name}`] = present;
    }
    memory.length = all;
    const { logits } = made;
    if (!(logits?.data instanceof Float32Array)) throw new Error('The decoder gave no words');
    return logits.data;
  }

  private names(prefix: string): string[] {
    return Array.from({ length: this.layers }, (_, layer) => [
      `${prefix}k${layer}`,
      `${prefix}v${layer}`,
    ]).flat();
  }
}

function softmax(logits: Float32Array): Float32Array {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let total = 0;
  const shares = logits.map((logit) => Math.exp(logit - most));
  for (const share of shares) total += share;
  return shares.map((share) => share / total);
}

/** How often words stand in a row before it is a circle: few words five times, a long phrase three; people say twice. */
const LONGEST_CIRCLE = 24;
const LONG_PHRASE = 8;

function repeatsOf(length: number): number {
  return length < LONG_PHRASE ? 5 : 3;
}

/** How many words the circle has that the text ends in; 0 when it does not. */
function circleOf(numbers: readonly number[]): number {
  for (let length = 1; length <= LONGEST_CIRCLE; length++) {
    const tail = numbers.slice(-length * repeatsOf(length));
    if (tail.length < length * repeatsOf(length)) continue;
    if (tail.every((number, at) => number === tail[at % length])) return length;
  }
  return 0;
}

function withoutCircle(numbers: number[]): number[] {
  const length = circleOf(numbers);
  return length === 0 ? numbers : numbers.slice(0, numbers.length - length * (repeatsOf(length) - 1));
}
