import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectImage } from './image.js';
import { ImportError } from './rules.js';
import { makePng, makePortrait, makeVideo } from './testing/media.js';
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
    const image = (path: string, type: 'png' | 'jpeg' | 'webp') => inspectImage(path, `image/${type}`);

    it.each(['png', 'jpeg', 'webp'] as const)('takes a %s by its header', async (type) => {
      await image(await put(await makePortrait(type, 900, 1280)), type);
    });

    it('refuses 100 megapixels without looking at the pixels', async () => {
      expect(await refusal(image(await put(makePng(10_000, 10_000, 1000)), 'png'))).toEqual({
        code: 1207,
        msg: expect.stringContaining('10000 × 10000'),
      });
    });

    it('refuses one that is too small to be a portrait', async () => {
      const small = await refusal(image(await put(await makePortrait('webp', 100, 300)), 'webp'));
      expect(small).toEqual({ code: 1003, msg: expect.stringContaining('url: the picture is 100 × 300') });
    });
  });

  describe('videos', () => {
    const video = (path: string, demuxer: 'mov' | 'matroska' = 'mov') => inspectVideo(path, demuxer, signal);

    it(
      'takes MP4 and WebM',
      async () => {
        const mp4 = `${newPath()}.mp4`;
        const webm = `${newPath()}.webm`;
        await makeVideo(mp4, { size: '1280x720' });
        await makeVideo(webm, { options: ['-c:v', 'libvpx', '-deadline', 'realtime'] });
        await video(mp4, 'mov');
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
