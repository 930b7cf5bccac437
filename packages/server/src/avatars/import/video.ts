import { z } from 'zod';
import { type ConfinedResult, runConfined } from '../../programs/confined.js';
import { ImportError, MEDIA_RULES } from './rules.js';

const LIMITS = { timeoutMs: 60_000, maxMemoryMb: 1024, maxFileMb: 16 };
const PROBE_OUTPUT_BYTES = 64 * 1024;
/** A line for each frame: enough for the longest video at the highest rate. */
const TIMES_OUTPUT_BYTES = MEDIA_RULES.maxVideoS * MEDIA_RULES.maxVideoFps * 2 * 16;
/** Durations in headers are rounded up by some cameras. */
const DURATION_SLACK_S = 0.5;

type Demuxer = 'mov' | 'matroska';

/**
 * How ffmpeg and ffprobe open the file: with the demuxer that its first bytes ask for, and no other protocol, so
 * that no playlist and no reference in it leads anywhere else.
 */
function input(path: string, demuxer: Demuxer): string[] {
  return ['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${path}`];
}

const number = z.coerce.number().catch(Number.NaN);

const probeReport = z.object({
  streams: z
    .array(
      z.object({
        codec_name: z.string().catch('unknown'),
        width: number,
        height: number,
        avg_frame_rate: z.string().catch(''),
        disposition: z.object({ attached_pic: z.number() }).partial().catch({}),
      }),
    )
    .catch([]),
  format: z.object({ duration: number }).catch({ duration: Number.NaN }),
});

function requireSuccess({ ending }: ConfinedResult, program: string): void {
  if (ending === 'not installed') {
    throw new ImportError(
      'processingError',
      `url: this server cannot read videos, since ${program} is not installed on it (a part of ffmpeg)`,
    );
  }
  if (ending === 'timeout') {
    throw new ImportError('videoUnparsable', 'url: reading the video took too long');
  }
  if (ending !== 'ok') {
    throw new ImportError('videoUnparsable', 'url: the video cannot be read; it is damaged or cut short');
  }
}

async function probe(path: string, demuxer: Demuxer, signal: AbortSignal) {
  const result = await runConfined(
    [
      'ffprobe',
      ...['-v', 'error', '-of', 'json', '-select_streams', 'v'],
      '-show_entries',
      'stream=codec_name,width,height,avg_frame_rate:stream_disposition=attached_pic:format=duration',
      ...input(path, demuxer),
    ],
    { ...LIMITS, maxOutputBytes: PROBE_OUTPUT_BYTES, signal },
  );
  requireSuccess(result, 'ffprobe');
  const report = probeReport.safeParse(JSON.parse(result.output));
  const stream = report.data?.streams.find((one) => one.disposition.attached_pic !== 1);
  if (!report.data || !stream) {
    throw new ImportError('videoUnparsable', 'url: there is no picture in the video');
  }
  return { ...stream, durationS: report.data.format.duration };
}

/** Time and rate of the frames, for recordings whose header tells neither. */
async function measure(path: string, demuxer: Demuxer, signal: AbortSignal) {
  const result = await runConfined(
    [
      'ffprobe',
      ...['-v', 'error', '-of', 'csv=p=0', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time'],
      ...input(path, demuxer),
    ],
    { ...LIMITS, maxOutputBytes: TIMES_OUTPUT_BYTES, signal },
  );
  if (result.ending === 'too much output') {
    throw tooLong();
  }
  requireSuccess(result, 'ffprobe');
  const times = result.output.split('\n').map(Number.parseFloat).filter(Number.isFinite);
  const durationS = times.reduce((longest, time) => Math.max(longest, time), 0);
  return { durationS, fps: durationS > 0 ? (times.length - 1) / durationS : 0 };
}

function tooLong(durationS?: number): ImportError {
  const length = durationS === undefined ? 'longer' : `${Math.round(durationS)} s long`;
  return new ImportError(
    'videoTooLong',
    `url: the video is ${length}; ${MEDIA_RULES.maxVideoS} s are the most, and one minute is best`,
  );
}

/** A fraction as ffprobe writes it, e.g. "30000/1001"; NaN for "0/0". */
function rate(fraction: string): number {
  const [frames = Number.NaN, seconds = 1] = fraction.split('/').map(Number);
  return frames / seconds;
}

/**
 * Checks a video. All reading is done by ffmpeg, under limits.
 *
 * @throws ImportError 1003, 1204, 1207, 1208, 1209, 1210, and 1218 where ffmpeg is not installed
 */
export async function inspectVideo(path: string, demuxer: Demuxer, signal: AbortSignal): Promise<void> {
  const found = await probe(path, demuxer, signal);
  const codecs: readonly string[] = MEDIA_RULES.videoCodecs;
  if (!codecs.includes(found.codec_name)) {
    throw new ImportError(
      'videoCodecUnsupported',
      `url: the codec ${found.codec_name.slice(0, 32)} is not supported, ${codecs.join(', ')} are`,
    );
  }
  let { durationS } = found;
  let fps = rate(found.avg_frame_rate);
  if (!(durationS > 0) || !(fps > 0)) {
    const measured = await measure(path, demuxer, signal);
    durationS = durationS > 0 ? durationS : measured.durationS;
    fps = fps > 0 ? fps : measured.fps;
  }
  if (durationS > MEDIA_RULES.maxVideoS + DURATION_SLACK_S) {
    throw tooLong(durationS);
  }
  if (fps > MEDIA_RULES.maxVideoFps + 1) {
    throw new ImportError(
      'videoFpsTooHigh',
      `url: the video has ${Math.round(fps)} frames a second, ${MEDIA_RULES.maxVideoFps} are the most`,
    );
  }
  checkSize(found);
}

function checkSize({ width, height }: { width: number; height: number }): void {
  const { minSidePx, maxVideoSidePx } = MEDIA_RULES;
  if (!(width > 0) || !(height > 0)) {
    throw new ImportError('videoUnparsable', 'url: the video tells no size');
  }
  if (Math.max(width, height) > maxVideoSidePx) {
    throw new ImportError(
      'videoTooLarge',
      `url: the video is ${width} × ${height}; ${maxVideoSidePx} pixels a side are the most`,
    );
  }
  if (Math.min(width, height) < minSidePx) {
    throw new ImportError(
      'invalidParameter',
      `url: the video is ${width} × ${height}; at least ${minSidePx} × ${minSidePx} are needed`,
    );
  }
}
