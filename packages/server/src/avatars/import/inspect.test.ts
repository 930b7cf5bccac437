import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectImage } from './image.js';
import { ImportError } from './rules.js';
import { makePng, makePortrait, makeVideo, pretendDuration } from './testing/media.js';
import { inspectVideo } from './video.js';

const signal = new AbortController().signal;
const TIMEOUT_MS = 60_000;

describe('looking at media', () => {
  let folder: string;
  let serial = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avatarium-media-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function newPath(): string {
    serial += 1;
    return join(folder, String(serial));
  }

  async function put(bytes: Uint8Array): Promise<string> {
    const path = newPath();
    await writeFile(path, bytes);
    return path;
  }

  async function refusal(inspecting: Promise<void>): Promise<{ code: number; msg: string }> {
    try {
      await inspecting;
    } catch (error) {
      if (error instanceof ImportError) {
        return error.report;
      }
      throw error;
    }
    throw new Error('it was accepted');
  }

  describe('portraits', () => {
    const image = (path: string, type: 'png' | 'jpeg' | 'webp', thumbnail = newPath()) =>
      inspectImage(path, `image/${type}`, thumbnail, signal);

    it.each(['png', 'jpeg', 'webp'] as const)(
      'takes a %s and makes a thumbnail of it',
      async (type) => {
        const thumbnail = newPath();
        await image(await put(await makePortrait(type, 900, 1280)), type, thumbnail);
        const made = await loadImage(await readFile(thumbnail));
        expect([made.width, made.height]).toEqual([450, 640]);
        expect((await readFile(thumbnail)).subarray(0, 3).toString('hex')).toBe('ffd8ff');
      },
      TIMEOUT_MS,
    );

    it('refuses 100 megapixels by the header, without looking at the pixels', async () => {
      const started = performance.now();
      const png = await refusal(image(await put(makePng(10_000, 10_000, 1000)), 'png'));
      expect(png).toEqual({ code: 1207, msg: expect.stringContaining('10000 × 10000') });
      const jpeg = await makePortrait('jpeg');
      const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
      jpeg.writeUInt16BE(65_000, frame + 5);
      jpeg.writeUInt16BE(65_000, frame + 7);
      expect(await refusal(image(await put(jpeg), 'jpeg'))).toMatchObject({ code: 1207 });
      // No process was started for either.
      expect(performance.now() - started).toBeLessThan(5000);
    });

    it('refuses one that is too small to be a portrait', async () => {
      const small = await refusal(image(await put(await makePortrait('webp', 100, 300)), 'webp'));
      expect(small).toEqual({ code: 1003, msg: expect.stringContaining('url: the picture is 100 × 300') });
    });

    it(
      'survives a bomb that unpacks to a gigabyte behind an honest header',
      async () => {
        const bomb = await put(makePng(512, 512, 2 ** 30));
        // The decoder may stop where the picture is full, or fail; it may not take us down.
        await image(bomb, 'png').catch((error) => expect(error).toBeInstanceOf(ImportError));
      },
      TIMEOUT_MS,
    );

    it.each(['png', 'jpeg', 'webp'] as const)(
      'refuses a %s that is nothing but its beginning',
      async (type) => {
        const bytes = await makePortrait(type);
        expect(await refusal(image(await put(bytes.subarray(0, 14)), type))).toMatchObject({ code: 1208 });
      },
    );

    it.each(['png', 'jpeg', 'webp'] as const)(
      'refuses a %s that lost its end',
      async (type) => {
        const bytes = await makePortrait(type, 800, 800);
        expect(await refusal(image(await put(bytes.subarray(0, -20)), type))).toMatchObject({ code: 1208 });
      },
      TIMEOUT_MS,
    );

    it(
      'refuses pixels that are noise',
      async () => {
        const bytes = makePng(300, 300, 1);
        bytes.fill(0x55, 45, bytes.length - 12);
        expect(await refusal(image(await put(bytes), 'png'))).toMatchObject({ code: 1208 });
      },
      TIMEOUT_MS,
    );
  });

  describe('videos', () => {
    const video = (path: string, demuxer: 'mov' | 'matroska' = 'mov', thumbnail = newPath()) =>
      inspectVideo(path, demuxer, thumbnail, signal);

    it(
      'takes MP4 and WebM, and takes a picture out of them',
      async () => {
        const mp4 = `${newPath()}.mp4`;
        const webm = `${newPath()}.webm`;
        await makeVideo(mp4, { size: '1280x720' });
        await makeVideo(webm, { options: ['-c:v', 'libvpx', '-deadline', 'realtime'] });
        const thumbnail = newPath();
        await video(mp4, 'mov', thumbnail);
        const made = await loadImage(await readFile(thumbnail));
        expect([made.width, made.height]).toEqual([640, 360]);
        await video(webm, 'matroska');
      },
      TIMEOUT_MS,
    );

    it(
      'takes a recording whose header tells no length, and measures it',
      async () => {
        const live = `${newPath()}.webm`;
        await makeVideo(live, { options: ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'] });
        await video(live, 'matroska');
      },
      TIMEOUT_MS,
    );

    it(
      'refuses one that is too long, by what it says',
      async () => {
        const path = `${newPath()}.mp4`;
        await makeVideo(path);
        await pretendDuration(path, await readFile(path), 3 * 3600);
        expect(await refusal(video(path))).toEqual({
          code: 1204,
          msg: expect.stringMatching(/^url: .*300 s/),
        });
      },
      TIMEOUT_MS,
    );

    it(
      'refuses one that is too long, by its frames, when it does not say',
      async () => {
        const path = `${newPath()}.webm`;
        const options = ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'];
        await makeVideo(path, { size: '256x256', fps: 1, durationS: 400, options });
        expect(await refusal(video(path, 'matroska'))).toMatchObject({ code: 1204 });
      },
      TIMEOUT_MS,
    );

    it(
      'refuses codecs, frame rates and sizes that nobody could use',
      async () => {
        const path = () => `${newPath()}.mp4`;
        const old = path();
        await makeVideo(old, { options: ['-c:v', 'mpeg4'] });
        expect(await refusal(video(old))).toMatchObject({
          code: 1209,
          msg: expect.stringContaining('mpeg4'),
        });
        const fast = path();
        await makeVideo(fast, { fps: 120, durationS: 1 });
        expect(await refusal(video(fast))).toMatchObject({ code: 1210, msg: expect.stringContaining('120') });
        const small = path();
        await makeVideo(small, { size: '128x128' });
        expect(await refusal(video(small))).toMatchObject({ code: 1003 });
      },
      TIMEOUT_MS,
    );

    it(
      'refuses one that is cut short, holds sound only, or is something else inside',
      async () => {
        const cut = `${newPath()}.mp4`;
        await makeVideo(cut);
        await truncate(cut, 400);
        expect(await refusal(video(cut))).toMatchObject({ code: 1208 });
        const sound = `${newPath()}.mp4`;
        await makeVideo(sound, {
          inputs: ['-f', 'lavfi', '-i', 'sine=duration=1'],
          options: ['-map', '1:a', '-c:a', 'aac'],
        });
        expect(await refusal(video(sound))).toMatchObject({
          code: 1208,
          msg: expect.stringContaining('no picture'),
        });
        const playlist = await put(Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'));
        expect(await refusal(video(playlist, 'mov'))).toMatchObject({ code: 1208 });
      },
      TIMEOUT_MS,
    );

    it('says plainly that ffmpeg is missing', async () => {
      const path = await put(Buffer.from('any'));
      const before = process.env.PATH;
      // A shell is needed still.
      process.env.PATH = folder;
      try {
        expect(await refusal(video(path))).toEqual({
          code: 1218,
          msg: expect.stringContaining('ffprobe is not installed'),
        });
      } finally {
        process.env.PATH = before;
      }
    });
  });
});
