import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  Animator,
  type AvatarRenderer,
  type Background,
  createPackRenderer,
  createPresenterRenderer,
  sparing,
} from '@avatarium/puppet';
import { writePack } from '@avatarium/puppet/pack';
import { drawnPack, drawnVideo } from '@avatarium/puppet/testing';
import type { BenchResult } from '../run.js';
import { round } from '../stats.js';
import { mark, type Row } from '../table.js';
import { memoryOf } from './memory.js';
import { speaker } from './speech.js';

const FPS = 25;
const BLUE: Background = { kind: 'color', color: '#3366cc' };
const OWN: Background = { kind: 'own' };
/** Frames of the loop of a video: a second. */
const LOOP_FRAMES = 25;

interface Subject {
  name: string;
  open(): Promise<AvatarRenderer>;
  limitMs: number;
}

/**
 * What drawing costs, in CPU time of this process whatever else runs: a speaking face, frame by frame, without
 * encoding, and what videos cost beside photos. The pack is one of `packages/puppet/src/testing`, or the file named by `--pack`.
 */
export async function benchRender({ quick, pack }: { quick: boolean; pack?: string }): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-bench-'));
  const file = pack ?? path.join(folder, 'drawn.avatar');
  if (pack === undefined) writeFileSync(file, writePack(drawnPack()));
  const photo = (width: number, height: number, background: Background) => () =>
    createPackRenderer({ pack: { path: file }, width, height, background });
  const video = path.join(folder, 'video.avatar');
  writeFileSync(video, writePack(await drawnVideo(LOOP_FRAMES)));
  const loop = () =>
    createPackRenderer({
      pack: { path: video },
      width: 1280,
      height: 720,
      background: OWN,
      frames: { folder, whole: true },
    });
  const presenter =
    (background: Background = OWN) =>
    () =>
      createPresenterRenderer({ presenterId: 'ava', width: 1280, height: 720, background });
  const moving = {
    kind: 'loop',
    path: path.join(folder, 'background.i420'),
    frames: LOOP_FRAMES,
    fps: FPS,
  } as const;
  writeFileSync(moving.path, randomBytes(LOOP_FRAMES * 1280 * 720 * 1.5));
  const frames = quick ? 100 : 500;
  const rows: Row[] = [];
  const data: Record<string, number | boolean> = {};
  const add = (name: string, value: number, unit: string, limit?: number): void => {
    rows.push({ name, value: `${round(value)} ${unit}`, ...(limit === undefined ? {} : mark(value, limit)) });
    data[name] = round(value);
  };
  try {
    const subjects: Subject[] = [
      { name: 'photo 720p, own background', open: photo(1280, 720, OWN), limitMs: 4 },
      { name: 'photo 720p, background replaced', open: photo(1280, 720, BLUE), limitMs: 4 },
      { name: 'photo 512², own background', open: photo(512, 512, OWN), limitMs: 2 },
      { name: 'photo 512², background replaced', open: photo(512, 512, BLUE), limitMs: 2 },
    ];
    for (const { name, open, limitMs } of subjects) {
      const costMs = await costOf(open, 50, frames);
      add(`${name}: CPU a frame`, costMs, 'ms', limitMs);
      data[`${name}: sessions a core`] = Math.floor(1000 / FPS / costMs);
      rows.push({ name: `${name}: sessions a core`, value: String(Math.floor(1000 / FPS / costMs)) });
    }
    for (const [how, speaks] of [
      ['speaking', true],
      ['at rest', false],
    ] as const) {
      // As the server draws them.
      const cost = async (open: () => Promise<AvatarRenderer>): Promise<number> =>
        costOf(async () => sparing(await open()), 50, frames, speaks);
      const photoMs = await cost(photo(1280, 720, OWN));
      add(`photo 720p, ${how}, sparing: CPU a frame`, photoMs, 'ms');
      add(
        `video 720p, ${how}: CPU a frame, at most twice the photo's`,
        await cost(loop),
        'ms',
        round(2 * photoMs),
      );
    }
    add('presenter 720p, cold: CPU a frame', await costOf(presenter(), 0, frames), 'ms', 7);
    add('presenter 720p, warm: CPU a frame', await costOf(presenter(), 2 * frames, frames), 'ms', 4);
    for (const [name, subject] of [
      ['photo', { pack: file }],
      ['presenter', { presenter: 'ava' }],
    ] as const) {
      const { sessionMb, firstMb } = await memoryOf(subject);
      add(`${name} 720p: memory a session`, sessionMb, 'MB', 25);
      add(`${name} 720p: memory of the first session`, firstMb, 'MB');
    }
    for (const [who, open] of [
      ['photo', photo(1280, 720, BLUE)],
      ['presenter', presenter()],
    ] as const) {
      const before = async (background: Background, speaks: boolean): Promise<number> =>
        costOf(
          async () => {
            const renderer = await open();
            await renderer.setBackground(background);
            return sparing(renderer);
          },
          frames,
          frames,
          speaks,
        );
      for (const [how, speaks] of [
        ['speaking', true],
        ['at rest', false],
      ] as const) {
        const more = (await before(moving, speaks)) - (await before(BLUE, speaks));
        add(`${who} 720p, ${how}: a moving background adds`, more, 'ms a frame');
      }
    }
    const same = await isReproducible(photo(1280, 720, BLUE), frames / 5);
    rows.push({ name: 'the same frames twice', value: same ? 'yes' : 'no', mark: 'yes', met: same });
    data['the same frames twice'] = same;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { rows, data };
}

/** CPU milliseconds a frame after `warmUp` frames. */
async function costOf(
  open: () => Promise<AvatarRenderer>,
  warmUp: number,
  frames: number,
  speaks = true,
): Promise<number> {
  const renderer = await open();
  const speech = speaks ? speaker(1) : listener(1);
  for (let i = 0; i < warmUp; i++) renderer.render(speech());
  const before = process.cpuUsage();
  for (let i = 0; i < frames; i++) renderer.render(speech());
  const { user, system } = process.cpuUsage(before);
  renderer.dispose();
  return (user + system) / 1000 / frames;
}

/** A face that says nothing. */
function listener(seed: number): () => ReturnType<Animator['frame']> {
  const animator = new Animator({ seed });
  let frame = 0;
  return () => animator.frame(frame++ / FPS, null);
}

async function isReproducible(open: () => Promise<AvatarRenderer>, frames: number): Promise<boolean> {
  const [a, b] = [await open(), await open()];
  const [speechA, speechB] = [speaker(3), speaker(3)];
  let same = true;
  for (let i = 0; i < frames; i++) {
    if (Buffer.compare(a.render(speechA()), b.render(speechB())) !== 0) same = false;
  }
  a.dispose();
  b.dispose();
  return same;
}
