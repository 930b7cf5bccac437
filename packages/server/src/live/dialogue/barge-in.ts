import { type VADEvent, VADEventType } from '@livekit/agents';
import { LOUD, loudness } from './loudness.js';
import type { PerformerOutput } from './performer-output.js';

/** A hold that nothing has confirmed ends after this, whatever became of the microphone. */
const MAX_HOLD_MS = 500;
/**
 * The avatar must have been audible for so long without a sign of a voice. If a loudspeaker brought it back, the
 * detector would have heard that by then, however long the way there and back: what it hears now is somebody else.
 */
const CALM_MS = 800;
/** After a false sign it takes this much more: a noisy room must not make the avatar stutter. */
const CALM_AFTER_FALSE_SIGN_MS = 5_000;
/** Silence as long as this ends a stretch of sound. */
const STRETCH_GAP_MS = 250;
/** The detector's windows. */
const WINDOW_MS = 32;
/** Where it seems to have taken longer there was other sound before the voice, and nobody knows when that began. */
const MAX_CREDIBLE_MS = 1_000;

export interface BargeInOptions {
  output: Pick<PerformerOutput, 'isAudible' | 'hold' | 'release'>;
  /** The detector's: likelihoods from which a window is speech, and below which it is none. */
  thresholds(): { activationThreshold: number; deactivationThreshold: number };
  /** The avatar is silent for a voice, so many milliseconds after the first of its sound was here. */
  onSilent(delayMs: number): void;
}

/**
 * Someone begins to speak while the avatar does. The avatar holds at the first window that sounds like speech, before
 * it is known whether a word is meant: either the next window agrees, and the AgentSession's pause takes over, or the
 * sign was false, and the avatar goes on from the sample where it stopped.
 */
export class BargeIn {
  private calmMs = 0;
  private calmNeededMs = CALM_MS;
  private hasEcho = false;
  private timer: NodeJS.Timeout | null = null;
  private firstLoudMs = Number.NEGATIVE_INFINITY;
  private lastLoudMs = Number.NEGATIVE_INFINITY;
  private heldMs: number | null = null;

  constructor(private readonly options: BargeInOptions) {}

  /**
   * @param pcm mono, as it comes from the microphone
   * @param nowMs as all times here on the clock of `performance.now()`
   */
  hear(pcm: Int16Array, nowMs: number): void {
    if (loudness(pcm) <= LOUD) return;
    if (nowMs - this.lastLoudMs > STRETCH_GAP_MS) this.firstLoudMs = nowMs;
    this.lastLoudMs = nowMs;
  }

  /** To be given each event before the AgentSession sees it. */
  take({ type, probability, speaking }: Pick<VADEvent, 'type' | 'probability' | 'speaking'>): void {
    if (type !== VADEventType.INFERENCE_DONE || speaking) return;
    const { activationThreshold, deactivationThreshold } = this.options.thresholds();
    if (probability >= activationThreshold) this.sign();
    else if (this.timer && probability < deactivationThreshold) this.falseSign();
    else if (this.options.output.isAudible) this.calmMs += WINDOW_MS;
  }

  /** The AgentSession has paused the avatar, which was audible until then, or until it held. */
  confirm(nowMs: number): void {
    this.stopTimer();
    const delayMs = (this.heldMs ?? nowMs) - this.firstLoudMs;
    this.heldMs = null;
    this.calmNeededMs = CALM_MS;
    if (delayMs >= 0 && delayMs < MAX_CREDIBLE_MS) this.options.onSilent(delayMs);
  }

  /** Of a client whose loudspeaker comes back, mere sound says nothing. */
  knowEcho(): void {
    this.hasEcho = true;
  }

  close(): void {
    this.stopTimer();
  }

  private sign(): void {
    const { output } = this.options;
    const isCalm = this.calmMs >= this.calmNeededMs;
    this.calmMs = 0;
    if (this.timer || this.hasEcho || !isCalm || !output.isAudible) return;
    this.heldMs = performance.now();
    output.hold();
    this.timer = setTimeout(() => this.falseSign(), MAX_HOLD_MS);
  }

  private falseSign(): void {
    this.stopTimer();
    this.heldMs = null;
    this.calmNeededMs = CALM_AFTER_FALSE_SIGN_MS;
    this.options.output.release();
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
