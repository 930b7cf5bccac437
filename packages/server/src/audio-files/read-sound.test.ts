import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSound, type Sound } from './read-sound.js';

/** A fifth of a second of 440 Hz after as much silence, at 0.8 on the left and nothing on the right. */
const FIXTURES = ['burst.flac', 'burst.mp3', 'burst-vorbis.ogg', 'burst-opus.ogg'];
const fixture = (name: string): string => fileURLToPath(new URL(`testing/${name}`, import.meta.url));

const LEFT = (t: number): number => (t >= 0.2 && t < 0.4 ? 0.8 * Math.sin(2 * Math.PI * 440 * t) : 0);

/** The same, as a WAV file of one of the kinds below. */
function burstWav(kind: keyof typeof KINDS, sampleRateHz = 16_000): Buffer {
  const { tag, bytes, write } = KINDS[kind];
  const data = Buffer.alloc(Math.round(0.6 * sampleRateHz) * 2 * bytes);
  for (let at = 0, frame = 0; at < data.length; at += 2 * bytes, frame++) {
    write(data, at, LEFT(frame / sampleRateHz));
    write(data, at + bytes, 0);
  }
  return Buffer.concat([wavHeader(tag, 2, bytes, sampleRateHz, data.length), data]);
}

/** How samples of -1 to 1 are written. G.711: the values of its tables that lie nearest. */
const KINDS = {
  '8 bits': {
    tag: 1,
    bytes: 1,
    write: (data: Buffer, at: number, x: number) => data.writeUInt8(Math.round(x * 127) + 128, at),
  },
  '16 bits': {
    tag: 1,
    bytes: 2,
    write: (data: Buffer, at: number, x: number) => data.writeInt16LE(Math.round(x * 32_767), at),
  },
  '24 bits': {
    tag: 1,
    bytes: 3,
    write: (data: Buffer, at: number, x: number) => data.writeIntLE(Math.round(x * 8_388_607), at, 3),
  },
  '32 bits': {
    tag: 1,
    bytes: 4,
    write: (data: Buffer, at: number, x: number) => data.writeInt32LE(Math.round(x * 2_147_483_647), at),
  },
  floats: { tag: 3, bytes: 4, write: (data: Buffer, at: number, x: number) => data.writeFloatLE(x, at) },
  doubles: { tag: 3, bytes: 8, write: (data: Buffer, at: number, x: number) => data.writeDoubleLE(x, at) },
} as const;

function wavHeader(
  tag: number,
  channels: number,
  bytes: number,
  sampleRateHz: number,
  length: number,
): Buffer {
  const header = Buffer.from('RIFF    WAVEfmt                     data    ', 'latin1');
  header.writeUInt32LE(36 + length, 4);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * channels * bytes, 28);
  header.writeUInt16LE(channels * bytes, 32);
  header.writeUInt16LE(bytes * 8, 34);
  header.writeUInt32LE(length, 40);
  return header;
}

async function* inPieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function loudness({ pcm, sampleRateHz }: Sound, fromS: number, toS: number): number {
  const part = pcm.subarray(fromS * sampleRateHz, toS * sampleRateHz);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length) / 32_768;
}

/** Mixed: half of the left's 0.8, whose root mean square is 0.28. */
function expectBurst(sound: Sound): void {
  expect(sound.pcm.length / sound.sampleRateHz).toBeGreaterThan(0.59);
  expect(sound.pcm.length / sound.sampleRateHz).toBeLessThan(0.67);
  expect(loudness(sound, 0.22, 0.38)).toBeGreaterThan(0.265);
  expect(loudness(sound, 0.22, 0.38)).toBeLessThan(0.29);
  expect(loudness(sound, 0, 0.18)).toBeLessThan(0.01);
  expect(loudness(sound, 0.42, 0.58)).toBeLessThan(0.01);
}

describe('reading a sound', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avatarium-read-sound-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const saved = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  it.each(FIXTURES)('decodes %s, also out of crumbs', async (name) => {
    expectBurst(await readSound(fixture(name)));
    expectBurst(await readSound(inPieces(readFileSync(fixture(name)), 333)));
  });

  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    'decodes WAV of %s, whatever its name',
    async (kind) => {
      const sound = await readSound(await saved('burst.mp3', burstWav(kind)));
      expect(sound.sampleRateHz).toBe(16_000);
      expectBurst(sound);
    },
  );

  it.each([
    [6, [0xd5, 0x55, 0xaa, 0x2a], [1 / 4_096, -1 / 4_096, 4_032 / 4_096, -4_032 / 4_096]],
    [7, [0xff, 0x7f, 0x80, 0x00], [0, 0, 8_031 / 8_192, -8_031 / 8_192]],
  ])('decodes WAV of format %i by the tables of G.711', async (tag, codes, values) => {
    const bytes = Buffer.concat([wavHeader(tag, 1, 1, 8_000, codes.length), Buffer.from(codes)]);
    const { pcm } = await readSound(inPieces(bytes, 16));
    expect([...pcm].map((sample) => sample / 32_768)).toEqual(values);
  });

  it('decodes a WAV file with other chunks, and one whose writer did not know its length', async () => {
    const plain = burstWav('16 bits');
    const junk = Buffer.from('JUNK\x05\x00\x00\x00noise\x00', 'latin1');
    expectBurst(
      await readSound(inPieces(Buffer.concat([plain.subarray(0, 12), junk, plain.subarray(12)]), 100)),
    );
    plain.writeUInt32LE(0xffff_ffff, plain.indexOf('data') + 4);
    expectBurst(await readSound(inPieces(plain, 4_096)));
  });

  it('leaves to ffmpeg what it does not know itself, from a file or a pipe', async () => {
    // 8,000 samples of Sun's audio format.
    const header = [0x2e_73_6e_64, 24, 8_000, 3, 8_000, 1].flatMap((word) =>
      [24, 16, 8, 0].map((by) => word >> by),
    );
    const bytes = Buffer.concat([Buffer.from(header), Buffer.alloc(16_000, 50)]);
    const { pcm, sampleRateHz } = await readSound(await saved('speech.wav', bytes));
    expect(pcm.length / sampleRateHz).toBeCloseTo(1, 1);
    expect((await readSound(inPieces(bytes, 512))).pcm.length).toBe(pcm.length);
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('avatarium-sound-'));
    expect(left).toEqual([]);
  });

  it('says that ffmpeg is missing', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      await expect(readSound(await saved('what.xyz', 'whatever this is'))).rejects.toThrow(
        /ffmpeg.*not installed/,
      );
    } finally {
      process.env.PATH = PATH;
    }
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is no sound', Buffer.from('Dear diary, today I have not recorded anything.')],
    ['is cut short', burstWav('16 bits').subarray(0, 9_000)],
    ['is cut short', readFileSync(fixture('burst.flac')).subarray(0, -900)],
    ['is cut short', readFileSync(fixture('burst.mp3')).subarray(0, 2_000)],
    ['is cut short', readFileSync(fixture('burst-vorbis.ogg')).subarray(0, -100)],
    ['is cut short', readFileSync(fixture('burst-opus.ogg')).subarray(0, -100)],
    ['holds no sound', Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(2_000)])],
    ['does not tell its format', burstWav('16 bits').subarray(0, 30)],
    ['has 4000 samples a second', burstWav('16 bits', 4_000)],
  ])('refuses what %s', async (problem, bytes) => {
    await expect(readSound(await saved('bad', bytes))).rejects.toThrow(problem);
  });
});
