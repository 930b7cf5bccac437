import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniffMedia } from '../../files/media-kind.js';
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
    const video = (path: string) => inspectVideo(path, signal);
    const live = ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'];

    it.each<[what: string, extension: string, change: Parameters<typeof makeVideo>[1]]>([
      ['H.264 in MP4', 'mp4', { size: '1280x720' }],
      ['a recording whose header tells no length', 'webm', { options: live }],
      ['ProRes in MOV', 'mov', { options: ['-c:v', 'prores', '-pix_fmt', 'yuv422p10le'] }],
      ['H.263 in 3GP', '3gp', { size: '352x288', options: ['-c:v', 'h263'] }],
      ['MPEG-4 in AVI', 'avi', { options: ['-c:v', 'mpeg4'] }],
      ['MJPEG in MKV', 'mkv', { options: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'] }],
      ['MPEG-1 in a program stream', 'mpg', { fps: 25, options: ['-c:v', 'mpeg1video'] }],
      ['MPEG-2 in a transport stream', 'ts', { fps: 25, options: ['-c:v', 'mpeg2video'] }],
      ['Flash', 'flv', { options: ['-c:v', 'flv'] }],
      ['Windows Media', 'wmv', { options: ['-c:v', 'wmv2'] }],
      ['Theora in Ogg', 'ogv', { options: ['-c:v', 'libtheora'] }],
    ])(
      'takes %s, and knows it by its bytes',
      async (_, extension, change) => {
        const path = `${newPath()}.${extension}`;
        await makeVideo(path, { durationS: 3.2, ...change });
        expect(sniffMedia(await readFile(path)).kind).toBe('video');
        await video(path);
      },
      TIMEOUT_MS,
    );

    it.each([
      ['a playlist', '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n'],
      ['a list of files', "ffconcat version 1.0\nfile '/etc/hostname'\n"],
      [
        'a manifest',
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>/etc/</BaseURL></MPD>',
      ],
    ])(
      'does not open %s, which leads elsewhere',
      async (_, text) => {
        const path = await put(Buffer.from(text));
        expect(sniffMedia(await readFile(path)).kind).toBe('other');
        expect(await refusal(video(path))).toMatchObject({ code: 1208 });
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
