import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AvatarRenderer,
  type Background,
  createPackRenderer,
  createPresenterRenderer,
} from '@avatarium/puppet';
import { quantile, round } from '../stats.js';
import type { Memory, Subject } from './memory.js';
import { speaker } from './speech.js';

/** Opens sessions one after another and prints how much each made the process grow. */

const SESSIONS = 10;
/** A session has spoken for so many frames before it counts. */
const FRAMES = 50;
const size = { width: 1280, height: 720 };
const background: Background = { kind: 'color', color: '#3366cc' };

const subject = JSON.parse(process.argv[2] ?? '') as Subject;
const empty = await residentBytes();
const open: AvatarRenderer[] = [];
/** After each session. */
const heldMb: number[] = [];
for (let i = 0; i <= SESSIONS; i++) {
  const renderer =
    'pack' in subject
      ? await createPackRenderer({ pack: { path: subject.pack }, ...size, background })
      : await createPresenterRenderer({ presenterId: subject.presenter, ...size, background });
  open.push(renderer);
  // All say the same, so that what they share is there after the first.
  const speech = speaker(1);
  for (let frame = 0; frame < FRAMES; frame++) renderer.render(speech());
  heldMb.push((await residentBytes()) / 1e6);
}
// Memory comes and goes in steps of more than a session: the growth between any two of the measurements tells.
const slopes = heldMb.flatMap((later, j) => heldMb.slice(0, j).map((held, i) => (later - held) / (j - i)));
const memory: Memory = {
  sessionMb: round(quantile(slopes, 0.5)),
  firstMb: round((heldMb[0] ?? 0) - empty / 1e6),
};
console.log(JSON.stringify(memory));
for (const renderer of open) renderer.dispose();

/** What the process holds once garbage is gone: pictures go some turns after their last mention. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 8; i++) {
    globalThis.gc?.();
    await sleep(10);
  }
  return process.memoryUsage.rss();
}
