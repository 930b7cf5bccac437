import { ReadableStream } from 'node:stream/web';
import { AudioFrame } from '@livekit/rtc-node';
import type { PlaybackListener, PlaybackResult } from '../../performer/index.js';
import type { SpeechChunk } from '../../speech/tts/port.js';

/** What waits to be taken by the performer beyond this holds the voice up. */
const MAX_WAITING = 2;

/**
 * One thing to be said, on its way through the AgentSession: frames go in and come out the same, and each stands for
 * the chunk it was made of, so that phones and words are not lost.
 */
export class Segment {
  private static readonly known = new WeakMap<AudioFrame, { segment: Segment; chunk: SpeechChunk }>();
  private readonly waiting: SpeechChunk[] = [];
  private complete = false;
  private ended = false;
  private error: Error | null = null;
  private wakeReader: () => void = () => {};
  private wakeVoice: () => void = () => {};

  constructor(
    chunks: AsyncIterable<SpeechChunk>,
    private readonly listener: PlaybackListener,
  ) {
    const iterator = chunks[Symbol.asyncIterator]();
    this.audio = new ReadableStream<AudioFrame>(
      {
        pull: async (controller) => {
          while (this.waiting.length > MAX_WAITING && !this.ended) {
            await new Promise<void>((resolve) => {
              this.wakeVoice = resolve;
            });
          }
          const next = await this.next(iterator);
          if (next) controller.enqueue(this.frameOf(next));
          else controller.close();
        },
        cancel: () => {
          iterator.return?.()?.catch(() => {});
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** To be given to the AgentSession. */
  readonly audio: ReadableStream<AudioFrame>;

  static of(frame: AudioFrame): { segment: Segment; chunk: SpeechChunk } | undefined {
    return Segment.known.get(frame);
  }

  get isOver(): boolean {
    return this.ended;
  }

  add(chunk: SpeechChunk): void {
    this.waiting.push(chunk);
    this.wakeReader();
  }

  /** Nothing follows. */
  finish(): void {
    this.complete = true;
    this.wakeReader();
  }

  /** What came through, for the performer. Fails where the voice has failed. */
  async *chunks(): AsyncIterable<SpeechChunk> {
    while (!this.ended) {
      const chunk = this.waiting.shift();
      if (chunk) {
        this.wakeVoice();
        yield chunk;
      } else if (this.complete) {
        if (this.error) throw this.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wakeReader = resolve;
        });
      }
    }
  }

  started(): void {
    this.listener.onStart();
  }

  text(text: string, last: boolean): void {
    this.listener.onText(text, last);
  }

  /** Tells the listener, once. */
  end(result: Partial<PlaybackResult>): void {
    if (this.ended) return;
    this.ended = true;
    this.wakeReader();
    this.wakeVoice();
    this.listener.onEnd({
      started: false,
      interrupted: false,
      spokenText: '',
      playedS: 0,
      error: this.error,
      ...result,
    });
  }

  private async next(iterator: AsyncIterator<SpeechChunk>): Promise<SpeechChunk | null> {
    try {
      const { done, value } = await iterator.next();
      return done || this.ended ? null : value;
    } catch (error) {
      // The AgentSession only sees that nothing follows; what was made before is said.
      this.error = error instanceof Error ? error : new Error(String(error));
      return null;
    }
  }

  private frameOf(chunk: SpeechChunk): AudioFrame {
    const frame = new AudioFrame(chunk.pcm, chunk.sampleRateHz, 1, chunk.pcm.length);
    Segment.known.set(frame, { segment: this, chunk });
    return frame;
  }
}
