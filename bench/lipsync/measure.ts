import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { quantile, round } from '../stats.js';
import type { Clip, Contestant } from './clip.js';
import type { Recording } from './human.js';
import { type ContactCount, emptyTally, referenceOf, type Tally, tallyClip } from './score.js';
import { type Errors, editDistance, referenceLength, sequenceOf } from './sequence.js';

/** How a contestant did on synthetic speech: all of it, and each speaker. */
export interface Outcome {
  all: Tally;
  speakers: Map<string, Tally>;
  cpuMsPerS?: number;
}

export async function outcomeOf(contestant: Contestant, clips: readonly Clip[]): Promise<Outcome> {
  const { frames, cpuMsPerS } = await contestant.follow(clips);
  const outcome: Outcome = { all: emptyTally(), speakers: new Map(), cpuMsPerS };
  for (const [at, { speaker, phones = [] }] of clips.entries()) {
    const ofSpeaker = outcome.speakers.get(speaker) ?? emptyTally();
    outcome.speakers.set(speaker, ofSpeaker);
    const reference = referenceOf(phones);
    for (const tally of [outcome.all, ofSpeaker]) tallyClip(tally, reference, frames[at] ?? new Uint8Array());
  }
  return outcome;
}

/** Edits that separate what is shown from what is said, for each recording. */
export async function errorsOf(contestant: Contestant, recordings: readonly Recording[]): Promise<Errors[]> {
  const { frames } = await contestant.follow(recordings);
  return recordings.map(({ words }, at) => ({
    errors: editDistance(words, sequenceOf(frames[at] ?? new Uint8Array())),
    length: referenceLength(words),
  }));
}

export const share = (part: number, whole: number): number => round((100 * part) / whole, 1);
export const framesRight = (tally: Tally): number => share(tally.correct, tally.frames);
export const recallOf = ({ saidAndShown, said }: ContactCount): number => share(saidAndShown, said);
export const precisionOf = ({ shownAndSaid, shown }: ContactCount): number => share(shownAndSaid, shown);

/** The figures of a tally, for the JSON. */
export function figuresOf(tally: Tally): object {
  const { frames, contacts, confusion, onsets, onsetErrorsMs } = tally;
  const contact = (count: ContactCount) => ({
    ...count,
    recallPercent: recallOf(count),
    precisionPercent: precisionOf(count),
  });
  const rows = VISEMES.map((name, at) => {
    const shown = confusion.subarray(at * VISEME_COUNT, (at + 1) * VISEME_COUNT);
    const total = shown.reduce((sum, count) => sum + count, 0);
    const as = Object.fromEntries(VISEMES.map((other, column) => [other, shown[column] ?? 0]));
    return [name, { frames: total, recallPercent: share(shown[at] ?? 0, total), as }] as const;
  });
  return {
    frames,
    framesRightPercent: framesRight(tally),
    PP: contact(contacts.PP),
    FF: contact(contacts.FF),
    onset: {
      matchedPercent: share(onsetErrorsMs.length, onsets),
      p50Ms: round(quantile(onsetErrorsMs, 0.5), 1),
      p95Ms: round(quantile(onsetErrorsMs, 0.95), 1),
    },
    visemes: Object.fromEntries(rows),
  };
}
