import { parentPort, workerData } from 'node:worker_threads';
import { renderPoster, type StillBackground } from '@avatarium/puppet';

export interface PosterRequest {
  presenterId: string;
  width: number;
  height: number;
  background: StillBackground;
}

const { presenterId, width, height, background } = workerData as PosterRequest;
const png = new Uint8Array(await renderPoster(presenterId, width, height, background));
parentPort?.postMessage(png, [png.buffer]);
