import type { Reply } from '../conversation/index.js';
import type { SpeechChunk } from '../speech/tts/port.js';
import type { Source } from '../transcripts/port.js';
import { clauses } from './dialogue/index.js';
import { speak, type VoiceSettings } from './voice-settings.js';

/** A reply in the making: from words to sound, with a note of when what was there. Times in ms since 1970. */
export class Answer {
  readonly abort = new AbortController();
  firstTokenMs: number | null = null;
  firstAudioMs: number | null = null;
  private readonly pieces: string[] = [];
  private reply: Reply | null = null;
  private readonly iterator: AsyncIterator<SpeechChunk>;
  private first: Promise<IteratorResult<SpeechChunk>> | null = null;

  /** @param whole the reply is said as it is, not clause by clause */
  constructor(
    private readonly make: (signal: AbortSignal) => Reply,
    readonly voice: VoiceSettings,
    whole: boolean,
  ) {
    const text = whole ? this.read() : clauses(this.read());
    this.iterator = speak(text, voice, this.abort.signal)[Symbol.asyncIterator]();
  }

  /** All of the text so far. */
  get text(): string {
    return this.pieces.join('');
  }

  get sources(): Source[] {
    return [...(this.reply?.sources() ?? [])];
  }

  /** No language model has made it. */
  get offline(): boolean {
    return this.reply?.offline?.() ?? false;
  }

  /** What kept it from being the answer it should have been; known at its end. */
  get problem(): string | null {
    return this.reply?.problem?.() ?? null;
  }

  /** Makes the first of it before anybody knows that it is wanted. */
  begin(): void {
    this.first ??= this.next();
    this.first.catch(() => {});
  }

  /** Its sound; to be read once. */
  async *chunks(): AsyncIterable<SpeechChunk> {
    this.begin();
    for (let next = await this.first; next && !next.done; next = await this.next()) yield next.value;
  }

  private async next(): Promise<IteratorResult<SpeechChunk>> {
    const next = await this.iterator.next();
    if (!next.done && next.value.pcm.length > 0) this.firstAudioMs ??= Date.now();
    return next;
  }

  /** A reply that cannot be made fails as one that breaks off. */
  private async *read(): AsyncIterable<string> {
    this.reply = this.make(this.abort.signal);
    for await (const piece of this.reply.text) {
      this.firstTokenMs ??= Date.now();
      this.pieces.push(piece);
      yield piece;
    }
  }
}
