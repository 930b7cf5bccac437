import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServerProcess, startServer, waitFor } from './support/index.js';

interface AvatarData {
  _id: string;
  avatar_id: string;
  status: number;
  url: string;
  error?: { code: number; msg: string };
}

let folder: string;
let web: Server;
let source: string;
let answer: (response: ServerResponse) => void;
let requests = 0;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-avatars-'));
  web = createServer((_request, response) => {
    requests += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  source = `127.0.0.1:${(web.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const server of servers) await server.dispose();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<ServerProcess> {
  const server = await startServer({
    dataDir: path.join(folder, 'data'),
    env: { URL_ALLOWLIST: source },
  });
  servers.push(server);
  return server;
}

it('goes on with an avatar, and keeps an upload, when the server is killed and started again', async () => {
  const file = path.join(folder, 'video.mp4');
  const picture = 'testsrc=size=320x256:rate=10:duration=1';
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', file]);
  const video = await readFile(file);
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'video/mp4' });
    response.write(video.subarray(0, 1000));
  };

  const first = await start();
  const body = new FormData();
  body.append('file', new Blob([video]), 'video.mp4');
  const headers = { 'x-api-key': 'test-key-0123456789abcde' };
  const uploads = `${first.baseUrl}/api/avatarium/v1/files`;
  const upload = await (await fetch(uploads, { method: 'POST', headers, body })).json();
  expect(upload).toMatchObject({ code: 1000, data: { size: video.length } });

  const asked = { url: `http://${source}/me.mp4`, avatar_id: 'me', name: 'Me', type: 2, url_from: 1 };
  const created = await first.api.post<AvatarData>('/api/open/v3/avatar/create', asked);
  expect(created).toMatchObject({ code: 1000, data: { status: 1 } });
  await waitFor('the import to be under way', () => requests === 1, 10_000);
  await first.end('SIGKILL');

  answer = (response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end(video);
  const second = await start();
  const files = path.join(folder, 'data', 'files');
  const done = await waitFor(
    'the import to end',
    async () => {
      const detail = '/api/open/v4/liveAvatar/avatar/detail?avatar_id=me';
      const { data } = await second.api.get<AvatarData>(detail);
      return data && data.status > 2 ? data : null;
    },
    30_000,
  );
  expect(done).toMatchObject({ _id: created.data?._id, status: 4, error: { code: 1218 } });
  expect(requests).toBe(2);
  const media = await fetch(done.url);
  expect(Buffer.from(await media.arrayBuffer())).toEqual(video);
  // The upload, the avatar's media and its thumbnail; nothing of what was killed.
  expect(await readdir(path.join(files, 'incoming'))).toEqual([]);
  expect(await readdir(files)).toHaveLength(4);
  const list = await second.api.get<{ count: number }>('/api/avatarium/v1/files');
  expect(list.data?.count).toBe(1);
  await second.end();
});
