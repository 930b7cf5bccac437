import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackgroundLoader } from './loader.js';
import { LoopLibrary } from './loops.js';

const SIZE = { width: 128, height: 64 };
const LUMA = SIZE.width * SIZE.height;
const FRAME_BYTES = LUMA * 1.5;
const TIMEOUT_MS = 60_000;
const never = new AbortController().signal;
const run = promisify(execFile);

describe('videos behind avatars', () => {
  const folder = mkdtempSync(join(tmpdir(), 'avatarium-loops-'));
  const cache = join(folder, 'frames');
  const logged: unknown[] = [];
  const library = new LoopLibrary(
    { folder: cache },
    { warn: (...told: unknown[]) => void logged.push(told) },
  );
  const file = (name: string): string => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));

  const film = async (name: string, source: string, ...options: string[]): Promise<string> => {
    await run('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      '-pix_fmt',
      'yuv420p',
      ...options,
      file(name),
    ]);
    return file(name);
  };
  /** The luma of the middle of each frame. */
  const brightness = ({ path }: { path: string }): number[] => {
    const frames = readFileSync(path);
    const middle = LUMA / 2 + SIZE.width / 2;
    return Array.from(
      { length: frames.length / FRAME_BYTES },
      (_, i) => frames[i * FRAME_BYTES + middle] ?? -1,
    );
  };

  describe('of one that grows brighter for four seconds', () => {
    let brightening: string;
    beforeAll(async () => {
      const growing = "color=black:size=320x240:rate=30:duration=4,geq=lum='40+T*45':cb=128:cr=128";
      brightening = await film('growing.mp4', growing, '-c:v', 'libx264', '-preset', 'ultrafast');
    }, TIMEOUT_MS);

    it(
      'is shown over and over without a cut',
      async () => {
        const loop = await library.open(brightening, SIZE, never);
        expect(loop).toMatchObject({ kind: 'loop', frames: 75, fps: 25 });
        const shown = brightness(loop);
        expect(shown).toHaveLength(75);
        const steps = shown.map((luma, i) => Math.abs(luma - (shown[(i + 1) % 75] ?? 0)));
        // From the last to the first it would be 135; the whole way down takes a second.
        expect(Math.max(...steps)).toBeLessThan(12);
        expect(Math.max(...shown) - Math.min(...shown)).toBeGreaterThan(80);
      },
      TIMEOUT_MS,
    );

    it(
      'is decoded once for all who bring it, and again for another size',
      async () => {
        const again = file('the same.mp4');
        writeFileSync(again, readFileSync(brightening));
        const before = readdirSync(cache);
        const loops = await Promise.all([
          library.open(again, SIZE, never),
          library.open(brightening, SIZE, never),
        ]);
        expect(new Set(loops.map(({ path }) => path)).size).toBe(1);
        expect(readdirSync(cache)).toEqual(before);
        const larger = await library.open(again, { width: 160, height: 160 }, never);
        expect(readFileSync(larger.path)).toHaveLength(larger.frames * 160 * 160 * 1.5);
        expect(readdirSync(cache)).toHaveLength(before.length + 1);
      },
      TIMEOUT_MS,
    );

    it(
      'is given up when nobody wants it any more',
      async () => {
        const controller = new AbortController();
        const opening = library.open(brightening, { width: 640, height: 360 }, controller.signal);
        setTimeout(() => controller.abort(new Error('the session has ended')), 50);
        await expect(opening).rejects.toThrow('the session has ended');
        expect(readdirSync(cache).filter((name) => name.includes('640'))).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });

  it(
    'cuts what has another shape, as it is shown',
    async () => {
      // Twice as wide as it is high, by pixels that are four times as wide: the bars at the sides are cut off.
      const bars =
        'color=white:size=64x128:rate=10:duration=0.5,drawbox=0:0:8:128:black:fill,drawbox=56:0:8:128:black:fill';
      const path = await film('wide.mkv', `${bars},setsar=8`, '-c:v', 'mpeg4');
      const loop = await library.open(path, SIZE, never);
      const frame = readFileSync(loop.path).subarray(0, LUMA);
      expect([frame[LUMA / 2], frame[LUMA / 2 + SIZE.width - 1]].every((luma) => (luma ?? 0) > 200)).toBe(
        true,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'takes the colours of HD for what they are, where the file does not say',
    async () => {
      const green = 'color=0x20c040:size=1280x720:rate=25:duration=0.04';
      const hd = 'format=rgb24,scale=out_color_matrix=bt709:out_range=limited,format=yuv420p';
      const path = await film('hd.mkv', `${green},${hd}`, '-c:v', 'mpeg4', '-q:v', '1');
      const frame = readFileSync((await library.open(path, SIZE, never)).path);
      // As the renderers have it: ITU-R BT.601. Taken for that already, it would be off by 17.
      const expected = [127, 96, 67];
      const found = [0, LUMA, LUMA * 1.25].map((at) => frame[at] ?? -9);
      expect(found.every((value, i) => Math.abs(value - (expected[i] ?? 0)) < 8)).toBe(true);
    },
    TIMEOUT_MS,
  );

  it(
    'shows no more than the first seconds of a long one',
    async () => {
      const path = await film('long.mkv', 'color=size=64x64:rate=5:duration=40', '-c:v', 'mpeg4');
      expect((await library.open(path, SIZE, never)).frames).toBe(14 * 25);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['a text', 'this is no video', /cannot be read/],
    ['a playlist', '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n', /cannot be read/],
  ])('refuses %s in words', async (name, text, words) => {
    writeFileSync(file(name), text);
    await expect(library.open(file(name), SIZE, never)).rejects.toThrow(words);
  });

  it.each([
    ['ten minutes', 'color=size=64x64:rate=1:duration=600', ['-c:v', 'mpeg4'], /600 s long; 300 s/],
    ['an archive', 'color=size=64x64:rate=5:duration=1', ['-c:v', 'ffv1'], /codec ffv1/],
  ])(
    'refuses %s in words',
    async (name, source, options, words) => {
      const path = await film(`${name}.mkv`, source, ...options);
      await expect(library.open(path, SIZE, never)).rejects.toThrow(words);
      expect(readdirSync(cache).filter((left) => left.endsWith('.part'))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('says plainly that ffmpeg is missing', async () => {
    writeFileSync(file('any'), 'any');
    const { PATH } = process.env;
    // A shell is needed still.
    process.env.PATH = cache;
    try {
      await expect(library.open(file('any'), SIZE, never)).rejects.toThrow('ffmpeg');
    } finally {
      process.env.PATH = PATH;
    }
  });

  it(
    'lets go of what was fetched for it, whatever comes of that',
    async () => {
      const released: string[] = [];
      const fetch = async (path: string) => ({ path, release: async () => void released.push(path) });
      const load = createBackgroundLoader({ fetch }, library);
      const path = await film('short.mkv', 'color=size=64x64:rate=25:duration=1', '-c:v', 'mpeg4');
      expect(await load(path, 'account', SIZE, never)).toMatchObject({ kind: 'loop', frames: 17 });
      await expect(load(file('a text'), 'account', SIZE, never)).rejects.toThrow();
      expect(released).toEqual([path, file('a text')]);
      expect(logged).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
