import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writePack } from '@avatarium/puppet/pack';
import { drawnPack, drawnVideo } from '@avatarium/puppet/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { workerUrl } from '../threads.js';
import { RenderPool } from './render-pool.js';
import type { RenderedFrame, Stage } from './stage.js';
import { MARKER_LUMA, MARKER_U, MARKER_V } from './testing/marker-stage.js';

const SIZE = { width: 32, height: 16 };
const LUMA = SIZE.width * SIZE.height;
const options = (presenterId = 'marker') => ({
  ...SIZE,
  avatar: { kind: 'presenter', id: presenterId } as const,
  seed: 1,
  background: { kind: 'color', color: '#000000' } as const,
});

function mouth(jaw: number): Float32Array {
  const pose = new Float32Array(17);
  pose[15] = jaw;
  return pose;
}

function nextFrame(stage: Stage): Promise<RenderedFrame> {
  return new Promise((resolve) => stage.onFrame(resolve));
}

describe('RenderPool', () => {
  let pool: RenderPool;
  const start = (threads = 1): RenderPool => {
    const stageModule = workerUrl(import.meta.url, './testing/marker-stage.js');
    pool = new RenderPool({ threads, stageModule });
    return pool;
  };
  afterEach(() => pool.close());

  it('draws frames in another thread, in the mouth that was asked for', async () => {
    const stage = await start().open(options());
    let frame = nextFrame(stage);
    expect(stage.requestFrame(0.04, mouth(1), true)).toBe(true);
    const open = await frame;
    expect(open.tS).toBe(0.04);
    expect(open.i420.length).toBe((LUMA * 3) / 2);
    expect(open.i420[0]).toBe(MARKER_LUMA.open);
    open.release();
    frame = nextFrame(stage);
    stage.requestFrame(0.08, null, false);
    expect((await frame).i420[0]).toBe(MARKER_LUMA.shut);
  });

  it('takes no more requests than it has buffers, until frames are released', async () => {
    const stage = await start().open(options());
    const frames: RenderedFrame[] = [];
    const all = new Promise<void>((resolve) =>
      stage.onFrame((frame) => {
        if (frames.push(frame) === 4) resolve();
      }),
    );
    const accepted = [1, 2, 3, 4, 5, 6].filter((i) => stage.requestFrame(i, null, false));
    expect(accepted).toEqual([1, 2, 3, 4]);
    await all;
    expect(stage.requestFrame(7, null, false)).toBe(false);
    frames[0]?.release();
    frames[0]?.release();
    expect(stage.requestFrame(8, null, false)).toBe(true);
    expect(stage.requestFrame(9, null, false)).toBe(false);
  });

  it('passes expressions, actions and backgrounds on, before the frames that follow', async () => {
    const stage = await start().open(options());
    await stage.setBackground({ kind: 'color', color: '#ffffff' });
    let frame = nextFrame(stage);
    stage.requestFrame(0, null, false);
    const backdrop = await frame;
    expect(backdrop.i420.at(-1)).toBe(MARKER_V.backdrop);
    stage.setExpression('happiness');
    stage.startAction('nod');
    frame = nextFrame(stage);
    stage.requestFrame(1, null, false);
    const acting = await frame;
    expect(acting.i420[LUMA]).toBe(MARKER_U.expressive);
    expect(acting.i420.at(-1)).toBe(MARKER_V.acting);
  });

  it('says why a background cannot be shown', async () => {
    const stage = await start().open(options());
    const broken = stage.setBackground({ kind: 'image', bytes: new Uint8Array(1) });
    await expect(broken).rejects.toThrow('is not a picture');
  });

  it('says why a stage cannot be opened, and goes on', async () => {
    start();
    await expect(pool.open(options('none'))).rejects.toThrow('no presenter is called "none"');
    await expect(pool.open(options())).resolves.toBeDefined();
  });

  it('loses only the stage that cannot be drawn', async () => {
    start();
    const [good, bad] = [await pool.open(options()), await pool.open(options('faint'))];
    const lost = new Promise<Error>((resolve) => bad.onLost(resolve));
    bad.requestFrame(0, null, false);
    expect((await lost).message).toBe('out of paint');
    expect(bad.requestFrame(1, null, false)).toBe(false);
    const frame = nextFrame(good);
    good.requestFrame(0, null, false);
    await expect(frame).resolves.toBeDefined();
  });

  it('replaces a thread that dies', async () => {
    start();
    const stage = await pool.open(options('crash'));
    const lost = new Promise<Error>((resolve) => stage.onLost(resolve));
    stage.requestFrame(0, null, false);
    await lost;
    await expect(pool.open(options())).resolves.toBeDefined();
  });

  it('spreads stages over its threads', async () => {
    start(2);
    const [crashing, other] = [await pool.open(options('crash')), await pool.open(options())];
    const lost = new Promise<Error>((resolve) => crashing.onLost(resolve));
    crashing.requestFrame(0, null, false);
    await lost;
    const frame = nextFrame(other);
    other.requestFrame(0, null, false);
    await expect(frame).resolves.toBeDefined();
  });

  it('draws the avatar of a pack, and says why one cannot be drawn', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-pool-'));
    const file = path.join(folder, 'drawn.avatar');
    writeFileSync(file, writePack(drawnPack()));
    pool = new RenderPool({ threads: 1, stageModule: workerUrl(import.meta.url, './avatar-stage.js') });
    const open = (name: string) =>
      pool.open({
        avatar: { kind: 'pack', path: name },
        width: 128,
        height: 128,
        seed: 1,
        background: { kind: 'own' },
      });
    const stage = await open(file);
    const frame = nextFrame(stage);
    stage.requestFrame(0, null, false);
    expect(new Set((await frame).i420.subarray(0, 128 * 128)).size).toBeGreaterThan(20);
    expect(stage.keepsBackground).toBe(false);
    await expect(open(path.join(folder, 'none.avatar'))).rejects.toThrow('ENOENT');
    writeFileSync(file, 'nothing');
    await expect(open(file)).rejects.toThrow('avatar pack: is not a ZIP file');
    rmSync(folder, { recursive: true });
  });

  it('draws a video alike in all threads, and to its end when its frames are removed', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-pool-'));
    const framesFolder = path.join(folder, 'frames');
    const file = path.join(folder, 'drawn.avatar');
    writeFileSync(file, writePack(await drawnVideo(6)));
    const stageModule = workerUrl(import.meta.url, './avatar-stage.js');
    pool = new RenderPool({ threads: 2, stageModule, framesFolder });
    const size = { width: 128, height: 128 };
    const avatar = { kind: 'pack', path: file } as const;
    const open = () => pool.open({ avatar, ...size, seed: 1, background: { kind: 'own' } });
    // Both find nothing decoded, and decode it at the same time.
    const stages = await Promise.all([open(), open()]);
    const draw = (tS: number) =>
      Promise.all(
        stages.map(async (stage) => {
          const frame = nextFrame(stage);
          stage.requestFrame(tS, null, false);
          const { i420, release } = await frame;
          const picture = Buffer.from(i420);
          release();
          return picture;
        }),
      );
    expect(stages.map(({ keepsBackground }) => keepsBackground)).toEqual([true, true]);
    const [one, other] = await draw(0);
    expect(other).toEqual(one);
    expect(new Set(one).size).toBeGreaterThan(20);
    expect(readdirSync(framesFolder)).toHaveLength(1);
    rmSync(folder, { recursive: true });
    const [later, elsewhere] = await draw(0.04);
    expect(elsewhere).toEqual(later);
    expect(later).not.toEqual(one);
  });

  it('opens nothing once it is closed', async () => {
    await start().close();
    await expect(pool.open(options())).rejects.toThrow('closed');
  });
});
