import type { ByteReader } from './byte-reader.js';
import { AudioFileError, CUT_SHORT, type SoundPiece } from './sound.js';

const PIECE_BYTES = 1 << 18;
/** Sizes from here on are what programs write that do not know the length yet. */
const UNKNOWN_SIZE = 0x7fff_f000;
const EXTENSIBLE = 0xfffe;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
/** Format tags and the bits a sample may have. */
const BITS: Record<number, readonly number[]> = {
  1: [8, 16, 24, 32],
  [FLOAT]: [32, 64],
  [A_LAW]: [8],
  [MU_LAW]: [8],
};
const MAX_CHANNELS = 64;

interface WavFormat {
  tag: number;
  channels: number;
  sampleRateHz: number;
  bits: number;
}

/** False when the beginning of a WAV file tells of samples that `decodeWav` cannot read, such as ADPCM. */
export function canDecodeWav(head: Buffer): boolean {
  for (let at = 12; at + 8 <= head.length; ) {
    const size = head.readUInt32LE(at + 4);
    if (head.toString('latin1', at, at + 4) === 'fmt ') {
      return at + 8 + size > head.length || isPlain(readFormat(head.subarray(at + 8, at + 8 + size)));
    }
    at += 8 + size + (size % 2);
  }
  return true;
}

function isPlain({ tag, bits }: WavFormat): boolean {
  return BITS[tag]?.includes(bits) ?? false;
}

/**
 * Decodes a WAV file piece by piece.
 *
 * @throws AudioFileError when the file is damaged, or its samples are of an unusual kind
 */
export async function* decodeWav(reader: ByteReader): AsyncIterable<SoundPiece> {
  const format = await readHeader(reader);
  const sizeField = (await reader.read(4)).readUInt32LE();
  const frameBytes = (format.channels * format.bits) / 8;
  let left = sizeField >= UNKNOWN_SIZE ? Number.POSITIVE_INFINITY : sizeField;
  const pieceBytes = Math.floor(PIECE_BYTES / frameBytes) * frameBytes;
  while (left >= frameBytes) {
    const asked = Math.min(pieceBytes, Math.floor(left / frameBytes) * frameBytes);
    const bytes = await reader.read(asked);
    if (bytes.length < asked && left !== Number.POSITIVE_INFINITY) throw new AudioFileError(CUT_SHORT);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % frameBytes));
    if (whole.length === 0) return;
    yield { sampleRateHz: format.sampleRateHz, channels: unpack(format, whole) };
    left -= asked;
  }
}

/** Reads up to the name of the data chunk. */
async function readHeader(reader: ByteReader): Promise<WavFormat> {
  await reader.read(12);
  let format: WavFormat | null = null;
  for (;;) {
    const name = (await reader.read(4)).toString('latin1');
    if (name.length < 4) throw new AudioFileError('is a WAV file without sound');
    if (name === 'data') break;
    const sizeBytes = await reader.read(4);
    if (sizeBytes.length < 4) throw new AudioFileError(CUT_SHORT);
    const size = sizeBytes.readUInt32LE();
    let chunk = await reader.read(Math.min(size, 64));
    if (name === 'fmt ') format = readFormat(chunk);
    // Chunks begin at even places.
    for (let over = size + (size % 2) - chunk.length; over > 0; over -= chunk.length) {
      chunk = await reader.read(Math.min(over, PIECE_BYTES));
      if (chunk.length === 0) throw new AudioFileError(CUT_SHORT);
    }
  }
  if (!format) throw new AudioFileError('is a WAV file that does not tell its format');
  if (!isPlain(format))
    throw new AudioFileError(`is a WAV file of a kind that cannot be read (${format.tag})`);
  return format;
}

function readFormat(chunk: Buffer): WavFormat {
  if (chunk.length < 16) throw new AudioFileError('is a WAV file that does not tell its format');
  const tag = chunk.readUInt16LE(0);
  const format = {
    tag: tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag,
    channels: chunk.readUInt16LE(2),
    sampleRateHz: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
  if (format.channels < 1 || format.channels > MAX_CHANNELS) {
    throw new AudioFileError(`is a WAV file with ${format.channels} channels`);
  }
  return format;
}

/** Samples by channel. */
function unpack(format: WavFormat, data: Buffer): Float32Array[] {
  const { channels, bits } = format;
  const sampleBytes = bits / 8;
  const sampleAt = sampleReader(format, data);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(data.length / sampleBytes / channels);
    for (let frame = 0; frame < samples.length; frame++) {
      samples[frame] = sampleAt((frame * channels + channel) * sampleBytes);
    }
    return samples;
  });
}

function sampleReader({ tag, bits }: WavFormat, data: Buffer): (at: number) => number {
  if (tag === FLOAT) return (at) => finite(bits === 32 ? data.readFloatLE(at) : data.readDoubleLE(at));
  if (tag === A_LAW) return (at) => aLaw(data.readUInt8(at)) / 2 ** 12;
  if (tag === MU_LAW) return (at) => muLaw(data.readUInt8(at)) / 2 ** 13;
  // Eight bits are unsigned, all others are not.
  if (bits === 8) return (at) => (data.readUInt8(at) - 128) / 128;
  return (at) => data.readIntLE(at, bits / 8) / 2 ** (bits - 1);
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** ITU-T G.711, table 1: 13 bits out of sign, three bits of exponent and four of mantissa, every other inverted. */
function aLaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const steps = ((bits & 15) << 1) + 1;
  const magnitude = exponent === 0 ? steps : (steps + 32) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

/** ITU-T G.711, table 2: 14 bits, as above but all inverted and with a bias of 33. */
function muLaw(code: number): number {
  const bits = ~code;
  const magnitude = ((((bits & 15) << 1) + 33) << ((bits >> 4) & 7)) - 33;
  return bits & 0x80 ? -magnitude : magnitude;
}
