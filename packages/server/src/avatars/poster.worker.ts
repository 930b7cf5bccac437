import { parentPort, workerData } from 'node:worker_threads';
import { type Background, renderPoster } from '@avatarium/puppet';

export interface PosterRequest {
  presenterId: string;
  width: number;
  height: number;
  background: Background;
}

const { presenterId, width, height, background } = workerData as PosterRequest;
const png = new Uint8Array(await renderPoster(presenterId, width, height, background));
parentPort?.postMessage(png, [png.buffer]);
