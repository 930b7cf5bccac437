import { type Detection, detectFaces } from '../face/detector.js';
import { keptSize, readFrames } from './frames.js';
import type { VideoInfo } from './probe.js';
import { VideoRefusedError } from './refused.js';
import { readSigns, type Signs } from './signs.js';
import { pixelDifference, thumbnail } from './thumbnail.js';
import { FaceTracker } from './tracker.js';

/** One look at the video. */
export interface Sight {
  tS: number;
  /** null when no face is seen. */
  signs: Signs | null;
  /** How much the whole picture has changed since the last look, 0–1: movement and light. */
  change: number;
}

/** Looks at a minute, and at a longer video at larger steps. */
const LOOKS = 300;
const RATE = { least: 2, most: 5 };
/** Seconds between searches for other people. */
const COUNT_EVERY_S = 5;
/** Who does not show up by then does not at all. */
const PATIENCE_S = 20;
/** Another face counts from this share of the first one's size. */
const OTHER_FACE = 0.5;
/** Share of the looks that show several faces, from which on the video is refused. */
const CROWDED = 0.3;

/**
 * Looks through the whole video.
 *
 * @throws VideoRefusedError when it shows no face, or several
 */
export async function survey(
  path: string,
  info: VideoInfo,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<{ sights: Sight[]; rate: number }> {
  const rate = Math.min(RATE.most, Math.max(RATE.least, LOOKS / info.durationS));
  const expected = Math.ceil(info.durationS * rate);
  const tracker = new FaceTracker(Math.round(rate));
  const sights: Sight[] = [];
  let before: Uint8Array | null = null;
  let counts = 0;
  let crowded = 0;
  let everSeen = false;
  const range = { ...keptSize(info), fps: rate, fromS: 0, frames: expected + RATE.most };
  for await (const frame of readFrames(path, info, range, signal)) {
    const found = await tracker.next(frame);
    if (sights.length % Math.round(COUNT_EVERY_S * rate) === 0) {
      counts++;
      if (severalFaces(await detectFaces(frame))) crowded++;
    }
    const small = thumbnail(frame);
    sights.push({
      tS: sights.length / rate,
      signs: found && readSigns(found),
      change: before ? pixelDifference(before, small) : 0,
    });
    before = small;
    onProgress(Math.min(1, sights.length / expected));
    everSeen ||= found !== null;
    if (!everSeen && sights.length > rate * PATIENCE_S) break;
  }
  if (!everSeen) {
    throw new VideoRefusedError(
      'no face',
      'No face was found in the video. It should show one person from the front.',
    );
  }
  if (crowded > Math.max(0.5, counts * CROWDED)) {
    throw new VideoRefusedError(
      'several faces',
      'The video shows several faces. It should show one person only.',
    );
  }
  return { sights, rate };
}

function severalFaces(faces: Detection[]): boolean {
  const largest = Math.max(0, ...faces.map(({ size }) => size));
  return faces.filter(({ size }) => size > largest * OTHER_FACE).length > 1;
}
