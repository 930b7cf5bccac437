import type { MouthPose } from '@avatarium/lipsync';
import type { SpeechChunk } from '../speech/tts/port.js';
import type { LipReader } from './lips-of-sound.js';
import { SpeechFeed } from './speech-feed.js';
import type { WordLips } from './word-lips.js';

export interface PlaybackResult {
  /** False when not a single sound was heard. */
  started: boolean;
  interrupted: boolean;
  /** The words that were begun. */
  spokenText: string;
  /** How much of the sound is over, silence that was left out at its beginning included. */
  playedS: number;
  /** Why the voice broke off, if it did. What it had made until then was said. */
  error: Error | null;
}

/** What somebody who lets the avatar speak hears of it, on the clock of the sound as it is sent. */
export interface PlaybackListener {
  /** The first sound is being sent. */
  onStart(): void;
  /** Words that begin now; `last` when none follow. */
  onText(text: string, last: boolean): void;
  /** Once, whatever happened. */
  onEnd(result: PlaybackResult): void;
}

/** A stretch sent without a gap: `startSample` left the queue at `startMs`. */
interface Run {
  startMs: number;
  startSample: number;
  endSample: number;
}

/** Fade at either side of a pause that the voice did not mean, and where it goes on: short, but no click. */
const PAUSE_FADE_S = 0.005;
/** A voice is faster than its listener: beyond this much sound it waits, so that a long text fills no memory. */
const MAX_AHEAD_S = 30;
/** A voice that is no faster than speech begins with more in hand than is queued ahead: it must not stumble. */
const CUSHION_S = 0.2;
/** Sound is kept this long after it was sent: a fade may need it again. */
const KEPT_S = 2;

/** One utterance while it is being said: what of it was sent when, and where the voice is at a given moment. */
export class Playback {
  private readonly feed: SpeechFeed;
  private readonly runs: Run[] = [];
  private cursor = 0;
  private fadeInNext = false;
  /** What is sent next follows silence. */
  private begins = true;
  private paused = false;
  private started = false;
  private ended = false;
  private spokenText = '';
  private error: Error | null = null;
  /** Lets the voice go on. */
  private resume: () => void = () => {};

  constructor(
    private readonly rateHz: number,
    private readonly listener: PlaybackListener,
    createLipReader: (sampleRateHz: number) => LipReader,
    wordLips?: WordLips,
  ) {
    this.feed = new SpeechFeed(rateHz, createLipReader, wordLips);
  }

  get active(): boolean {
    return !this.ended;
  }

  /** There is sound, and none of it has been sent, or none since it was paused. */
  get isAboutToStart(): boolean {
    return this.begins && this.feed.length > this.cursor && this.maySend;
  }

  private get maySend(): boolean {
    if (this.ended || this.paused) return false;
    return this.cursor > 0 || this.feed.complete || this.feed.length >= CUSHION_S * this.rateHz;
  }

  /**
   * Takes the voice's clauses as they come, no faster than they are needed. Stops taking when the playback has
   * ended.
   */
  async take(chunks: AsyncIterable<SpeechChunk>): Promise<void> {
    try {
      for await (const chunk of chunks) {
        if (this.ended) return;
        await this.feed.append(chunk);
        while (!this.ended && this.feed.length - this.cursor > MAX_AHEAD_S * this.rateHz) {
          await new Promise<void>((resolve) => {
            this.resume = resolve;
          });
        }
      }
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.feed.finish();
    }
  }

  /**
   * Fills `out` with what is to be sent at `headMs`. False, and silence, when there is nothing: the voice is
   * behind, or done.
   */
  fill(out: Int16Array, headMs: number): boolean {
    const available = Math.min(out.length, this.feed.length - this.cursor);
    if (available <= 0 || !this.maySend) return false;
    this.begins = false;
    this.feed.read(this.cursor, out);
    const fade = Math.round(PAUSE_FADE_S * this.rateHz);
    if (this.fadeInNext) fadeIn(out, Math.min(fade, available));
    this.fadeInNext = available < out.length;
    if (this.fadeInNext) fadeOut(out, Math.max(0, available - fade), available);
    const run = this.runs.at(-1);
    if (run && Math.abs(this.msAt(run, run.endSample) - headMs) < 2) run.endSample += available;
    else {
      this.runs.push({ startMs: headMs, startSample: this.cursor, endSample: this.cursor + available });
    }
    this.cursor += available;
    this.feed.forgetBefore(this.cursor - KEPT_S * this.rateHz);
    this.resume();
    return true;
  }

  /** The mouth at a moment, where sound is queued up to `headMs`; false when the voice rests then. */
  mouthAt(atMs: number, headMs: number, out: MouthPose): boolean {
    if (this.ended) return false;
    if (this.paused && atMs >= headMs) return false;
    if (atMs >= headMs) return this.feed.mouthAt(this.cursor + this.samples(atMs - headMs), out);
    const run = this.runs.findLast(({ startMs }) => startMs <= atMs);
    if (!run) return false;
    const sample = run.startSample + this.samples(atMs - run.startMs);
    return sample < run.endSample && this.feed.mouthAt(sample, out);
  }

  /** Tells the listener what has been heard by `nowMs`. */
  advance(nowMs: number): void {
    if (this.ended) return;
    const first = this.runs[0];
    if (first && nowMs >= first.startMs) {
      if (!this.started) {
        this.started = true;
        this.listener.onStart();
      }
      this.say(this.feed.takeTextUpTo(this.heardAt(nowMs)));
    }
    const last = this.runs.at(-1);
    const allSent = !this.paused && this.feed.complete && this.cursor >= this.feed.length;
    if (allSent && (!last || nowMs >= this.msAt(last, last.endSample))) {
      if (this.started) this.say(this.feed.takeTextUpTo(Number.POSITIVE_INFINITY));
      this.end(false, this.feed.length);
    }
  }

  /** Ends it at once. True when some of it is queued, which is to be dropped. */
  interrupt(nowMs: number): boolean {
    this.advance(nowMs);
    if (this.ended) return false;
    const heard = this.heardAt(nowMs);
    const isQueued = this.cursor > heard;
    this.end(true, this.started ? heard : null);
    return isQueued;
  }

  /**
   * Holds it where it is, until `goOn`. True when some of it is queued beyond this moment: that is to be dropped, and
   * is said again.
   */
  pause(nowMs: number): boolean {
    this.advance(nowMs);
    if (this.ended || this.paused) return false;
    this.paused = true;
    const heard = this.heardAt(nowMs);
    const isQueued = this.cursor > heard;
    for (const run of this.runs) run.endSample = Math.max(run.startSample, Math.min(run.endSample, heard));
    while (this.runs.at(-1) && (this.runs.at(-1)?.startMs ?? 0) > nowMs) this.runs.pop();
    this.cursor = heard;
    return isQueued;
  }

  /** Ends a pause. */
  goOn(): void {
    if (!this.paused) return;
    this.paused = false;
    this.begins = true;
    this.fadeInNext = this.cursor > 0;
  }

  private say(text: string): void {
    if (!text) return;
    this.spokenText += text;
    this.listener.onText(text, this.feed.textDone && !this.error);
  }

  /** @param heard samples of it that are over; null when it never began */
  private end(interrupted: boolean, heard: number | null): void {
    this.ended = true;
    this.resume();
    const { started, spokenText, error } = this;
    const playedS = heard === null ? 0 : heard / this.rateHz + this.feed.omittedS;
    this.feed.close();
    this.listener.onEnd({ started, interrupted, spokenText, playedS, error });
  }

  private heardAt(nowMs: number): number {
    const run = this.runs.findLast(({ startMs }) => startMs <= nowMs);
    if (!run) return 0;
    return Math.min(run.endSample, run.startSample + this.samples(nowMs - run.startMs));
  }

  private msAt(run: Run, sample: number): number {
    return run.startMs + ((sample - run.startSample) / this.rateHz) * 1000;
  }

  private samples(ms: number): number {
    return Math.round((ms / 1000) * this.rateHz);
  }
}

function fadeIn(pcm: Int16Array, length: number): void {
  for (let i = 0; i < length; i++) pcm[i] = Math.round((pcm[i] as number) * (i / length));
}

function fadeOut(pcm: Int16Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    pcm[i] = Math.round((pcm[i] as number) * 0.5 * (1 + Math.cos((Math.PI * (i - from)) / (to - from))));
  }
}
