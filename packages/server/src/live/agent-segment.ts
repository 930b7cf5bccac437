import type { SpeechChunk } from '../speech/tts/port.js';
import type { AgentSpeech } from '../transports/port.js';

/** Sound is handed on in pieces of about this length: what comes in crumbs is put together. */
const PIECE_S = 0.5;
const BYTES_PER_SAMPLE = 2;

/** What bounds the sound that waits to be said, over all segments. */
export interface SegmentLimits {
  /** False when `seconds` more would be too much. */
  admit(seconds: number): boolean;
  /** So much no longer waits. */
  release(seconds: number): void;
  onWarning(message: string): void;
}

/**
 * One stretch of an agent's speech. It is received at once and as fast as it comes, since its sender knows no
 * waiting, and handed on as it is needed.
 */
export class AgentSegment {
  private readonly waiting: Int16Array[] = [];
  /** A sample, or a pair of them, of which a part has come. */
  private rest = new Uint8Array(0);
  private received = false;
  private dropped = false;
  private wake: () => void = () => {};

  constructor(
    private readonly speech: AgentSpeech,
    private readonly limits: SegmentLimits,
  ) {
    void this.receive();
  }

  /** Forgets what waits and refuses what follows. */
  drop(): void {
    this.dropped = true;
    this.take(this.waiting.length);
    this.wake();
  }

  /** The sound, mixed to one channel. To be read once. */
  async *chunks(): AsyncIterable<SpeechChunk> {
    const { sampleRateHz } = this.speech;
    while (!this.dropped) {
      if (this.waiting.length > 0) {
        let [count, samples] = [0, 0];
        while (count < this.waiting.length && samples < PIECE_S * sampleRateHz) {
          samples += this.waiting[count++]?.length ?? 0;
        }
        yield { text: '', sampleRateHz, pcm: this.take(count) };
      } else if (this.received) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  private async receive(): Promise<void> {
    const { bytes, sampleRateHz } = this.speech;
    for await (const piece of bytes) {
      if (this.dropped) break;
      const pcm = this.toMono(piece);
      if (!this.limits.admit(pcm.length / sampleRateHz)) {
        this.limits.onWarning(
          'the agent has sent more speech than can wait: the rest of the segment is dropped',
        );
        break;
      }
      if (pcm.length === 0) continue;
      this.waiting.push(pcm);
      this.wake();
    }
    this.received = true;
    this.wake();
  }

  /** Whole samples of what has come, and of what was left of what came before. */
  private toMono(bytes: Uint8Array): Int16Array {
    const { channels } = this.speech;
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    const frameBytes = channels * BYTES_PER_SAMPLE;
    const length = Math.floor(all.length / frameBytes);
    this.rest = all.slice(length * frameBytes);
    const view = new DataView(all.buffer);
    return Int16Array.from({ length }, (_, frame) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) {
        sum += view.getInt16(frame * frameBytes + channel * BYTES_PER_SAMPLE, true);
      }
      return Math.round(sum / channels);
    });
  }

  private take(count: number): Int16Array<ArrayBuffer> {
    const pieces = this.waiting.splice(0, count);
    const taken = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      taken.set(piece, at);
      at += piece.length;
    }
    this.limits.release(taken.length / this.speech.sampleRateHz);
    return taken;
  }
}
