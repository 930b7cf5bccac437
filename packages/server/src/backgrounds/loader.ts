import type { Background } from '@avatarium/puppet';
import type { CallerMedia } from '../files/caller-media.js';
import type { FrameSize } from './decode-loop.js';
import type { LoopLibrary } from './loops.js';

/**
 * What hangs behind an avatar whose pictures are of a size: a picture, or the frames of a video. Rejects, with words for
 * whoever named it, when it cannot be fetched or shown, and when the signal gives it up.
 */
export type LoadBackground = (
  url: string,
  accountId: string,
  size: FrameSize,
  signal: AbortSignal,
) => Promise<Background>;

export function createBackgroundLoader(
  media: Pick<CallerMedia, 'fetch'>,
  loops: Pick<LoopLibrary, 'open'>,
): LoadBackground {
  return async (url, accountId, size, signal) => {
    const fetched = await media.fetch(url, accountId, signal);
    if ('bytes' in fetched) return { kind: 'image', bytes: fetched.bytes };
    try {
      return await loops.open(fetched.path, size, signal);
    } finally {
      await fetched.release();
    }
  };
}
