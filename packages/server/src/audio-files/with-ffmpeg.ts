import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runConfined } from '../programs/confined.js';
import { AudioFileError, type SoundPiece } from './sound.js';

const RATE_HZ = 16_000;
const BYTES_PER_SAMPLE = 2;
const TIMEOUT_MS = 300_000;
const MAX_MEMORY_MB = 1024;

/**
 * Decodes whatever ffmpeg can decode, with ffmpeg.
 *
 * @param source a file's path, or the bytes of something that can only be read once
 * @param maxS seconds of sound after which it stops
 * @throws AudioFileError when ffmpeg is not installed, or finds no sound
 */
export async function* decodeWithFfmpeg(
  source: string | AsyncIterable<Uint8Array>,
  maxS: number,
): AsyncIterable<SoundPiece> {
  const folder = await mkdtemp(join(tmpdir(), 'avatarium-sound-'));
  try {
    const path = typeof source === 'string' ? resolve(source) : join(folder, 'source');
    if (typeof source !== 'string') await pipeline(source, createWriteStream(path));
    const decoded = join(folder, 'decoded');
    await run(path, decoded, maxS);
    for await (const bytes of createReadStream(decoded, {
      highWaterMark: 1 << 18,
    }) as AsyncIterable<Buffer>) {
      const length = Math.floor(bytes.length / BYTES_PER_SAMPLE);
      const channel = Float32Array.from(
        { length },
        (_, i) => bytes.readInt16LE(i * BYTES_PER_SAMPLE) / 32_768,
      );
      yield { sampleRateHz: RATE_HZ, channels: [channel] };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(path: string, target: string, maxS: number): Promise<void> {
  const { ending } = await runConfined(
    [
      'ffmpeg',
      ...['-nostdin', '-v', 'error', '-protocol_whitelist', 'file', '-i', `file:${path}`],
      ...['-map', '0:a:0', '-t', String(maxS), '-ac', '1', '-ar', String(RATE_HZ)],
      ...['-c:a', 'pcm_s16le', '-f', 's16le', `file:${target}`],
    ],
    {
      timeoutMs: TIMEOUT_MS,
      maxMemoryMb: MAX_MEMORY_MB,
      maxFileMb: Math.ceil((maxS * RATE_HZ * BYTES_PER_SAMPLE) / 2 ** 20) + 1,
      maxOutputBytes: 1024,
      signal: new AbortController().signal,
    },
  );
  if (ending === 'not installed') {
    throw new AudioFileError(
      'is neither WAV, FLAC, MP3, Ogg Vorbis nor Ogg Opus; other formats need ffmpeg, which is not installed',
    );
  }
  if (ending === 'timeout') throw new AudioFileError('takes ffmpeg too long to decode');
  if (ending !== 'ok') throw new AudioFileError('is no sound that can be decoded, with ffmpeg either');
}
