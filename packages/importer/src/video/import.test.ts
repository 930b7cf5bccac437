import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type AvatarPack, readPack, writePack } from '@avatarium/puppet/pack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnProgress } from '../progress.js';
import { importVideo } from './import.js';

const PORTRAIT = fileURLToPath(new URL('../../../../tests/fixtures/astronaut.png', import.meta.url));
const OPTIONS = { name: 'Astronaut', licence: 'public domain', consent: null };
/** The camera sways to and fro in this time, by so many pixels. */
const PERIOD_S = 2.4;
const SWAY_PX = 12;
const run = promisify(execFile);
const never = new AbortController().signal;

describe('importVideo', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-import-video-'));
  const file = (name: string): string => path.join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A few seconds of a portrait before a swaying camera. */
  const film = async (name: string, seconds: number, ...encoding: string[]): Promise<string> => {
    const sway = `${SWAY_PX}*sin(2*PI*t/${PERIOD_S})`;
    const view = `crop=320:220:60:5,scale=704:484,crop=640:440:32+${sway}:22`;
    const input = ['-loop', '1', '-framerate', '25', '-t', String(seconds), '-i', PORTRAIT];
    await run('ffmpeg', [
      '-v',
      'error',
      ...input,
      '-vf',
      view,
      '-pix_fmt',
      'yuv420p',
      ...encoding,
      file(name),
    ]);
    return file(name);
  };

  describe('of a person who sways', () => {
    let pack: AvatarPack;
    const progress: number[] = [];
    const steps = new Set<string>();
    beforeAll(async () => {
      const video = await film('sway.webm', 3.6, '-c:v', 'libvpx', '-deadline', 'realtime', '-b:v', '2M');
      const onProgress: OnProgress = (done, step) => {
        progress.push(done);
        steps.add(step);
      };
      pack = await importVideo(video, { ...OPTIONS, onProgress }, never);
    }, 240_000);

    it('makes a pack that can be written and read', () => {
      const read = readPack(writePack(pack));
      expect(read.manifest).toMatchObject({
        kind: 'video',
        name: 'Astronaut',
        picture: { width: 640, height: 440 },
      });
      expect(read.files.get('frames/0000.jpg')).toEqual(
        new Uint8Array(pack.files.get('frames/0000.jpg') ?? []),
      );
    });

    it('loops it where the sway repeats itself', () => {
      expect(pack.manifest.loop).toMatchObject({ fps: 25, order: 'forward' });
      expect(Math.abs((pack.manifest.loop?.frames ?? 0) - PERIOD_S * 25)).toBeLessThanOrEqual(2);
    });

    it('carries the mesh along with the head', () => {
      const { loop, rig } = pack.manifest;
      const motion = new Float32Array(pack.files.get('motion.bin')?.slice().buffer ?? new ArrayBuffer(0));
      const lip = rig.innerLips.upper[5] ?? 0;
      const across = Array.from(
        { length: loop?.frames ?? 0 },
        (_, i) => motion[(i * rig.vertices + lip) * 2] ?? 0,
      );
      expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(SWAY_PX * 1.8);
      expect(Math.max(...across) - Math.min(...across)).toBeLessThan(SWAY_PX * 2.2);
      const steps = across.map((x, i) => Math.abs(x - (across[(i + 1) % across.length] ?? 0)));
      // The fastest that the camera moves, and a little more.
      expect(Math.max(...steps)).toBeLessThan((2 * Math.PI * SWAY_PX) / (PERIOD_S * 25) + 0.5);
    });

    it('says what a better video would be', () => {
      const codes = pack.manifest.quality.advice.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(['short_loop', 'face_small']));
      expect(pack.manifest.quality.score).toBeGreaterThan(0);
    });

    it('tells how far it is', () => {
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toBe(1);
      expect([...steps]).toEqual(['watch', 'loop', 'matte', 'mesh', 'shapes', 'picture', 'frames']);
    });
  });

  it('stops when it is told to', async () => {
    const video = await film('stopped.mp4', 4, '-c:v', 'libx264', '-preset', 'ultrafast');
    const controller = new AbortController();
    const importing = importVideo(
      video,
      { ...OPTIONS, onProgress: () => controller.abort(new Error('deleted')) },
      controller.signal,
    );
    await expect(importing).rejects.toThrow('deleted');
  });

  it.each([
    ['no face', ['-f', 'lavfi', '-i', 'testsrc=size=320x256:duration=3.2:rate=5'], 'no face'],
    ['too many frames', ['-f', 'lavfi', '-i', 'color=size=256x256:duration=3.2:rate=90'], 'too many frames'],
    ['a moment only', ['-f', 'lavfi', '-i', 'color=size=256x256:duration=1:rate=10'], 'too small'],
    ['pictures too small', ['-f', 'lavfi', '-i', 'color=size=128x96:duration=4:rate=10'], 'too small'],
  ])('refuses %s', async (name, source, reason) => {
    const video = file(`${name}.mkv`);
    await run('ffmpeg', ['-v', 'error', ...source, '-c:v', 'mpeg4', video]);
    await expect(importVideo(video, OPTIONS, never)).rejects.toMatchObject({
      name: 'VideoRefusedError',
      reason,
    });
  });

  it.each([
    ['text', 'this is no video', 'unreadable'],
    ['a web page', '<!doctype html><title>404</title>', 'unreadable'],
    ['a playlist', '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n', 'unreadable'],
    ['a list of files', "ffconcat version 1.0\nfile '/etc/hostname'\n", 'unreadable'],
  ])('refuses %s', async (name, text, reason) => {
    writeFileSync(file(name), text);
    await expect(importVideo(file(name), OPTIONS, never)).rejects.toMatchObject({ reason });
  });

  it('says that ffmpeg is not installed', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      await expect(importVideo(file('text'), OPTIONS, never)).rejects.toMatchObject({
        reason: 'no program',
        message: expect.stringContaining('ffmpeg'),
      });
    } finally {
      process.env.PATH = PATH;
    }
  });
});
