import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AvatarPack, readPack } from '@avatarium/puppet/pack';
import {
  BURSTS,
  type Envelope,
  type LipSkew,
  lipSkew,
  type MouthWindow,
  REPO_ROOT,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
  waitFor,
} from '@avatarium/tests/support';
import { joinSession } from '../live/latency.js';
import type { BenchResult } from '../run.js';
import { round, spread } from '../stats.js';
import type { Row } from '../table.js';
import { mouthOf } from './mouth.js';

const PORTRAIT = path.join(REPO_ROOT, 'tests/fixtures/astronaut.png');
const [WIDTH, HEIGHT] = [1280, 720];
/** That of `live`, on any avatar. */
const LIMIT_MS = 60;
const IMPORT_LIMIT_S = { photo: 10, video: 60 };

/**
 * Avatars that accounts make, from the file to the lips: how long a server takes to make them, and their lips against the
 * sound on decoded video. A presenter stands beside them.
 */
export async function benchOwnAvatars({ quick }: { quick: boolean }): Promise<BenchResult> {
  const bursts = quick ? 8 : 24;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-bench-'));
  const server = await startServer({ env: { VIDEO_SIZE: `${WIDTH}x${HEIGHT}` } });
  const rows: Row[] = [];
  const data: Record<string, object> = {};
  try {
    for (const [kind, file] of [
      ['photo', PORTRAIT],
      ['video', swaying(folder)],
    ] as const) {
      process.stderr.write(`… making the ${kind} avatar\n`);
      const seconds = await make(server, kind, file);
      const limit = IMPORT_LIMIT_S[kind];
      rows.push({
        name: `${kind}: upload → ready`,
        value: `${round(seconds, 1)} s`,
        mark: `≤ ${limit} s`,
        met: seconds <= limit,
      });
      const mouth = await mouthOf(await packOf(server, kind), WIDTH, HEIGHT);
      process.stderr.write(`… lips of the ${kind} avatar\n`);
      const skew = await skewOf(server, { avatar_id: kind }, bursts, mouth);
      rows.push(skewRow(kind, skew));
      data[kind] = { seconds, mouth, skewMs: spread(skew.skewsMs), bursts: skew.bursts };
    }
    process.stderr.write('… lips of a presenter\n');
    const skew = await skewOf(server, {}, bursts);
    rows.push(skewRow('presenter', skew));
    data.presenter = { skewMs: spread(skew.skewsMs), bursts: skew.bursts };
  } finally {
    await server.dispose();
    rmSync(folder, { recursive: true });
  }
  return { rows, data };
}

/** Six seconds of the portrait before a camera that sways. */
function swaying(folder: string): string {
  const file = path.join(folder, 'video.mp4');
  const view = 'crop=336:190:56:6,scale=1344:760,crop=1280:720:32+10*sin(2*PI*t/3):20';
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-loop', '1', '-framerate', '25', '-t', '6', '-i', PORTRAIT, '-vf', view],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', file],
  ]);
  return file;
}

/** Uploads a file and has an avatar made of it; seconds that the latter took. */
async function make(server: ServerProcess, id: string, file: string): Promise<number> {
  const headers = { 'x-api-key': TEST_API_KEY, 'content-type': 'application/octet-stream' };
  const files = `${server.baseUrl}/api/avatarium/v1/files?name=${path.basename(file)}`;
  const sent = await fetch(files, { method: 'POST', headers, body: readFileSync(file) });
  const { data: upload } = (await sent.json()) as Envelope<{ url: string }>;
  const from = performance.now();
  const body = { url: upload?.url, avatar_id: id, name: id };
  const created = await server.api.post('/api/open/v3/avatar/create', body);
  if (created.code !== 1000) throw new Error(`the ${id} avatar is refused: ${created.msg}`);
  const detail = `/api/open/v4/liveAvatar/avatar/detail?avatar_id=${id}`;
  const made = await waitFor(
    `the ${id} avatar`,
    async () => {
      const { data } = await server.api.get<{ status: number; error?: { msg: string } }>(detail);
      return data && data.status > 2 ? data : null;
    },
    300_000,
  );
  if (made.status !== 3) throw new Error(`the ${id} avatar cannot be made: ${made.error?.msg}`);
  return (performance.now() - from) / 1000;
}

async function packOf(server: ServerProcess, id: string): Promise<AvatarPack> {
  const headers = { 'x-api-key': TEST_API_KEY };
  const reply = await fetch(`${server.baseUrl}/api/avatarium/v1/avatars/${id}/pack`, { headers });
  return readPack(new Uint8Array(await reply.arrayBuffer()));
}

async function skewOf(
  server: ServerProcess,
  avatar: object,
  bursts: number,
  mouth?: MouthWindow,
): Promise<LipSkew> {
  const session = await server.api.createSession({ ...avatar, mode_type: 1, duration: 300 });
  const viewer = await joinSession(session.credentials);
  try {
    await viewer.firstPicture(60_000);
    await sleep(2_000);
    const text = Array.from({ length: bursts }, () => BURSTS).join(' ');
    return await lipSkew(viewer, () => viewer.chat('bursts', text), mouth);
  } finally {
    await viewer.leave();
    await server.api.closeSession(session._id);
  }
}

function skewRow(name: string, { skewsMs, bursts }: LipSkew): Row {
  const [signed, absolute] = [spread(skewsMs), spread(skewsMs.map(Math.abs))];
  return {
    name: `${name}: picture − sound`,
    value: `p50 ${round(signed.p50, 0)} ms, |p95| ${round(absolute.p95, 0)} ms (${signed.n} of ${bursts} bursts)`,
    mark: `|p95| ≤ ${LIMIT_MS} ms, all bursts`,
    met: absolute.p95 <= LIMIT_MS && signed.n === bursts,
  };
}
