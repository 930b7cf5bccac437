import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  REPO_ROOT,
  type ServerProcess,
  startServer,
  startWebhookReceiver,
  TEST_API_KEY,
  TEST_CLIENT_ID,
  Viewer,
  waitFor,
} from './support/index.js';

interface AvatarData {
  _id: string;
  avatar_id: string;
  status: number;
  url: string;
  thumbnailUrl: string;
  error?: { code: number; msg: string };
  step?: string;
}

const AVATARS = '/api/avatarium/v1/avatars';

let folder: string;
let web: Server;
let source: string;
let answer: (response: ServerResponse) => void;
let requests = 0;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-avatars-'));
  web = createServer((_request, response) => {
    requests += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  source = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  server = await start();
}, 60_000);

afterAll(async () => {
  await server.dispose();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function removeAvatar(id: string): Promise<unknown> {
  const headers = { 'x-api-key': TEST_API_KEY };
  return (await fetch(`${server.baseUrl}${AVATARS}/${id}`, { method: 'DELETE', headers })).json();
}

/** All tests share one server, which is killed once: to start one takes seconds. */
const start = () =>
  startServer({
    dataDir: path.join(folder, 'data'),
    env: { URL_ALLOWLIST: '127.0.0.1' },
    readyTimeoutMs: 60_000,
  });

const WIDTH = 64;
const HEIGHT = 36;

/** The lightness of a picture file, WIDTH × HEIGHT. */
function lightnessOf(picture: Buffer): Uint8Array {
  const scale = `scale=${WIDTH}:${HEIGHT}:flags=area`;
  const args = ['-v', 'error', '-i', '-', '-vf', scale, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  return execFileSync('ffmpeg', args, { input: picture });
}

/** The same of a decoded frame. */
function lightnessOfFrame(i420: Uint8Array, width: number, height: number): Uint8Array {
  const [stepX, stepY] = [width / WIDTH, height / HEIGHT];
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [left, top] = [(at % WIDTH) * stepX, Math.floor(at / WIDTH) * stepY];
    let sum = 0;
    for (let y = top; y < top + stepY; y++) {
      for (let x = left; x < left + stepX; x++) sum += i420[y * width + x] ?? 0;
    }
    // From limited range, as videos have it, to full.
    return Math.max(0, Math.min(255, ((sum / (stepX * stepY) - 16) * 255) / 219));
  });
}

function meanDifference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

/** A film of a wall that grows bright and dark. */
function waxingAndWaning(): Buffer<ArrayBuffer> {
  const film = path.join(folder, 'film.mp4');
  const wall = "color=size=160x90:rate=25:duration=5,geq=lum='128+100*sin(PI*T)':cb=128:cr=128";
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', wall, '-pix_fmt', 'yuv420p', film]);
  return readFileSync(film);
}

const picture = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

it('makes an avatar of a portrait over a kill of the server, and shows that person in a session', async () => {
  const portrait = await readFile(path.join(REPO_ROOT, 'tests/fixtures/astronaut.png'));
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'image/png' });
    response.write(portrait.subarray(0, 1000));
  };

  const body = new FormData();
  body.append('file', new Blob([portrait]), 'portrait.png');
  const headers = { 'x-api-key': TEST_API_KEY };
  const uploads = `${server.baseUrl}/api/avatarium/v1/files`;
  const upload = await (await fetch(uploads, { method: 'POST', headers, body })).json();
  expect(upload).toMatchObject({ code: 1000, data: { size: portrait.length } });

  const asked = { url: `http://${source}/me.png`, avatar_id: 'me', name: 'Me', consent: 'I agree.' };
  const created = await server.api.post<AvatarData>('/api/open/v3/avatar/create', asked);
  expect(created).toMatchObject({ code: 1000, data: { status: 1 } });
  await waitFor('the import to be under way', () => requests === 1, 10_000);
  await server.end('SIGKILL');

  answer = (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(portrait);
  server = await start();
  const files = path.join(folder, 'data', 'files');
  const detail = '/api/open/v4/liveAvatar/avatar/detail?avatar_id=';
  const steps = new Set<string | undefined>();
  const done = await waitFor(
    'the avatar to be made',
    async () => {
      const { data } = await server.api.get<AvatarData>(`${detail}me`);
      steps.add(data?.step);
      return data && data.status > 2 ? data : null;
    },
    90_000,
  );
  expect(done).toMatchObject({
    _id: created.data?._id,
    status: 3,
    quality: { score: expect.any(Number) },
    consent: { statement: 'I agree.' },
  });
  expect(requests).toBe(2);
  // Others pass too quickly to be seen for sure.
  expect([...steps]).toEqual(expect.arrayContaining(['matte', 'shapes']));
  expect(await picture(done.url)).toEqual(portrait);
  // The upload, and the avatar's media, thumbnail and pack; nothing of what was killed.
  expect(await readdir(path.join(files, 'incoming'))).toEqual([]);
  expect(await readdir(files)).toHaveLength(5);
  const list = await server.api.get<{ count: number }>('/api/avatarium/v1/files');
  expect(list.data?.count).toBe(1);

  const person = lightnessOf(await picture(done.thumbnailUrl));

  const session = await server.api.createSession({ avatar_id: 'me', mode_type: 1, duration: 120 });
  const { livekit_url: url = '', livekit_token: token = '' } = session.credentials;
  const viewer = await Viewer.join(url, token);
  const frames: Uint8Array[] = [];
  viewer.onPicture = (i420, width, height) => frames.push(lightnessOfFrame(i420, width, height));
  await waitFor('pictures', () => frames.length > 10);
  await viewer.chat('one', 'Papa and mama are away.');
  await waitFor('the voice', () => viewer.sound.some(({ rms }) => rms > 0.02));
  // Whoever is on stage stays there, though nobody may ask for them again.
  expect(await removeAvatar('me')).toMatchObject({ code: 1000 });
  const before = frames.length;
  await waitFor('the whole of it', () => viewer.frames.some(({ pld }) => pld.event === 'audio_end'), 20_000);
  const spoken = frames.slice(before);
  expect(spoken.length).toBeGreaterThan(10);
  const { data: presenter } = await server.api.get<AvatarData>(`${detail}dvp_Tristan_cloth2_1080P`);
  const other = lightnessOf(await picture(presenter?.url ?? ''));
  for (const frame of [spoken[0], spoken.at(-1)]) {
    const difference = meanDifference(frame ?? new Uint8Array(), person);
    expect(difference).toBeLessThan(12);
    expect(meanDifference(frame ?? new Uint8Array(), other)).toBeGreaterThan(3 * difference);
  }
  expect(await readdir(files)).toHaveLength(2);

  const uploaded = async (name: string, bytes: BlobPart): Promise<string> => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'video/mp4' }), name);
    const to = `${server.baseUrl}/api/avatarium/v1/files`;
    return (await (await fetch(to, { method: 'POST', headers, body: form })).json()).data.url;
  };
  const corner = (): number => frames.at(-1)?.[2 * WIDTH + 2] ?? -1;
  const shades = new Set<string>();
  await viewer.command('film', 'set-params', { bgurl: await uploaded('film.mp4', waxingAndWaning()) });
  await waitFor(
    'the background to wax and wane',
    () => shades.add(corner() > 170 ? 'bright' : corner() < 80 ? 'dark' : '').size === 3,
    30_000,
  );
  const codesOf = (mid: string) => viewer.frames.filter((one) => one.mid === mid).map(({ pld }) => pld.code);
  await viewer.command('none', 'set-params', { bgurl: await uploaded('none.mp4', 'no film') });
  await waitFor('the refusal', () => codesOf('none').length === 2);
  expect([codesOf('film'), codesOf('none')]).toEqual([[1000], [1000, 1008]]);
  // It goes on with what it had.
  shades.clear();
  await waitFor(
    'the background to wax and wane still',
    () => shades.add(corner() > 170 ? 'bright' : corner() < 80 ? 'dark' : '').size === 3,
    30_000,
  );
  await viewer.leave();
}, 180_000);

it("tells the key's webhook, signed and sealed, when the import of an upload has ended", async () => {
  const receiver = await startWebhookReceiver(() => ({
    clientId: TEST_CLIENT_ID,
    clientSecret: TEST_API_KEY,
  }));
  try {
    const headers = { 'x-api-key': TEST_API_KEY, 'content-type': 'application/json' };
    const keys = `${server.baseUrl}/api/avatarium/v1/keys`;
    const listed = await (await fetch(keys, { headers })).json();
    const body = JSON.stringify({ webhook_url: `${receiver.origin}/hook` });
    const set = await fetch(`${keys}/${listed.data.result[0]._id}`, { method: 'PATCH', headers, body });
    expect(await set.json()).toMatchObject({ code: 1000, data: { webhook_url: `${receiver.origin}/hook` } });

    const uploaded = await fetch(`${server.baseUrl}/api/avatarium/v1/files?name=me.png`, {
      method: 'POST',
      headers: { 'x-api-key': TEST_API_KEY, 'content-type': 'image/png' },
      body: '<!doctype html><title>Not me</title>',
    });
    const upload = (await uploaded.json()) as { data: { _id: string; url: string } };
    const asked = { url: upload.data.url, avatar_id: 'from_upload', name: 'Me', type: 2, url_from: 1 };
    const created = await server.api.post<AvatarData>('/api/open/v3/avatar/create', asked);
    expect(created).toMatchObject({ code: 1000, data: { status: 1 } });

    const event = await waitFor('the webhook', () => receiver.events[0], 30_000);
    const detail = '/api/open/v4/liveAvatar/avatar/detail?avatar_id=from_upload';
    const { data: made } = await server.api.get<AvatarData>(detail);
    expect(made).toMatchObject({ status: 4, error: { code: 1208 } });
    expect(event).toMatchObject({
      path: '/hook',
      event: 'avatar.failed',
      _id: created.data?._id,
      avatar_id: 'from_upload',
      name: 'Me',
      status: 4,
      error: made?.error,
    });
    expect(receiver.refused).toEqual([]);

    const deliveries = '/api/avatarium/v1/webhooks/deliveries';
    await waitFor('the delivery to be noted', async () => {
      const { data } = await server.api.get<{ result: { _id: string; state: string }[] }>(deliveries);
      return data?.result.some(({ _id, state }) => _id === event.event_id && state === 'delivered');
    });
    await fetch(`${server.baseUrl}/api/avatarium/v1/files/${upload.data._id}`, { method: 'DELETE', headers });
  } finally {
    await receiver.close();
  }
});
