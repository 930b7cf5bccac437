import { AgoraRTCError } from '../error.js';
import type { ConstrainLong, VideoEncoderConfiguration } from '../types.js';

/** Lines of a preset → columns. */
const COLUMNS: Record<string, number> = {
  '120p': 160,
  '180p': 320,
  '240p': 320,
  '360p': 640,
  '480p': 640,
  '720p': 1280,
  '1080p': 1920,
};
const USUAL_FRAME_RATE_HZ = 15;

/**
 * A configuration, or one of the presets that are named after their lines, such as "720p_1" or "720p".
 *
 * @throws AgoraRTCError INVALID_PARAMS
 */
export function encoderConfiguration(config: VideoEncoderConfiguration | string): VideoEncoderConfiguration {
  if (typeof config === 'object') return config;
  const lines = /^(\d+p)(?:_auto|_\d+)?$/.exec(config)?.[1] ?? '';
  const width = COLUMNS[lines];
  if (width === undefined)
    throw new AgoraRTCError('INVALID_PARAMS', `encoderConfig: "${config}" is not known here`);
  return { width, height: Number.parseInt(lines, 10), frameRate: USUAL_FRAME_RATE_HZ };
}

export function videoConstraints({
  width,
  height,
  frameRate,
}: VideoEncoderConfiguration): MediaTrackConstraints {
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(frameRate === undefined ? {} : { frameRate }),
  };
}

/** The most that a constraint lets through. */
export function highest(value: number | ConstrainLong | undefined): number | undefined {
  return typeof value === 'object' ? (value.max ?? value.exact ?? value.ideal) : value;
}
