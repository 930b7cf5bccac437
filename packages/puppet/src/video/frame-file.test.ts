import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimFrames, forgetFrames, framesName, sweepFrames, UNFINISHED } from './frame-cache.js';
import { FrameFile } from './frame-file.js';

const BYTES = 10_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-frames-'));
afterAll(() => rmSync(folder, { recursive: true }));

function frame(seed: number): Uint8Array {
  return Uint8Array.from({ length: BYTES }, (_, i) => (i * 7 + seed * 31) & 255);
}

describe('A file of frames', () => {
  it('gives what was written, to others that have it open too', () => {
    const file = path.join(folder, 'shared');
    const [writer, reader] = [new FrameFile(file, 5, BYTES), new FrameFile(file, 5, BYTES)];
    const into = new Uint8Array(BYTES);
    expect(reader.read(3, into)).toBe(false);
    writer.write(3, frame(3));
    writer.write(0, frame(0));
    expect(reader.read(3, into)).toBe(true);
    expect(Buffer.compare(into, frame(3))).toBe(0);
    expect([0, 1, 2, 3, 4].map((i) => reader.has(i))).toEqual([true, false, false, true, false]);
    writer.close();
    reader.close();
  });

  it('does not give a frame of which a crash of the machine has left nothing but the mark', () => {
    const file = path.join(folder, 'crashed');
    const writer = new FrameFile(file, 2, BYTES);
    writer.write(1, frame(1));
    writer.close();
    // The second page of the second frame: behind the marks and the first frame's three pages.
    const raw = openSync(file, 'r+');
    writeSync(raw, Buffer.alloc(4096), 0, 4096, 4096 + 3 * 4096 + 4096);
    closeSync(raw);
    const reader = new FrameFile(file, 2, BYTES);
    expect(reader.read(1, new Uint8Array(BYTES))).toBe(false);
    reader.write(1, frame(1));
    expect(reader.read(1, new Uint8Array(BYTES))).toBe(true);
    reader.close();
  });

  it('is whole again when it was cut short', () => {
    const file = path.join(folder, 'cut');
    new FrameFile(file, 3, BYTES).close();
    const whole = statSync(file).size;
    truncateSync(file, 100);
    new FrameFile(file, 3, BYTES).close();
    expect(statSync(file).size).toBe(whole);
  });
});

describe('The folder of frames', () => {
  it('gives up what was not used for longest when it grows too large, and a pack’s with the pack', async () => {
    const cache = { folder: path.join(folder, 'cache'), maxBytes: 250_000 };
    const fill = async (name: string, daysAgo: number): Promise<string> => {
      const claimed = await claimFrames(cache, name);
      writeFileSync(claimed, Buffer.alloc(100_000, 1));
      const then = new Date(Date.now() - daysAgo * 86_400_000);
      utimesSync(claimed, then, then);
      return claimed;
    };
    const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;
    const oldest = await fill('oldest', 3);
    const used = await fill(`${framesName('/a.avatar')}-version-64x64`, 4);
    await claimFrames(cache, `${framesName('/a.avatar')}-version-64x64`);
    const recent = await fill('recent', 1);
    await claimFrames(cache, 'another');
    expect([oldest, used, recent].map(exists)).toEqual([false, true, true]);
    await forgetFrames(cache, '/a.avatar');
    expect([used, recent].map(exists)).toEqual([false, true]);
  });

  it('makes room beforehand', async () => {
    const cache = { folder: path.join(folder, 'beforehand'), maxBytes: 250_000 };
    const first = await claimFrames(cache, 'first');
    writeFileSync(first, Buffer.alloc(100_000, 1));
    await claimFrames(cache, 'second', 100_000);
    expect(readdirSync(cache.folder)).toEqual(['first.i420']);
    await claimFrames(cache, 'third', 200_000);
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  it('is swept of what killed processes have left, and of packs that are gone', async () => {
    const cache = { folder: path.join(folder, 'swept'), maxBytes: 250_000 };
    await sweepFrames(cache, []);
    const names = [
      `${framesName('/here.avatar')}-version-64x64`,
      `${framesName('/gone.avatar')}-version-64x64`,
      'background-digest-64x64',
    ];
    for (const name of names) writeFileSync(await claimFrames(cache, name), 'frames');
    writeFileSync(`${await claimFrames(cache, names[2] ?? '')}.1234${UNFINISHED}`, 'half of them');
    await sweepFrames(cache, ['/here.avatar', '/another.avatar']);
    const kept = [names[0], names[2]].map((name) => `${name}.i420`);
    expect(readdirSync(cache.folder).sort()).toEqual(kept.sort());
  });
});
