import type { AvatarStep } from '@avatarium/contract';

/** Hears what goes on, and how far all of it is, 0–1. */
export type OnProgress = (done: number, step: AvatarStep) => void;

/** The same for a part of the work that has this share of it. */
export function within(onProgress: OnProgress | undefined, from: number, to: number): OnProgress {
  return (done, step) => onProgress?.(from + (to - from) * done, step);
}
