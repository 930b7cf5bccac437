import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StillBackground } from '@avatarium/puppet';
import { workerUrl } from '../threads.js';
import type { PosterRequest } from './poster.worker.js';

const SIZE = { width: 640, height: 360 };

/** PNG of a presenter at rest. */
export type Poster = (presenterId: string) => Promise<Uint8Array>;

/** Draws each poster when it is first asked for, in a thread that ends with it, and keeps it. */
export function createPosters(background: StillBackground): Poster {
  const posters = new Map<string, Promise<Uint8Array>>();

  async function draw(presenterId: string): Promise<Uint8Array> {
    const workerData: PosterRequest = { presenterId, background, ...SIZE };
    const worker = new Worker(workerUrl(import.meta.url, './poster.worker.js'), {
      name: 'poster',
      workerData,
    });
    const [png] = await once(worker, 'message');
    return png as Uint8Array;
  }

  return (presenterId) => {
    let poster = posters.get(presenterId);
    if (!poster) {
      poster = draw(presenterId);
      posters.set(presenterId, poster);
      poster.catch(() => posters.delete(presenterId));
    }
    return poster;
  };
}
