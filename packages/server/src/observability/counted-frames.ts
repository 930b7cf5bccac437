import type { Transport } from '../transports/port.js';
import { metrics } from './metrics.js';

/** The transport itself, whose video frames are counted from now on. */
export function countFrames<T extends Transport>(transport: T): T {
  const capture = transport.captureVideo.bind(transport);
  transport.captureVideo = (i420, ptsUs) => {
    metrics.videoFrames.inc();
    capture(i420, ptsUs);
  };
  return transport;
}
