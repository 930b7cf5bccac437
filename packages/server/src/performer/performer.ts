import { type ActionName, type Expression, VISEME_COUNT } from '@avatarium/contract/face';
import { restPose } from '@avatarium/lipsync';
import type { Background } from '@avatarium/puppet';
import type { SpeechChunk } from '../speech/tts/port.js';
import type { Transport } from '../transports/port.js';
import type { LipReader } from './lips-of-sound.js';
import { Playback, type PlaybackListener } from './playback.js';
import { QueueClock } from './queue-clock.js';
import type { RenderedFrame, Stage } from './stage.js';
import type { WordLips } from './word-lips.js';

/** Where sound and frames go. */
export type MediaSink = Pick<
  Transport,
  'audioRateHz' | 'audioQueueMs' | 'captureAudio' | 'captureVideo' | 'clearAudio'
>;

/** Length of a piece of sound. */
const AUDIO_PIECE_MS = 20;
/** So much silence is left before a voice that starts or goes on: about what its first frames take to draw. */
const START_LEAD_MS = 40;
/** Frames are asked for this far ahead of the sound they belong to. */
const RENDER_LEAD_MS = 60;

/**
 * Lets an avatar live and speak: one clock paces the sound and the frames that belong to it. Sound is queued a
 * little ahead, silence included, since viewers keep lips in step best with an unbroken stream. The frame of a
 * moment is drawn ahead and captured when the sound of that moment leaves the queue.
 */
export class Performer {
  private playback: Playback | null = null;
  private readonly ready: RenderedFrame[] = [];
  private readonly mouth = restPose();
  private readonly frameMs: number;
  /** How often it looks for frames to show and to ask for: a late one can still go out in between. */
  private readonly tickMs: number;
  private timer: NodeJS.Timeout | null = null;
  private startedAtMs = 0;
  private readonly audioClock: QueueClock;
  private running = false;
  private tick = 0;
  private nextFrame = 0;

  constructor(
    private readonly sink: MediaSink,
    private readonly stage: Stage,
    fps: number,
    private readonly createLipReader: (sampleRateHz: number) => LipReader,
    private readonly wordLips?: WordLips,
  ) {
    this.frameMs = 1000 / fps;
    this.tickMs = this.frameMs / 2;
    this.audioClock = new QueueClock(sink.audioQueueMs);
    stage.onFrame((frame) => this.ready.push(frame));
  }

  start(): void {
    this.running = true;
    this.startedAtMs = performance.now();
    void this.feedAudio();
    this.runTick();
  }

  /** Ends speech and frames. The stage is closed. */
  stop(): void {
    this.running = false;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.interrupt();
    for (const frame of this.ready.splice(0)) frame.release();
    this.stage.close();
  }

  /** Says what a voice yields, from now on. Whatever was being said is interrupted. */
  say(chunks: AsyncIterable<SpeechChunk>, listener: PlaybackListener): void {
    this.interrupt();
    const playback = new Playback(this.sink.audioRateHz, listener, this.createLipReader, this.wordLips);
    this.playback = playback;
    void playback.take(chunks);
  }

  /** Silence at once. */
  interrupt(): void {
    const playback = this.playback;
    this.playback = null;
    const nowMs = performance.now();
    if (playback?.interrupt(nowMs)) this.dropQueued(nowMs);
  }

  /** Falls silent at once and keeps its place, until `resume` or `interrupt`. */
  pause(): void {
    const nowMs = performance.now();
    if (this.playback?.pause(nowMs)) this.dropQueued(nowMs);
  }

  /** Goes on where it was paused. */
  resume(): void {
    this.playback?.goOn();
  }

  /**
   * No fade follows: the queue refuses sound until it has answered for what was cleared, and by then a gap has been
   * sent, after which a fade would be heard as another scrap of the voice.
   */
  private dropQueued(nowMs: number): void {
    this.sink.clearAudio();
    this.audioClock.clear(nowMs);
  }

  setExpression(expression: Expression | null): void {
    this.stage.setExpression(expression);
  }

  startAction(action: ActionName): void {
    this.stage.startAction(action);
  }

  setBackground(background: Background): Promise<void> {
    return this.stage.setBackground(background);
  }

  private readonly runTick = (): void => {
    const nowMs = performance.now();
    this.presentFrame(nowMs);
    this.requestFrames(nowMs);
    this.playback?.advance(nowMs);
    if (this.playback && !this.playback.active) this.playback = null;
    // An absolute schedule: lateness is not carried on, and what was missed is not made up for.
    this.tick = Math.max(this.tick + 1, Math.ceil((performance.now() - this.startedAtMs) / this.tickMs));
    const dueMs = this.startedAtMs + this.tick * this.tickMs;
    this.timer = setTimeout(this.runTick, Math.max(0, dueMs - performance.now()));
  };

  /** Paced by the queue itself: the next piece follows as soon as there is room for it. */
  private async feedAudio(): Promise<void> {
    const { sink, audioClock } = this;
    while (this.running) {
      const nowMs = performance.now();
      const piece = this.nextPiece(nowMs);
      await sink.captureAudio(piece);
      audioClock.drained(performance.now());
    }
  }

  private nextPiece(nowMs: number): Int16Array<ArrayBuffer> {
    const { sink, audioClock, playback } = this;
    const samples = (ms: number): number => (sink.audioRateHz * ms) / 1000;
    let piece = new Int16Array(samples(AUDIO_PIECE_MS));
    let speaks = true;
    if (playback?.isAboutToStart && audioClock.headMs(nowMs) - nowMs > START_LEAD_MS) {
      // Nobody should have to wait for a voice behind silence.
      this.dropQueued(nowMs);
      piece = new Int16Array(samples(START_LEAD_MS));
      speaks = false;
    }
    const sentAtMs = audioClock.push(nowMs, (piece.length / sink.audioRateHz) * 1000);
    if (speaks) playback?.fill(piece, sentAtMs);
    return piece;
  }

  /** The newest frame whose moment has come; older ones are too late to be worth showing. */
  private presentFrame(nowMs: number): void {
    const nowS = (nowMs - this.startedAtMs + 1) / 1000;
    let due: RenderedFrame | undefined;
    while (this.ready[0] && this.ready[0].tS <= nowS) {
      due?.release();
      due = this.ready.shift();
    }
    if (!due) return;
    this.sink.captureVideo(due.i420, BigInt(Math.round(due.tS * 1e6)));
    due.release();
  }

  private requestFrames(nowMs: number): void {
    const sinceStartMs = nowMs - this.startedAtMs;
    const headMs = this.audioClock.headMs(nowMs);
    // Nearer ones could not be drawn in time.
    this.nextFrame = Math.max(this.nextFrame, Math.ceil((sinceStartMs + this.tickMs) / this.frameMs));
    for (; this.nextFrame * this.frameMs <= sinceStartMs + RENDER_LEAD_MS; this.nextFrame++) {
      const atMs = this.startedAtMs + this.nextFrame * this.frameMs;
      // A frame is seen until the next one comes: it shows the middle of that time.
      const speaking = this.playback?.mouthAt(atMs + this.frameMs / 2, headMs, this.mouth) ?? false;
      this.stage.requestFrame(
        (this.nextFrame * this.frameMs) / 1000,
        speaking ? this.pose() : null,
        speaking,
      );
    }
  }

  private pose(): Float32Array {
    const pose = new Float32Array(VISEME_COUNT + 2);
    pose.set(this.mouth.weights);
    pose[VISEME_COUNT] = this.mouth.jaw;
    pose[VISEME_COUNT + 1] = this.mouth.rounding;
    return pose;
  }
}
