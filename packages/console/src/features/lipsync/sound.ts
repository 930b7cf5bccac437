import { minutes } from '../../ui/time.js';

/** A sound as the browser decoded it: values from −1 to 1, one array for each channel. */
export interface DecodedSound {
  name: string;
  channels: Float32Array<ArrayBuffer>[];
  sampleRateHz: number;
}

/** Longer sounds take more memory than a phone's page has. */
export const MAX_SOUND_S = 600;
const MIN_SOUND_S = 0.05;
/** Enough for all of speech, also to listen to, and two thirds of what the usual 48 kHz take. */
const SAMPLE_RATE_HZ = 32_000;
const MAX_FILE_BYTES = 500 * 1024 * 1024;

/** Why a file cannot be used, in words for who chose it. */
export class SoundProblem extends Error {
  override name = 'SoundProblem';
}

/**
 * Reads any file that the browser has a decoder for; of a film, its sound. Throws SoundProblem when it is too long
 * or too short, or no sound.
 */
export async function readSound(file: Blob, name: string): Promise<DecodedSound> {
  const tooLong = `“${name}” is longer than ${minutes(MAX_SOUND_S)}. Cut it into parts, or use the command line: avatarium lipsync takes an hour.`;
  const known = await declaredDurationS(file);
  if (file.size > MAX_FILE_BYTES || (known !== undefined && known > MAX_SOUND_S)) {
    throw new SoundProblem(tooLong);
  }
  const decoded = await decode(await file.arrayBuffer(), name);
  if (decoded.duration > MAX_SOUND_S + 1) throw new SoundProblem(tooLong);
  if (decoded.duration < MIN_SOUND_S) throw new SoundProblem(`There is no sound in “${name}”.`);
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, channel) => {
    const values = new Float32Array(decoded.length);
    decoded.copyFromChannel(values, channel);
    return values;
  });
  return { name, channels, sampleRateHz: decoded.sampleRate };
}

/** What the file says about itself, so that hours of sound need not be decoded to be refused. */
async function declaredDurationS(file: Blob): Promise<number | undefined> {
  const audio = new Audio();
  audio.preload = 'metadata';
  const url = URL.createObjectURL(file);
  try {
    return await new Promise<number | undefined>((resolve) => {
      const give = () => resolve(Number.isFinite(audio.duration) ? audio.duration : undefined);
      audio.onloadedmetadata = give;
      audio.onerror = () => resolve(undefined);
      setTimeout(resolve, 5000);
      audio.src = url;
    });
  } finally {
    audio.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
}

async function decode(bytes: ArrayBuffer, name: string): Promise<AudioBuffer> {
  try {
    return await new OfflineAudioContext(1, 1, SAMPLE_RATE_HZ).decodeAudioData(bytes);
  } catch {
    throw new SoundProblem(
      `This browser finds no sound in “${name}” that it can read. WAV, FLAC, MP3, Ogg and M4A work in most browsers.`,
    );
  }
}
