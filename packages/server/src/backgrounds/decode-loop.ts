import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import {
  filtersOf,
  probeVideo,
  type VideoInfo,
  VideoRefusedError,
  videoInput,
} from '@avatarium/importer/video';
import { UNFINISHED } from '@avatarium/puppet';
import { runConfined } from '../programs/confined.js';
import { confinedProbe, requireVideoRead } from '../programs/probe.js';

export interface FrameSize {
  width: number;
  height: number;
}

export const LOOP_FPS = 25;
/** What of a video is shown; the end of it passes over into the beginning. */
const MOST_S = 15;
const FADE_S = 1;
/** Whoever brings more than minutes has mistaken what this is. */
const LIMITS = { minSidePx: 16, maxSidePx: 4096, minS: 0, maxS: 300, maxFps: 120 };
const DECODING = { timeoutMs: 120_000, maxMemoryMb: 2048, maxOutputBytes: 64 * 1024 };
/** What is faded at once, between turns of the event loop. */
const PIECE_BYTES = 128 * 1024;

export function frameBytes({ width, height }: FrameSize): number {
  return (width * height * 3) / 2;
}

export function mostLoopBytes(size: FrameSize): number {
  return MOST_S * LOOP_FPS * frameBytes(size);
}

/**
 * Decodes the beginning of a video into a file of I420 frames, cut to cover their size, whose last frame is followed by
 * the first without a cut. Resolves to how many there are. The file is in its place only when it is whole.
 *
 * @throws VideoRefusedError, or the signal's reason
 */
export async function decodeLoop(
  source: string,
  target: string,
  size: FrameSize,
  signal: AbortSignal,
): Promise<number> {
  const info = await probeVideo(source, LIMITS, confinedProbe(signal));
  const unfinished = `${target}.${randomBytes(8).toString('hex')}${UNFINISHED}`;
  try {
    await decode(source, info, unfinished, size, signal);
    const file = await open(unfinished, 'r+');
    try {
      const frames = await closeLoop(file, frameBytes(size), signal);
      await file.sync();
      await rename(unfinished, target);
      return frames;
    } finally {
      await file.close();
    }
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function decode(
  source: string,
  info: VideoInfo,
  target: string,
  { width, height }: FrameSize,
  signal: AbortSignal,
): Promise<void> {
  // The shape as it is shown decides, whatever the shape of a pixel.
  const cover = `w='max(${width},2*ceil(${height}*dar/2))':h='max(${height},2*ceil(${width}/dar/2))'`;
  const scale = `${cover}:flags=bicubic:out_color_matrix=bt601:out_range=limited`;
  const result = await runConfined(
    [
      'ffmpeg',
      ...['-nostdin', '-v', 'error', '-threads', '2', ...videoInput(source)],
      ...['-map', '0:V:0', '-an', '-sn', '-dn'],
      ...['-vf', `${filtersOf(info, `fps=${LOOP_FPS}`, scale)},crop=${width}:${height}`],
      ...['-frames:v', String(MOST_S * LOOP_FPS), '-f', 'rawvideo', '-pix_fmt', 'yuv420p', `file:${target}`],
    ],
    { ...DECODING, maxFileMb: Math.ceil(mostLoopBytes({ width, height }) / 2 ** 20) + 1, signal },
  );
  requireVideoRead(result, 'ffmpeg');
}

/** Has the last frames pass over into the first ones, in whose place they are shown. */
async function closeLoop(file: FileHandle, bytes: number, signal: AbortSignal): Promise<number> {
  const frames = Math.floor((await file.stat()).size / bytes);
  if (frames === 0) {
    throw new VideoRefusedError('unreadable', 'Not one picture of the video can be read.');
  }
  const fade = Math.min(FADE_S * LOOP_FPS, Math.floor(frames / 3));
  const [begin, end] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)];
  for (let i = 0; i < fade; i++) {
    const share = Math.round((256 * (i + 1)) / (fade + 1));
    for (let at = 0; at < bytes; at += PIECE_BYTES) {
      signal.throwIfAborted();
      const length = Math.min(PIECE_BYTES, bytes - at);
      const from = i * bytes + at;
      await Promise.all([
        file.read(begin, 0, length, from),
        file.read(end, 0, length, (frames - fade) * bytes + from),
      ]);
      fadeIn(begin, end, length, share);
      await file.write(begin, 0, length, from);
    }
  }
  await file.truncate((frames - fade) * bytes);
  return frames - fade;
}

/** Mixes `share` of 256 of one buffer with the rest of another, into the first. */
function fadeIn(begin: Buffer, end: Buffer, length: number, share: number): void {
  for (let i = 0; i < length; i++) {
    begin[i] = ((begin[i] as number) * share + (end[i] as number) * (256 - share) + 128) >> 8;
  }
}
