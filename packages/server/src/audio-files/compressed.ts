import { declaredSamples } from './declared-length.js';
import type { AudioFormat } from './format.js';
import { wholeOggPages } from './ogg-pages.js';
import { AudioFileError, CUT_SHORT, type SoundPiece } from './sound.js';

/** What a decoder gives for a chunk of a file. */
interface Decoded {
  channelData: Float32Array[];
  samplesDecoded: number;
  sampleRate: number;
  errors: { message: string }[];
}

/** What the decoders have in common: chunks of any length in, sound out. */
interface Decoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  flush?(): Promise<Decoded>;
  free(): void;
}

/** Loaded when they are needed: each brings its WebAssembly along. */
const DECODERS: Record<Exclude<AudioFormat, 'wav'>, () => Promise<Decoder>> = {
  flac: async () => new (await import('@wasm-audio-decoders/flac')).FLACDecoder(),
  mp3: async () => new (await import('mpg123-decoder')).MPEGDecoder(),
  vorbis: async () => new (await import('@wasm-audio-decoders/ogg-vorbis')).OggVorbisDecoder(),
  opus: async () => new (await import('ogg-opus-decoder')).OggOpusDecoder(),
};

/**
 * Decodes FLAC, MP3, Ogg Vorbis or Ogg Opus chunk by chunk.
 *
 * @throws AudioFileError when there is no sound in it, or the file is damaged
 */
export async function* decodeCompressed(
  format: Exclude<AudioFormat, 'wav'>,
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<SoundPiece> {
  const decoder = await DECODERS[format]();
  await decoder.ready;
  let declared: number | null = null;
  let samples = 0;
  const pieceOf = ({ channelData, samplesDecoded, sampleRate, errors }: Decoded): SoundPiece => {
    samples += samplesDecoded;
    const [error] = errors;
    // MP3 decoders skip what is no frame, of which tags make some.
    if (error && format !== 'mp3') throw new AudioFileError('is damaged: it cannot be decoded to its end');
    return {
      sampleRateHz: sampleRate,
      channels: channelData.map((channel) => channel.slice(0, samplesDecoded)),
    };
  };
  try {
    for await (const chunk of wholeOggPages(bytes)) {
      if (samples === 0) declared ??= declaredSamples(format, chunk);
      yield pieceOf(await quietly(() => decoder.decode(chunk)));
    }
    if (decoder.flush) yield pieceOf(await quietly(() => decoder.flush?.() ?? Promise.reject()));
  } finally {
    decoder.free();
  }
  if (declared !== null && samples < declared) throw new AudioFileError(CUT_SHORT);
  if (samples === 0) throw new AudioFileError('holds no sound that can be decoded');
}

/** Some decoders print what they also return as an error. */
async function quietly<T>(work: () => T | Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => {};
  try {
    return await work();
  } finally {
    console.error = error;
  }
}
