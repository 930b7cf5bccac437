import { CONTAINER_NAMES, codecRefusal, videoInput } from './formats.js';
import { VideoRefusedError } from './refused.js';

/** What a video may be. */
export interface VideoLimits {
  minSidePx: number;
  maxSidePx: number;
  minS: number;
  maxS: number;
  maxFps: number;
}

/** Of what avatars are made of. */
export const AVATAR_VIDEO: VideoLimits = {
  minSidePx: 256,
  maxSidePx: 4096,
  minS: 3,
  maxS: 300,
  maxFps: 60,
};

/** Headers are rounded up by some cameras. */
const SLACK_S = 0.5;
/** From so many lines on players take colours for those of HD (ITU-R BT.709). */
const HD_LINES = 720;
const REPORT_BYTES = 256 * 1024;
/** Of a line for each frame. */
const LINE_BYTES = 24;

export interface VideoInfo {
  /** As ffmpeg calls it. */
  codec: string;
  /** As shown, that is turned as the file says, and with square pixels. */
  width: number;
  height: number;
  durationS: number;
  fps: number;
  /** Whether each frame holds two half pictures, of two moments. */
  interlaced: boolean;
  /** Whether it does not say how its colours are meant, and is as large as those that mean them as HD does. */
  untoldHd: boolean;
}

/**
 * Runs ffprobe and returns what it prints. Rejects with a VideoRefusedError: `no program` where there is none,
 * `too much` when more is printed than that, `unreadable` when it fails.
 */
export type RunProbe = (args: readonly string[], maxBytes: number) => Promise<string>;

interface Stream {
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  field_order?: string;
  color_space?: string;
  duration?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

/**
 * What a video is, checked against limits.
 *
 * @throws VideoRefusedError
 */
export async function probeVideo(path: string, limits: VideoLimits, run: RunProbe): Promise<VideoInfo> {
  const quiet = ['-v', 'error'];
  const streams = ['-select_streams', 'v', '-show_streams', '-show_format'];
  const printed = await run([...quiet, '-of', 'json', ...streams, ...videoInput(path)], REPORT_BYTES);
  const { stream, durationS } = readReport(printed);
  const { codec_name: codec = 'unknown', width = 0, height = 0 } = stream;
  const refusal = codecRefusal(codec);
  if (refusal !== null) throw new VideoRefusedError('codec', refusal);
  if (!(width > 0 && height > 0)) throw new VideoRefusedError('unreadable', 'The video tells no size.');
  const info: VideoInfo = {
    codec,
    ...shownSize(stream),
    durationS,
    fps: fraction(stream.avg_frame_rate),
    interlaced: /^[tb]{2}$/.test(stream.field_order ?? ''),
    untoldHd: (stream.color_space ?? 'unknown') === 'unknown' && Math.min(width, height) >= HD_LINES,
  };
  checkSize(info, limits);
  if (!(info.durationS > 0 && info.fps > 0)) {
    const measured = await measure(path, limits, run);
    if (!(info.durationS > 0)) info.durationS = measured.durationS;
    if (!(info.fps > 0)) info.fps = measured.fps;
  }
  checkTime(info, limits);
  return info;
}

function readReport(printed: string): { stream: Stream; durationS: number } {
  let report: { streams?: Stream[]; format?: { duration?: string } };
  try {
    report = JSON.parse(printed);
  } catch {
    throw new VideoRefusedError('unreadable', 'The video cannot be read; it is damaged or cut short.');
  }
  const stream = report.streams?.find((one) => one.disposition?.attached_pic !== 1);
  if (!stream) {
    throw new VideoRefusedError('unreadable', `There is no picture in the video. Use ${CONTAINER_NAMES}.`);
  }
  return { stream, durationS: Number(report.format?.duration ?? stream.duration) };
}

function shownSize(stream: Stream): { width: number; height: number } {
  const { width = 0, height = 0, sample_aspect_ratio: aspect = '' } = stream;
  const [across = 0, down = 0] = aspect.split(':').map(Number);
  const shown = across > 0 && down > 0 ? Math.round((width * across) / down) : width;
  const turned = stream.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90) ?? false;
  return turned ? { width: height, height: shown } : { width: shown, height };
}

/** A fraction as ffprobe writes it, "30000/1001"; NaN for "0/0". */
function fraction(text = ''): number {
  const [above = Number.NaN, below = 1] = text.split('/').map(Number);
  return above / below;
}

/** Time and rate of the frames, for recordings whose header tells neither. */
async function measure(
  path: string,
  limits: VideoLimits,
  run: RunProbe,
): Promise<{ durationS: number; fps: number }> {
  const times = ['-of', 'csv=p=0', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time'];
  const mostBytes = limits.maxS * limits.maxFps * LINE_BYTES;
  let printed: string;
  try {
    printed = await run(['-v', 'error', ...times, ...videoInput(path)], mostBytes);
  } catch (error) {
    if (error instanceof VideoRefusedError && error.reason === 'too much') throw tooLong(null, limits);
    throw error;
  }
  const shown = printed.split('\n').map(Number.parseFloat).filter(Number.isFinite);
  const first = shown.reduce((least, time) => Math.min(least, time), Infinity);
  const durationS = shown.reduce((longest, time) => Math.max(longest, time), 0) - Math.min(first, 0);
  return { durationS, fps: durationS > 0 ? (shown.length - 1) / durationS : 0 };
}

function tooLong(durationS: number | null, { maxS }: VideoLimits): VideoRefusedError {
  const length = durationS === null ? 'longer' : `${Math.round(durationS)} s long`;
  return new VideoRefusedError('too long', `The video is ${length}; ${maxS} s are the most.`);
}

function checkSize({ width, height }: VideoInfo, { minSidePx, maxSidePx }: VideoLimits): void {
  const size = `The video is ${width} × ${height}`;
  if (Math.max(width, height) > maxSidePx) {
    throw new VideoRefusedError('too large', `${size}; ${maxSidePx} pixels a side are the most.`);
  }
  if (Math.min(width, height) < minSidePx) {
    throw new VideoRefusedError('too small', `${size}; at least ${minSidePx} × ${minSidePx} are needed.`);
  }
}

function checkTime({ durationS, fps }: VideoInfo, limits: VideoLimits): void {
  const { minS, maxS, maxFps } = limits;
  if (durationS > maxS + SLACK_S) throw tooLong(durationS, limits);
  if (fps > maxFps + 1) {
    throw new VideoRefusedError(
      'too many frames',
      `The video has ${Math.round(fps)} frames a second; ${maxFps} are the most.`,
    );
  }
  if (!(durationS >= minS)) {
    throw new VideoRefusedError(
      'too small',
      `The video is ${durationS.toFixed(1)} s long; at least ${minS} s are needed, and one minute is best.`,
    );
  }
}
