import wavefile from 'wavefile';
import type { ByteReader } from './byte-reader.js';
import { AudioFileError, CUT_SHORT, type SoundPiece } from './sound.js';

const PIECE_BYTES = 1 << 18;
/** Sizes from here on are what programs write that do not know the length yet. */
const UNKNOWN_SIZE = 0x7fff_f000;
const EXTENSIBLE = 0xfffe;
const A_LAW = 6;
const MU_LAW = 7;
/** Format tags and the bits a sample may have. */
const BITS: Record<number, readonly number[]> = {
  1: [8, 16, 24, 32],
  3: [32, 64],
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
  const wav = new wavefile.WaveFile(plainWav(format, data));
  if (format.tag === A_LAW) wav.fromALaw();
  if (format.tag === MU_LAW) wav.fromMuLaw();
  if (wav.bitDepth !== '32f') wav.toBitDepth('32f');
  const samples = wav.getSamples(true, Float32Array);
  const length = samples.length / format.channels;
  return Array.from({ length: format.channels }, (_, channel) =>
    Float32Array.from({ length }, (_, frame) => samples[frame * format.channels + channel] ?? 0),
  );
}

/** A small WAV file of its own with the plainest of headers. */
function plainWav({ tag, channels, sampleRateHz, bits }: WavFormat, data: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE((sampleRateHz * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
