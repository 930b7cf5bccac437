/** A piece of decoded sound. */
export interface SoundPiece {
  sampleRateHz: number;
  /** Of equal length, -1 to 1. */
  channels: readonly Float32Array[];
}

/** Why a file is no sound that can be used. The message follows the file's name: "is empty". */
export class AudioFileError extends Error {
  override readonly name = 'AudioFileError';
}

export const CUT_SHORT = 'is cut short: the file ends in the middle of its sound';
