import { input, run } from './ffmpeg.js';
import { VideoRefusedError } from './refused.js';

/** What a video may be. The server's own limits may be narrower. */
const VIDEO_LIMITS = {
  minSidePx: 256,
  maxSidePx: 4096,
  minS: 3,
  maxS: 300,
  maxFps: 60,
  codecs: [
    'h264',
    'hevc',
    'vp8',
    'vp9',
    'av1',
    'mpeg4',
    'mpeg2video',
    'mjpeg',
    'prores',
    'theora',
    'vc1',
    'wmv3',
  ],
} as const;
/** Headers are rounded up by some cameras. */
const SLACK_S = 0.5;

export interface VideoInfo {
  codec: string;
  /** As shown, that is turned as the file says. */
  width: number;
  height: number;
  durationS: number;
  fps: number;
}

interface Stream {
  codec_name?: string;
  width?: number;
  height?: number;
  avg_frame_rate?: string;
  duration?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

/**
 * What a video is, checked against the limits.
 *
 * @throws VideoRefusedError
 */
export async function probeVideo(path: string, signal: AbortSignal): Promise<VideoInfo> {
  const printed = await run(
    'ffprobe',
    ['-v', 'error', '-of', 'json', '-select_streams', 'v', '-show_streams', '-show_format', ...input(path)],
    signal,
  );
  const report = JSON.parse(printed) as { streams?: Stream[]; format?: { duration?: string } };
  const stream = report.streams?.find((one) => one.disposition?.attached_pic !== 1);
  if (!stream?.width || !stream.height) {
    throw new VideoRefusedError('unreadable', 'There is no picture in the video.');
  }
  const turned = stream.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90) ?? false;
  const info: VideoInfo = {
    codec: stream.codec_name ?? 'unknown',
    width: turned ? stream.height : stream.width,
    height: turned ? stream.width : stream.height,
    durationS: Number(report.format?.duration ?? stream.duration),
    fps: rate(stream.avg_frame_rate ?? ''),
  };
  if (!(info.durationS > 0) || !(info.fps > 0)) Object.assign(info, await measure(path, info, signal));
  check(info);
  return info;
}

/** A fraction as ffprobe writes it, "30000/1001"; NaN for "0/0". */
function rate(fraction: string): number {
  const [frames = Number.NaN, seconds = 1] = fraction.split('/').map(Number);
  return frames / seconds;
}

/** Time and rate of the frames, for recordings whose header tells neither. */
async function measure(path: string, known: VideoInfo, signal: AbortSignal): Promise<Partial<VideoInfo>> {
  const printed = await run(
    'ffprobe',
    [
      '-v',
      'error',
      '-of',
      'csv=p=0',
      '-select_streams',
      'v:0',
      '-show_entries',
      'packet=pts_time',
      ...input(path),
    ],
    signal,
  );
  const times = printed.split('\n').map(Number.parseFloat).filter(Number.isFinite);
  const durationS = times.reduce((longest, time) => Math.max(longest, time), 0);
  const fps = durationS > 0 ? (times.length - 1) / durationS : 0;
  return {
    durationS: known.durationS > 0 ? known.durationS : durationS,
    fps: known.fps > 0 ? known.fps : fps,
  };
}

function check({ codec, width, height, durationS, fps }: VideoInfo): void {
  const { codecs, minSidePx, maxSidePx, minS, maxS, maxFps } = VIDEO_LIMITS;
  if (!(codecs as readonly string[]).includes(codec)) {
    throw new VideoRefusedError('codec', `The codec ${codec} is not supported; ${codecs.join(', ')} are.`);
  }
  if (Math.max(width, height) > maxSidePx) {
    throw new VideoRefusedError(
      'too large',
      `The video is ${width} × ${height}; ${maxSidePx} pixels a side are the most.`,
    );
  }
  if (Math.min(width, height) < minSidePx) {
    throw new VideoRefusedError(
      'too small',
      `The video is ${width} × ${height}; at least ${minSidePx} × ${minSidePx} are needed.`,
    );
  }
  if (durationS > maxS + SLACK_S) {
    throw new VideoRefusedError(
      'too long',
      `The video is ${Math.round(durationS)} s long; ${maxS} s are the most, and one minute is best.`,
    );
  }
  if (durationS < minS) {
    throw new VideoRefusedError(
      'too small',
      `The video is ${durationS.toFixed(1)} s long; at least ${minS} s are needed, and one minute is best.`,
    );
  }
  if (fps > maxFps + 1) {
    throw new VideoRefusedError(
      'too many frames',
      `The video has ${Math.round(fps)} frames a second; ${maxFps} are the most.`,
    );
  }
}
