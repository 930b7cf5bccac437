import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import type { PhoneSegment } from '@avatarium/lipsync';
import { phoneToViseme } from '@avatarium/lipsync';

/** Frames are 10 ms apart; frame i stands for the moment i × 10 ms, as the rows of a viseme track do. */
export const FRAME_S = 0.01;
/** A closure counts as shown when it is seen no farther than this from the phone. */
export const NEAR_S = 0.04;
/** In a reference: /h/ and names that are no phone, which have no viseme to be scored. */
export const UNSCORED = 255;

export const SILENCE = VISEMES.indexOf('sil');

/** A stretch of one viseme, by its index, in seconds. */
export interface Run {
  viseme: number;
  startS: number;
  endS: number;
}

/** What is said when: phones with their visemes, in order. Silence in gaps. */
export interface Reference {
  runs: Run[];
}

/** Visemes of timed phones; /h/ is UNSCORED. */
export function referenceOf(phones: readonly PhoneSegment[]): Reference {
  return {
    runs: phones.map(({ phone, startS, endS }) => ({ viseme: visemeIndexOf(phone), startS, endS })),
  };
}

/** Index of a phone's viseme; UNSCORED for /h/ and for what is no phone. */
export function visemeIndexOf(phone: string): number {
  const viseme = phoneToViseme(phone);
  return viseme === null ? UNSCORED : VISEMES.indexOf(viseme);
}

/** One viseme for every frame. Where runs leave gaps there is silence. */
export function framesOfRuns(runs: readonly Run[], length: number): Uint8Array {
  const frames = new Uint8Array(length).fill(SILENCE);
  for (const { viseme, startS, endS } of runs) {
    const from = Math.max(0, Math.ceil(startS / FRAME_S - 1e-6));
    const to = Math.min(length, Math.ceil(endS / FRAME_S - 1e-6));
    if (to > from) frames.fill(viseme, from, to);
  }
  return frames;
}

/** Stretches of equal frames. A run reaches half a frame beyond its first and last frame's moments. */
export function runsOfFrames(frames: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < frames.length; ) {
    let to = from + 1;
    while (to < frames.length && frames[to] === frames[from]) to++;
    runs.push({
      viseme: frames[from] ?? SILENCE,
      startS: (from - 0.5) * FRAME_S,
      endS: (to - 0.5) * FRAME_S,
    });
    from = to;
  }
  return runs;
}

export interface ContactCount {
  /** Phones said that need the contact, and how many of them had it shown nearby. */
  said: number;
  saidAndShown: number;
  /** Contacts shown, and how many of them had such a phone nearby. */
  shown: number;
  shownAndSaid: number;
}

/** Sums over clips. Rows of `confusion` are what is said, columns what is shown. */
export interface Tally {
  frames: number;
  correct: number;
  confusion: Uint32Array;
  contacts: Record<'PP' | 'FF', ContactCount>;
  onsets: number;
  onsetErrorsMs: number[];
}

const noContacts = (): ContactCount => ({ said: 0, saidAndShown: 0, shown: 0, shownAndSaid: 0 });

export const emptyTally = (): Tally => ({
  frames: 0,
  correct: 0,
  confusion: new Uint32Array(VISEME_COUNT * VISEME_COUNT),
  contacts: { PP: noContacts(), FF: noContacts() },
  onsets: 0,
  onsetErrorsMs: [],
});

/** Adds one clip's visemes, frame by frame, to the sums. */
export function tallyClip(tally: Tally, reference: Reference, shown: Uint8Array): void {
  tallyFrames(tally, framesOfRuns(reference.runs, shown.length), shown);
  const runs = runsOfFrames(shown);
  for (const name of ['PP', 'FF'] as const) tallyContact(tally.contacts[name], name, reference, runs);
  tallyOnsets(tally, reference, runs);
}

function tallyFrames(tally: Tally, said: Uint8Array, shown: Uint8Array): void {
  for (let at = 0; at < shown.length; at++) {
    const is = said[at] ?? SILENCE;
    const as = shown[at] ?? SILENCE;
    if (is === UNSCORED || (is === SILENCE && as === SILENCE)) continue;
    tally.frames++;
    if (is === as) tally.correct++;
    const cell = is * VISEME_COUNT + as;
    tally.confusion[cell] = (tally.confusion[cell] ?? 0) + 1;
  }
}

const near = (a: Run, b: Run) => a.startS - b.endS <= NEAR_S + 1e-9 && b.startS - a.endS <= NEAR_S + 1e-9;

function tallyContact(count: ContactCount, name: Viseme, reference: Reference, runs: readonly Run[]): void {
  const viseme = VISEMES.indexOf(name);
  const said = reference.runs.filter((run) => run.viseme === viseme);
  const shown = runs.filter((run) => run.viseme === viseme);
  count.said += said.length;
  count.saidAndShown += said.filter((a) => shown.some((b) => near(a, b))).length;
  count.shown += shown.length;
  count.shownAndSaid += shown.filter((a) => said.some((b) => near(a, b))).length;
}

function tallyOnsets(tally: Tally, reference: Reference, runs: readonly Run[]): void {
  for (const said of merged(reference.runs)) {
    if (said.viseme === SILENCE || said.viseme === UNSCORED) continue;
    tally.onsets++;
    const errorsS = runs
      .filter((run) => run.viseme === said.viseme && near(run, said))
      .map((run) => Math.abs(run.startS - said.startS));
    if (errorsS.length > 0) tally.onsetErrorsMs.push(Math.min(...errorsS) * 1000);
  }
}

/** Neighbours with the same viseme become one run. */
function merged(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last && last.viseme === run.viseme && run.startS - last.endS < FRAME_S / 2) last.endS = run.endS;
    else out.push({ ...run });
  }
  return out;
}
