import { createReadStream } from 'node:fs';
import { ByteReader } from './byte-reader.js';
import { decodeCompressed } from './compressed.js';
import { formatOf } from './format.js';
import { AudioFileError, type SoundPiece } from './sound.js';
import { canDecodeWav, decodeWav } from './wav.js';
import { decodeWithFfmpeg } from './with-ffmpeg.js';

const MIN_RATE_HZ = 8_000;
const MAX_RATE_HZ = 192_000;
const MAX_S = 3_600;
/** An hour at 48 kHz: some 350 MB. */
const MAX_SAMPLES = MAX_S * 48_000;
/** Enough to tell the format, and of a WAV file the kind of its samples. */
const HEAD_BYTES = 4_096;
const CHUNK_BYTES = 1 << 16;

/** All of a sound, mixed to one channel. */
export interface Sound {
  sampleRateHz: number;
  pcm: Int16Array;
}

/**
 * Reads a sound: WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus, told by its bytes, and what else ffmpeg reads where it is
 * installed. An hour at most, half an hour at 96 kHz.
 *
 * @param source a file's path, or bytes
 * @throws AudioFileError; errors of the file system as they are
 */
export async function readSound(source: string | AsyncIterable<Uint8Array>): Promise<Sound> {
  return collect(decode(source));
}

async function* decode(source: string | AsyncIterable<Uint8Array>): AsyncIterable<SoundPiece> {
  const bytes =
    typeof source === 'string' ? createReadStream(source, { highWaterMark: CHUNK_BYTES }) : source;
  const reader = new ByteReader(bytes as AsyncIterable<Uint8Array>);
  const head = await reader.peek(HEAD_BYTES);
  if (head.length === 0) throw new AudioFileError('is empty');
  const format = formatOf(head);
  if (format === 'wav' && canDecodeWav(head)) yield* decodeWav(reader);
  else if (format && format !== 'wav') yield* decodeCompressed(format, reader.rest());
  else yield* decodeWithFfmpeg(typeof source === 'string' ? source : reader.rest(), MAX_S + 1);
}

async function collect(pieces: AsyncIterable<SoundPiece>): Promise<Sound> {
  const mixed: Int16Array[] = [];
  let sampleRateHz = 0;
  let samples = 0;
  for await (const piece of pieces) {
    const pcm = mix(piece.channels);
    if (pcm.length === 0) continue;
    if (samples > 0 && piece.sampleRateHz !== sampleRateHz) {
      throw new AudioFileError(
        `changes its sample rate from ${sampleRateHz} to ${piece.sampleRateHz} Hz on the way`,
      );
    }
    sampleRateHz = piece.sampleRateHz;
    if (!(sampleRateHz >= MIN_RATE_HZ && sampleRateHz <= MAX_RATE_HZ)) {
      throw new AudioFileError(
        `has ${sampleRateHz} samples a second; from ${MIN_RATE_HZ} to ${MAX_RATE_HZ} can be read`,
      );
    }
    samples += pcm.length;
    if (samples > MAX_SAMPLES || samples > MAX_S * sampleRateHz) {
      const minutes = Math.round(Math.min(MAX_S, MAX_SAMPLES / sampleRateHz) / 60);
      throw new AudioFileError(`is longer than ${minutes} minutes; cut it into parts`);
    }
    mixed.push(pcm);
  }
  if (samples === 0) throw new AudioFileError('holds no sound');
  const pcm = new Int16Array(samples);
  let at = 0;
  for (const piece of mixed.splice(0)) {
    pcm.set(piece, at);
    at += piece.length;
  }
  return { sampleRateHz, pcm };
}

function mix(channels: readonly Float32Array[]): Int16Array {
  const mixed = new Int16Array(channels[0]?.length ?? 0);
  const gain = 32_768 / channels.length;
  for (let i = 0; i < mixed.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i] as number;
    mixed[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * gain)));
  }
  return mixed;
}
