import type { ErrorName } from '@avatarium/contract';
import { AVATAR_VIDEO, probeVideo, VideoRefusedError } from '@avatarium/importer/video';
import { confinedProbe } from '../../programs/probe.js';
import { ImportError } from './rules.js';

const ERRORS: Partial<Record<VideoRefusedError['reason'], ErrorName>> = {
  unreadable: 'videoUnparsable',
  codec: 'videoCodecUnsupported',
  'too long': 'videoTooLong',
  'too large': 'videoTooLarge',
  'too much': 'videoTooLarge',
  'too many frames': 'videoFpsTooHigh',
  'no program': 'processingError',
};

/** What a video is refused as; what can be read is not damaged: its owner can do something about it. */
export function videoError({ reason }: VideoRefusedError): ErrorName {
  return ERRORS[reason] ?? 'invalidParameter';
}

/**
 * Checks a video, so that what no avatar can be made of is refused soon. All reading is done by ffprobe, under limits.
 *
 * @throws ImportError 1003, 1204, 1207, 1208, 1209, 1210, and 1218 where ffmpeg is not installed
 */
export async function inspectVideo(path: string, signal: AbortSignal): Promise<void> {
  try {
    await probeVideo(path, AVATAR_VIDEO, confinedProbe(signal));
  } catch (error) {
    if (!(error instanceof VideoRefusedError)) {
      throw error;
    }
    throw new ImportError(videoError(error), `url: ${error.message}`);
  }
}
