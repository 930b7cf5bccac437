import { type RunProbe, VideoRefusedError } from '@avatarium/importer/video';
import { type ConfinedResult, runConfined } from './confined.js';

const LIMITS = { timeoutMs: 60_000, maxMemoryMb: 1024, maxFileMb: 16 };

/** Throws a VideoRefusedError unless a program of ffmpeg has done its work on a video. */
export function requireVideoRead({ ending }: ConfinedResult, program: 'ffmpeg' | 'ffprobe'): void {
  switch (ending) {
    case 'ok':
      return;
    case 'not installed':
      throw new VideoRefusedError(
        'no program',
        program === 'ffmpeg'
          ? 'This server cannot read videos, since ffmpeg is not installed on it.'
          : 'This server cannot read videos, since ffprobe is not installed on it (a part of ffmpeg).',
      );
    case 'timeout':
      throw new VideoRefusedError('unreadable', 'Reading the video took too long.');
    case 'too much output':
      throw new VideoRefusedError('too much', 'The video holds more than is looked at.');
    case 'failed':
      throw new VideoRefusedError('unreadable', 'The video cannot be read; it is damaged or cut short.');
  }
}

/** ffprobe under limits, for files that may be hostile. It rejects with the signal's reason, too. */
export function confinedProbe(signal: AbortSignal): RunProbe {
  return async (args, maxOutputBytes) => {
    const result = await runConfined(['ffprobe', ...args], { ...LIMITS, maxOutputBytes, signal });
    requireVideoRead(result, 'ffprobe');
    return result.output;
  };
}
