import { metrics } from './metrics.js';

/** Counts the steps of a turn; each in milliseconds from the end of what the user said. */
export function countTurn(timings: {
  via: string;
  transcriptMs: number;
  firstTokenMs: number;
  firstAudioMs: number;
  firstFrameMs: number;
}): void {
  const { via, ...steps } = timings;
  const observe = (step: string, ms: number) => metrics.turnDelay.observe({ via, step }, ms / 1000);
  observe('transcript', steps.transcriptMs);
  observe('first_token', steps.firstTokenMs);
  observe('first_audio', steps.firstAudioMs);
  observe('first_frame', steps.firstFrameMs);
}

export function countBargeIn(delayMs: number): void {
  metrics.bargeInDelay.observe(delayMs / 1000);
}
