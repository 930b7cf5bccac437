import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { start, unreadable } from './ffmpeg.js';
import { filtersOf, videoInput } from './formats.js';
import type { VideoInfo } from './probe.js';

/** Which frames of a video are read, and how large. Sides are even. */
export interface FrameRange {
  width: number;
  height: number;
  /** Frames a second: others are left out or shown twice. */
  fps: number;
  fromS: number;
  /** Frames left out at the beginning: the same grid of frames can then be read again from a later one. */
  skip?: number;
  /** Not beyond this many. */
  frames: number;
}

/** The side that a picture of a video has at most, the shorter one, and the longer one. */
const SHORT_SIDE_PX = 720;
const LONG_SIDE_PX = 1600;

/** The size that frames are kept in: the video's, but no larger than is worth drawing; sides are even. */
export function keptSize({ width, height }: { width: number; height: number }): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, SHORT_SIDE_PX / Math.min(width, height), LONG_SIDE_PX / Math.max(width, height));
  return { width: 2 * Math.round((width * scale) / 2), height: 2 * Math.round((height * scale) / 2) };
}

/**
 * Frames of a video, one after the other. Each is drawn on the same canvas, which holds it until the next is asked
 * for: whatever is kept of a frame has to be taken at once.
 *
 * @throws VideoRefusedError when not one can be read
 */
export async function* readFrames(
  path: string,
  info: VideoInfo,
  { width, height, fps, fromS, skip = 0, frames }: FrameRange,
  signal: AbortSignal,
): AsyncGenerator<Canvas, void> {
  const running = start(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-threads', '2', '-ss', Math.max(0, fromS).toFixed(3)],
      ...videoInput(path),
      ...[
        '-map',
        '0:v:0',
        '-an',
        '-sn',
        '-dn',
        '-vf',
        filtersOf(info, `fps=${fps},trim=start_frame=${skip}`, `${width}:${height}:flags=bicubic`),
      ],
      ...['-frames:v', String(frames), '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    ],
    signal,
  );
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  let filled = 0;
  let count = 0;
  try {
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
      for (let taken = 0; taken < chunk.length; ) {
        const part = chunk.subarray(taken, taken + image.data.length - filled);
        image.data.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled < image.data.length) continue;
        filled = 0;
        count++;
        context.putImageData(image, 0, 0);
        yield canvas;
      }
    }
    const { words } = await running.ended;
    signal.throwIfAborted();
    if (count === 0) throw unreadable(words);
  } finally {
    running.kill();
  }
}
