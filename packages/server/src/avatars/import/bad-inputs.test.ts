import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Avatar, AvatarList } from '@avatarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { files } from '../../storage/schema.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';
import { waitUntil } from '../../worker/testing/wait-until.js';
import { badMedia } from './testing/bad-media.js';
import { BAD_PACKS } from './testing/bad-packs.js';

/** Two are looked at at a time, a few of them for a second or more. */
const TIMEOUT_MS = 300_000;

let rig: Rig;
let web: Server;
let folder: string;
const site = new Map<string, Uint8Array>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avatarium-bad-'));
  web = createServer((request, response) => {
    // All of them are called portraits; what they are, their bytes tell.
    response.writeHead(200, { 'content-type': 'image/png' }).end(site.get(request.url ?? ''));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  rig = await openRig({ allowlist: `127.0.0.1:${(web.address() as AddressInfo).port}` });
}, OPEN_TIMEOUT_MS);

afterAll(async () => {
  await rig.dispose();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** Command lines of the programs that this process has started and that run. */
async function children(): Promise<string[]> {
  const pids = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')).split(' ');
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => /make-avatar|ffprobe|ffmpeg/.test(line));
}

it(
  'refuses what no avatar can be made of, each in words, and keeps nothing of it',
  async () => {
    const inputs = [...badMedia(folder), ...BAD_PACKS];
    expect(inputs.length).toBeGreaterThan(50);
    const { port } = web.address() as AddressInfo;
    for (const [at, { bytes }] of inputs.entries()) {
      site.set(`/${at}`, await bytes());
      const asked = { url: `http://127.0.0.1:${port}/${at}`, avatar_id: `bad_${at}`, name: `Bad ${at}` };
      expect(await rig.post('/api/open/v3/avatar/create', asked)).toMatchObject({ code: 1000 });
    }
    const list = async (page: number) => {
      const path = `/api/open/v4/liveAvatar/avatar/list?from=3&size=100&page=${page}`;
      return ((await rig.get(path)).data as AvatarList).result;
    };
    let made: Avatar[] = [];
    await waitUntil(
      'all of them to be looked at',
      async () => {
        made = await list(1);
        return made.every(({ status }) => status > 2);
      },
      TIMEOUT_MS,
    );
    const errorOf = new Map(made.map(({ avatar_id, error }) => [avatar_id, error]));
    const told = inputs.map(({ name }, at) => ({ name, ...errorOf.get(`bad_${at}`) }));
    expect(told).toEqual(
      inputs.map(({ name, code, words }) => ({
        name,
        code,
        msg: expect.stringMatching(new RegExp(`^url: .*(?:${words.source})`, words.flags)),
      })),
    );
    expect(made.map(({ url, thumbnailUrl }) => [new URL(url).port, thumbnailUrl])).toEqual(
      made.map(() => [String(port), '']),
    );
    expect(await rig.db.select().from(files)).toEqual([]);
    expect(await readdir(rig.filesDir)).toEqual(['incoming']);
    expect(await readdir(join(rig.filesDir, 'incoming'))).toEqual([]);
    expect(await children()).toEqual([]);
  },
  TIMEOUT_MS,
);
