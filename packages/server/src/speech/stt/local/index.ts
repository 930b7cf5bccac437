import { workerUrl } from '../../../threads.js';
import { ModelProcess } from '../../local/model-process.js';
import { loudSeconds, SHORTEST_SPEECH_S, withoutInventions } from '../heard-speech.js';
import {
  RECOGNITION_RATE_HZ,
  type Recognition,
  type RecognitionRequest,
  type SpeechRecognizer,
  type Utterance,
} from '../port.js';
import { shortLanguage } from '../short-language.js';
import type { HearQuestion } from './whisper.child.js';

/** Where a recogniser is installed. */
export interface LocalRecognizerOptions {
  /** As the catalogue calls it. */
  name: string;
  /** Folder with encoder.onnx, decoder.onnx, vocabulary.txt and model.json. */
  model: string;
  /** Folder with ONNX Runtime. */
  runtime: string;
}

/** The longest stretch the model hears at once; longer speech is heard in pieces. */
const LONGEST = 28 * RECOGNITION_RATE_HZ;
/** Where speech is cut, it is at the quietest tenth of a second of these last seconds. */
const SEARCH = 6 * RECOGNITION_RATE_HZ;
const QUIET = RECOGNITION_RATE_HZ / 10;

/** A Whisper that `avatarium models pull` has installed, in a process of its own that all sessions share. */
export function createLocalRecognizer({ name, model, runtime }: LocalRecognizerOptions): SpeechRecognizer {
  const script = workerUrl(import.meta.url, './whisper.child.js');
  const hearing = new ModelProcess<HearQuestion, Recognition>({ name, script, model, runtime });
  return new LocalRecognizer(name, hearing);
}

/** What is asked to hear: the model's process. */
type Hearing = Pick<ModelProcess<HearQuestion, Recognition>, 'start' | 'ask' | 'close'>;

/** Hears each utterance when it is over, by whatever makes words of sound. */
export class LocalRecognizer implements SpeechRecognizer {
  constructor(
    readonly name: string,
    private readonly hearing: Hearing,
  ) {}

  listen(request: RecognitionRequest): Utterance {
    return new LocalUtterance(this.hearing, request);
  }

  warmUp(): void {
    void this.hearing.start().catch(() => {});
  }

  close(): Promise<void> {
    return this.hearing.close();
  }
}

/** One stretch of speech over whatever hears it. */
export class LocalUtterance implements Utterance {
  private sound = new Int16Array(4 * RECOGNITION_RATE_HZ);
  private length = 0;
  private readonly stop = new AbortController();
  /** What was said in the pieces that are already cut off. */
  private readonly heard: Promise<Recognition | undefined>[] = [];

  constructor(
    private readonly hearing: Pick<Hearing, 'ask'>,
    private readonly request: RecognitionRequest,
  ) {}

  push(pcm: Int16Array): void {
    if (this.stop.signal.aborted) return;
    for (let from = 0; from < pcm.length; ) {
      const piece = pcm.subarray(from, from + LONGEST - this.length);
      this.append(piece);
      from += piece.length;
      if (this.length === LONGEST)
        this.cut(quietest(this.sound.subarray(LONGEST - SEARCH, LONGEST)) + LONGEST - SEARCH);
    }
  }

  async finish(): Promise<Recognition> {
    this.cut(this.length);
    const parts = (await Promise.all(this.heard)).filter((part) => part !== undefined);
    const text = parts
      .map((part) => part.text)
      .filter((part) => part !== '')
      .join(' ');
    return { text, language: parts.find((part) => part.text !== '')?.language };
  }

  cancel(): void {
    this.stop.abort();
    this.sound = new Int16Array(0);
    this.length = 0;
  }

  private append(pcm: Int16Array): void {
    if (this.length + pcm.length > this.sound.length) {
      const larger = new Int16Array(Math.min(LONGEST, 2 * (this.length + pcm.length)));
      larger.set(this.sound.subarray(0, this.length));
      this.sound = larger;
    }
    this.sound.set(pcm, this.length);
    this.length += pcm.length;
  }

  /** Sends the first samples to be heard, where they may be speech; the rest stays. */
  private cut(samples: number): void {
    const pcm = this.sound.slice(0, samples);
    this.sound.copyWithin(0, samples, this.length);
    this.length -= samples;
    const loudS = loudSeconds(pcm);
    if (loudS < SHORTEST_SPEECH_S) return;
    const heard = this.hear(pcm, loudS);
    // It is thrown where the speech is finished.
    heard.catch(() => {});
    this.heard.push(heard);
  }

  private async hear(pcm: Int16Array, loudS: number): Promise<Recognition | undefined> {
    const language = shortLanguage(this.request.language);
    const heard = await this.hearing.ask({ pcm, language }, true, this.stop.signal);
    return heard && { ...heard, text: withoutInventions(heard.text, loudS) };
  }
}

/** Middle of the quietest tenth of a second. */
function quietest(pcm: Int16Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from + QUIET <= pcm.length; from += QUIET / 2) {
    let energy = 0;
    for (let at = from; at < from + QUIET; at++) energy += (pcm[at] ?? 0) ** 2;
    if (energy < least) [best, least] = [from, energy];
  }
  return best + QUIET / 2;
}
