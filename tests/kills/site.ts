import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';

/** A portrait and a short video, as somebody would make an avatar of. */
export interface Media {
  portrait: Buffer<ArrayBuffer>;
  video: Buffer<ArrayBuffer>;
}

export function makeMedia(): Media {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-media-'));
  const make = (file: string, options: string[]) => {
    const target = path.join(folder, file);
    const source = 'testsrc=size=320x320:rate=10:duration=2';
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, ...options, target]);
    return Buffer.from(readFileSync(target));
  };
  try {
    return {
      portrait: make('portrait.jpg', ['-frames:v', '1']),
      video: make('video.mp4', ['-pix_fmt', 'yuv420p']),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Text of a document; the same number gives the same. */
export function documentText(number: number): string {
  const rooms = Array.from({ length: 2 + (number % 9) }, (_, at) => {
    const room = number * 10 + at;
    return `# Room ${room}\n\nRoom ${room} has ${room % 7} windows and a door to room ${room + 1}.`;
  });
  return `${rooms.join('\n\n')}\n`;
}

export interface Site {
  /** `http://127.0.0.1:PORT`. Documents lie under /doc/N.md, pages under /page/N, media under their kind. */
  origin: string;
  close(): Promise<void>;
}

/** A web site that answers in its own time, so that the server is often killed in the middle of a download. */
export async function openSite(media: Media, random: Random): Promise<Site> {
  const content = (url: string): { type: string; body: Buffer } | null => {
    const number = Number(/\d+/.exec(url)?.[0] ?? 0);
    if (url.startsWith('/doc/')) return { type: 'text/markdown', body: Buffer.from(documentText(number)) };
    if (url.startsWith('/page/')) {
      const paragraphs = documentText(number).replace(/^# .*$/gm, '');
      const html = `<!doctype html><title>Page ${number}</title><main><p>${paragraphs}</p></main>`;
      return { type: 'text/html', body: Buffer.from(html) };
    }
    if (url.startsWith('/portrait')) return { type: 'image/jpeg', body: media.portrait };
    if (url.startsWith('/video')) return { type: 'video/mp4', body: media.video };
    return null;
  };
  const server = createServer(async (request, response) => {
    const found = content(request.url ?? '/');
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    await sleep(random.between(0, 100));
    response.writeHead(200, { 'content-type': found.type, 'content-length': found.body.length });
    const half = found.body.length >> 1;
    response.write(found.body.subarray(0, half));
    await sleep(random.between(0, 200));
    response.end(found.body.subarray(half));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
