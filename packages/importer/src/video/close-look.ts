import type { Landmarks } from '../face/landmarks.js';
import type { Stretch } from './calm.js';
import { keptSize, readFrames } from './frames.js';
import type { VideoInfo } from './probe.js';
import { VideoRefusedError } from './refused.js';
import { thumbnail } from './thumbnail.js';
import { FaceTracker } from './tracker.js';

/** Frames a second that avatars of videos are kept at: the rate at which they are shown. */
export const KEPT_FPS = 25;

/** Frames. */
const SEARCH_EVERY = 5;

/** Every frame of the calm stretch. */
export interface CloseLook {
  /** Of the first frame. */
  fromS: number;
  /** One for each frame, `KEPT_FPS` a second. */
  landmarks: Landmarks[];
  thumbnails: Uint8Array[];
}

/** Reads the face's points in every frame of a stretch. */
export async function lookClosely(
  path: string,
  info: VideoInfo,
  { fromS, toS }: Stretch,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<CloseLook> {
  const frames = Math.round((toS - fromS) * KEPT_FPS);
  const tracker = new FaceTracker(SEARCH_EVERY);
  const look: CloseLook = { fromS, landmarks: [], thumbnails: [] };
  const range = { ...keptSize(info), fps: KEPT_FPS, fromS, frames };
  for await (const frame of readFrames(path, info, range, signal)) {
    // Where a hand passes over the face, its points stay where they were.
    const found = (await tracker.next(frame)) ?? look.landmarks.at(-1);
    if (!found) {
      throw new VideoRefusedError(
        'no face',
        'The face is lost again and again; it should be in sight throughout.',
      );
    }
    look.landmarks.push(found);
    look.thumbnails.push(thumbnail(frame));
    onProgress(look.landmarks.length / frames);
  }
  return look;
}
