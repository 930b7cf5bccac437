import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Animator } from '../animator/animator.js';
import { type AvatarRenderer, type FaceState, restingFace } from '../face-state.js';
import { createPackRenderer } from '../mesh/renderer.js';
import { writePack } from '../pack/write.js';
import { sparing } from '../sparing.js';
import { drawnVideo } from '../testing/drawn-video.js';
import { forgetFrames } from './frame-cache.js';

const FRAMES = 14;
const SIDE = 320;
const OWN = { kind: 'own' } as const;
const pack = await drawnVideo(FRAMES);

describe('The renderer of a video', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-video-'));
  const frames = { folder: path.join(folder, 'frames'), whole: true };
  const open = (source: Parameters<typeof createPackRenderer>[0]['pack'] = pack): Promise<AvatarRenderer> =>
    createPackRenderer({ pack: source, width: SIDE, height: SIDE, background: OWN, frames });
  let renderer: AvatarRenderer;
  beforeAll(async () => {
    renderer = await open();
  });
  afterAll(() => {
    renderer.dispose();
    rmSync(folder, { recursive: true });
  });
  const drawn = (state: FaceState, by = renderer): Uint8Array => by.render(state).slice();

  it('shows the loop by the clock of the session', () => {
    const first = drawn(at(0));
    expect(differs(first, drawn(at(3)))).toBeGreaterThan(500);
    expect(differs(first, drawn(at(FRAMES)))).toBe(0);
    expect(differs(drawn(at(3)), drawn(at(FRAMES * 40 + 3)))).toBe(0);
  });

  it('goes back and forth where the pack says so', async () => {
    const turning = await open(await drawnVideo(6, 'pingpong'));
    expect(differs(drawn(at(4), turning), drawn(at(6), turning))).toBe(0);
    expect(differs(drawn(at(0), turning), drawn(at(10), turning))).toBe(0);
    expect(differs(drawn(at(1), turning), drawn(at(3), turning))).toBeGreaterThan(500);
    turning.dispose();
  });

  it('draws equal bytes for equal states, whatever came before', async () => {
    const other = await open();
    const states = [saying('aa', 5), saying('PP', 6), at(7), acting('nod', 8), saying('oh', 5)];
    const once = states.map((state) => drawn(state));
    const again = states.toReversed().map((state) => drawn(state, other));
    for (const [i, image] of again.reverse().entries()) expect(differs(image, once[i])).toBe(0);
    other.dispose();
  });

  it.each([0, 4, 9])(
    'opens and shuts the mouth where it is in frame %i, and changes nothing else',
    (frame) => {
      const rest = drawn(at(frame));
      const open = drawn(saying('aa', frame));
      const shut = drawn(saying('PP', frame));
      expect(dark(open)).toBeGreaterThan(dark(shut) * 2 + 40);
      for (const image of [open, shut]) {
        const { top, bottom, left, right } = changed(rest, image);
        // Below the eyes and around the lips, which lie at 0.52 of the height.
        expect(top).toBeGreaterThan(SIDE * 0.4);
        expect(bottom).toBeLessThan(SIDE * 0.85);
        expect(left).toBeGreaterThan(SIDE * 0.2);
        expect(right).toBeLessThan(SIDE * 0.8);
      }
    },
  );

  it('leaves blinks and looks to the video', () => {
    const looking = { ...at(2), blinkLeft: 1, blinkRight: 1, gazeX: 1, yaw: 0.5, breath: 1, brows: 1 };
    expect(differs(drawn(looking), drawn(at(2)))).toBe(0);
  });

  it('nods, and shows what is felt', () => {
    expect(differs(drawn(acting('nod', 2)), drawn(at(2)))).toBeGreaterThan(500);
    const happy = at(2);
    happy.expressions.happiness = 1;
    expect(differs(drawn(happy), drawn(at(2)))).toBeGreaterThan(100);
  });

  it('is drawn anew for each frame, since it moves by itself', () => {
    const animator = new Animator({ seed: 1 });
    const each = sparing(renderer);
    const images = [0, 1, 2].map((i) => each.render(animator.frame(i / 25, null)).slice());
    expect(differs(images[0], images[1])).toBeGreaterThan(100);
    expect(differs(images[1], images[2])).toBeGreaterThan(100);
  });

  it('keeps its own background, and says so when asked for a picture or a video', async () => {
    const before = drawn(at(0));
    await renderer.setBackground({ kind: 'color', color: '#3366cc' });
    const bytes = createCanvas(8, 8).toBuffer('image/png');
    const loop = { kind: 'loop', path: path.join(folder, 'loop.i420'), frames: 1, fps: 25 } as const;
    for (const chosen of [{ kind: 'image', bytes } as const, loop]) {
      await expect(renderer.setBackground(chosen)).rejects.toThrow('keeps its own background');
    }
    expect(differs(drawn(at(0)), before)).toBe(0);
  });

  it('decodes frames once, for later sessions too, and forgets them with their pack', async () => {
    const file = path.join(folder, 'drawn.avatar');
    writeFileSync(file, writePack(pack));
    const [one, other] = await Promise.all([open({ path: file }), open({ path: file })]);
    expect(differs(drawn(at(3), one), drawn(at(3), other))).toBe(0);
    one.dispose();
    other.dispose();
    const kept = readdirSync(frames.folder);
    const third = await open({ path: file });
    expect(readdirSync(frames.folder)).toEqual(kept);
    third.dispose();
    await forgetFrames(frames, file);
    expect(readdirSync(frames.folder)).toHaveLength(kept.length - 1);
  });

  it('says which frame cannot be decoded', async () => {
    const files = new Map(pack.files).set('frames/0002.jpg', Buffer.from('no picture'));
    await expect(open({ ...pack, manifest: { ...pack.manifest, name: 'Broken' }, files })).rejects.toThrow(
      'frame 2',
    );
  });
});

function at(frame: number): FaceState {
  return { ...restingFace(), tS: frame / 25 };
}

function saying(viseme: Viseme, frame: number): FaceState {
  const state = at(frame);
  state.visemes.fill(0);
  state.visemes[VISEMES.indexOf(viseme)] = 1;
  state.jaw = viseme === 'aa' ? 0.6 : 0;
  return state;
}

function acting(name: 'nod', frame: number): FaceState {
  return { ...at(frame), action: { name, progress: 0.5 }, pitch: -1 };
}

/** Pixels whose luma differs. */
function differs(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  let count = 0;
  for (let i = 0; i < SIDE * SIDE; i++) if (a?.[i] !== b?.[i]) count++;
  return count;
}

/** Where luma differs, to be seen. */
function changed(a: Uint8Array, b: Uint8Array): { left: number; top: number; right: number; bottom: number } {
  const bounds = { left: SIDE, top: SIDE, right: 0, bottom: 0 };
  for (let i = 0; i < SIDE * SIDE; i++) {
    if (Math.abs((a[i] ?? 0) - (b[i] ?? 0)) <= 3) continue;
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  }
  return bounds;
}

/** Dark pixels around the mouth. */
function dark(image: Uint8Array): number {
  let count = 0;
  for (let y = Math.round(SIDE * 0.48); y < SIDE * 0.7; y++) {
    for (let x = Math.round(SIDE * 0.35); x < SIDE * 0.65; x++)
      if ((image[y * SIDE + x] ?? 255) < 60) count++;
  }
  return count;
}
