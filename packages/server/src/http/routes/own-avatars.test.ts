import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Avatar, type AvatarList, avatar as avatarSchema, type File } from '@avatarium/contract';
import { createPackRenderer } from '@avatarium/puppet';
import { readPack, writePack } from '@avatarium/puppet/pack';
import { drawnVideo } from '@avatarium/puppet/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePng, makePortrait, makeVideo } from '../../avatars/import/testing/media.js';
import { makePack } from '../../avatars/import/testing/pack.js';
import { files } from '../../storage/schema.js';
import { addKey } from '../../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig } from '../../testing/api-rig.js';
import { waitUntil } from '../../worker/testing/wait-until.js';

const CREATE = '/api/open/v3/avatar/create';
const LIST = '/api/open/v4/liveAvatar/avatar/list';
const DETAIL = '/api/open/v4/liveAvatar/avatar/detail';
const DETAIL_V3 = '/api/open/v3/avatar/detail';
const DELETE = '/api/avatarium/v1/avatars';
const TIMEOUT_MS = 60_000;

type Answer = (response: ServerResponse) => void;

interface Reply<T> {
  code: number;
  msg: string;
  data: T;
}

describe('avatars of an account', () => {
  let rig: Rig;
  let web: Server;
  let base: string;
  let folder: string;
  let video: Buffer;
  const pack = makePack();
  let serial = 0;
  /** What the site answers under each path. */
  const site = new Map<string, Answer>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avatarium-own-'));
    await makeVideo(join(folder, 'v.mp4'));
    video = await readFile(join(folder, 'v.mp4'));
    web = createServer((request, response) => {
      const answer = site.get(request.url ?? '');
      answer ? answer(response) : response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    base = `http://127.0.0.1:${port}`;
    rig = await openRig({ allowlist: `127.0.0.1:${port}`, maxUploadMb: 1, maxStoredMb: 20 });
    const bytes = (type: string, body: Uint8Array | string) => (response: ServerResponse) =>
      response.writeHead(200, { 'content-type': type }).end(body);
    site.set('/v.mp4', bytes('video/mp4', video));
    site.set('/unnamed', bytes('binary/octet-stream', video));
    site.set('/me.avatar', bytes('application/octet-stream', pack));
    site.set('/video.avatar', bytes('application/octet-stream', writePack(await drawnVideo(2))));
    site.set('/faceless.png', bytes('image/png', await makePortrait('png')));
    site.set('/page.mp4', bytes('text/html', '<!doctype html>'));
    site.set('/disguised.mp4', bytes('video/mp4', '<!doctype html><script>alert(1)</script>'));
    site.set('/drawing.png', bytes('image/png', '<svg xmlns="http://www.w3.org/2000/svg"/>'));
    site.set('/huge.png', bytes('image/png', makePng(10_000, 10_000, 100)));
    site.set('/cut.mp4', (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.length });
      response.write(video.subarray(0, 500), () => response.destroy());
    });
    site.set('/private', (response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/a.mp4' }).end(),
    );
    site.set('/endless.mp4', (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    site.set('/hanging.mp4', (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(video.subarray(0, 500));
    });
  }, OPEN_TIMEOUT_MS);

  afterAll(async () => {
    await rig.dispose();
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    for (const { avatar_id } of (await list('from=3')).data.result) {
      await remove(avatar_id);
    }
    expect(await readdir(join(rig.filesDir, 'incoming'))).toEqual([]);
    expect(await readdir(rig.filesDir)).toEqual(['incoming']);
  });

  const create = (body: object) => {
    serial += 1;
    const asked = {
      url: `${base}/me.avatar`,
      avatar_id: `me_${serial}`,
      name: 'Me',
      type: 2,
      url_from: 1,
      ...body,
    };
    return rig.post(CREATE, asked) as Promise<Reply<Avatar>>;
  };
  const inject = async (method: 'DELETE' | 'GET', url: string, headers: Record<string, string> = {}) =>
    rig.inject({ method, url, headers: { 'x-api-key': API_KEY, ...headers } });
  const remove = async (id: string) => (await inject('DELETE', `${DELETE}?id=${id}`)).json();
  const list = (query: string) => rig.get(`${LIST}?${query}`) as Promise<Reply<AvatarList>>;
  const detail = async (id: string) => {
    const reply = await rig.get(`${DETAIL}?avatar_id=${id}`);
    return (reply as Reply<Avatar>).data;
  };

  async function finished(id: string) {
    const until = performance.now() + 40_000;
    for (;;) {
      const shown = await detail(id);
      if (shown.status > 2) {
        return shown;
      }
      if (performance.now() > until) {
        throw new Error(`the avatar stayed in state ${shown.status}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function failure(path: string): Promise<Avatar['error']> {
    const { data } = await create({ url: `${base}${path}` });
    const done = await finished(data.avatar_id);
    expect(done).toMatchObject({ status: 4, available: false });
    return done.error;
  }

  it(
    'fails, and leaves nothing behind, where the account has room for what was fetched but not for all of it',
    async () => {
      const upload = {
        id: '0123456789abcdef01234567',
        accountId: rig.account.id,
        name: 'much',
        contentType: 'video/mp4',
        sizeBytes: 20 * 2 ** 20 - pack.length,
        createdAt: 1,
      };
      await rig.db.insert(files).values(upload);
      try {
        const { data } = await create({});
        expect((await finished(data.avatar_id)).error).toEqual({
          code: 1223,
          msg: expect.stringMatching(/^url: all files of the account may take 20 MB/),
        });
        expect(await readdir(rig.filesDir)).toEqual(['incoming']);
      } finally {
        await rig.db.delete(files);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'makes one of a pack, shows its picture, and gives the pack back as a file',
    async () => {
      const { code, data } = await create({ name: ' Ünal ' });
      expect([code, data.status, data.error]).toEqual([1000, 1, undefined]);
      expect(avatarSchema.parse(data)).toMatchObject({
        from: 3,
        type: 2,
        name: 'Ünal',
        thumbnailUrl: '',
        quality: null,
        consent: null,
        licence: null,
      });
      const done = await finished(data.avatar_id);
      expect(done).toMatchObject({
        status: 3,
        available: true,
        quality: { score: 0.5, advice: [{ code: 'small', text: 'The face is small' }] },
      });
      expect(done.error).toBeUndefined();
      for (const [shown, type] of [
        [done.url, 'image/png'],
        [done.thumbnailUrl, 'image/jpeg'],
      ] as const) {
        const url = new URL(shown);
        expect(url.pathname).toMatch(/^\/media\/files\/[0-9a-f]{24}$/);
        const reply = await rig.inject({ method: 'GET', url: url.pathname });
        expect(reply.statusCode).toBe(200);
        expect(reply.headers).toMatchObject({
          'content-type': type,
          'x-content-type-options': 'nosniff',
          'content-security-policy': expect.stringContaining('sandbox'),
          'accept-ranges': 'bytes',
        });
      }
      const exported = await inject('GET', `${DELETE}/${data.avatar_id}/pack`);
      expect(exported.headers).toMatchObject({
        'content-type': 'application/vnd.avatarium.avatar',
        'content-disposition': `attachment; filename="${data.avatar_id}.avatar"`,
      });
      expect(readPack(exported.rawPayload).manifest).toMatchObject({ name: 'Ünal', consent: null });
      expect((await inject('GET', `${DELETE}/ava/pack`)).json().code).toBe(1009);
      expect((await inject('GET', `${DELETE}/nobody/pack`)).json().code).toBe(1008);
      // Its pack is counted, and is nobody's upload and nothing to be shown.
      const stored = await rig.db.select().from(files);
      const packFile = stored.find(({ contentType }) => contentType === 'application/vnd.avatarium.avatar');
      expect(stored).toHaveLength(3);
      expect((await inject('GET', `/media/files/${packFile?.id}`)).statusCode).toBe(404);
      expect((await inject('DELETE', `/api/avatarium/v1/files/${packFile?.id}`)).json().code).toBe(1008);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps consent and licence with the avatar and in its pack: those of the request, or those of the pack',
    async () => {
      const given = { statement: 'It is me', givenAt: 1_700_000_000_000 };
      site.set('/agreed.avatar', (response) =>
        response.writeHead(200).end(makePack({ licence: 'CC0-1.0', consent: given })),
      );
      const { data: brought } = await create({ url: `${base}/agreed.avatar` });
      expect(await finished(brought.avatar_id)).toMatchObject({
        consent: { statement: 'It is me', given_at: given.givenAt },
        licence: 'CC0-1.0',
      });
      for (const consent of ['I agree.', { statement: 'I agree.' }]) {
        const { data } = await create({ url: `${base}/agreed.avatar`, consent, licence: 'MIT' });
        const said = { consent: { statement: 'I agree.', given_at: data.create_time }, licence: 'MIT' };
        expect(data).toMatchObject(said);
        expect(await finished(data.avatar_id)).toMatchObject(said);
        const exported = await inject('GET', `${DELETE}/${data._id}/pack`);
        expect(readPack(exported.rawPayload).manifest).toMatchObject({
          consent: { statement: 'I agree.', givenAt: data.create_time },
          licence: 'MIT',
        });
      }
    },
    TIMEOUT_MS,
  );

  it(
    'serves ranges of its media, as players ask for them',
    async () => {
      const { data } = await create({});
      const { pathname } = new URL((await finished(data.avatar_id)).url);
      const whole = (await inject('GET', pathname)).rawPayload;
      const range = await inject('GET', pathname, { range: 'bytes=4-11' });
      expect(range.statusCode).toBe(206);
      expect(range.headers['content-range']).toBe(`bytes 4-11/${whole.length}`);
      expect(range.rawPayload).toEqual(whole.subarray(4, 12));
      expect((await inject('GET', pathname, { range: 'bytes=99999999-' })).statusCode).toBe(416);
      for (const path of [
        '/media/files/',
        '/media/files/..%2f..%2fdatabase',
        `/media/files/${'0'.repeat(24)}`,
      ]) {
        expect((await rig.inject({ method: 'GET', url: path })).statusCode).toBe(404);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'makes one of an upload, which may be deleted then',
    async () => {
      const headers = { 'x-api-key': API_KEY, 'content-type': 'application/zip' };
      const upload = await rig.inject({
        method: 'POST',
        url: '/api/avatarium/v1/files',
        headers,
        payload: pack,
      });
      const file = upload.json<Reply<File>>().data;
      expect(file.content_type).toBe('application/vnd.avatarium.avatar');
      const { data } = await create({ url: file.url });
      const done = await finished(data.avatar_id);
      expect((await inject('DELETE', `/api/avatarium/v1/files/${file._id}`)).json().code).toBe(1000);
      expect((await rig.inject({ method: 'GET', url: new URL(done.url).pathname })).statusCode).toBe(200);
      expect(await create({ url: file.url })).toMatchObject({
        code: 1003,
        msg: 'url: names a file that is not on this server',
      });
    },
    TIMEOUT_MS,
  );

  it(
    'tells in the error what is wrong with the media',
    async () => {
      expect(await failure('/page.mp4')).toMatchObject({
        code: 1208,
        msg: expect.stringContaining('text/html'),
      });
      expect(await failure('/disguised.mp4')).toMatchObject({
        code: 1208,
        msg: expect.stringContaining('a web page'),
      });
      expect(await failure('/drawing.png')).toMatchObject({
        code: 1208,
        msg: expect.stringContaining('SVG'),
      });
      expect(await failure('/huge.png')).toMatchObject({ code: 1207 });
      expect(await failure('/faceless.png')).toMatchObject({
        code: 1003,
        msg: expect.stringMatching(/^url: .*face/),
      });
      expect(await failure('/missing.mp4')).toMatchObject({
        code: 1220,
        msg: expect.stringContaining('404'),
      });
      expect(await failure('/cut.mp4')).toMatchObject({ code: 1220 });
      expect(await failure('/endless.mp4')).toMatchObject({ code: 1207 });
      expect(await failure('/private')).toMatchObject({ code: 1003, msg: expect.stringMatching(/^url: /) });
      expect(await readdir(rig.filesDir)).toEqual(['incoming']);
    },
    TIMEOUT_MS,
  );

  it('refuses at once, naming the field, what cannot be', async () => {
    for (const [body, msg] of [
      [{ url: undefined }, 'url: is required'],
      [{ url: '' }, 'url: is required'],
      [{ url: 'ftp://example.com/a.mp4' }, 'url: must start with http:// or https://'],
      [{ url: 'http://10.0.0.1/a.mp4' }, 'url: leads to'],
      [{ url: 'avatarium:file/../../x' }, 'url: names a file'],
      [{ url: 'http://x/\u0000' }, 'url: must not contain control'],
      [{ avatar_id: 'a b' }, 'avatar_id: must be'],
      [{ avatar_id: 'x'.repeat(65) }, 'avatar_id: must be'],
      [{ avatar_id: '' }, 'avatar_id: must be'],
      [{ name: ' ' }, 'name: is required'],
      [{ name: 'a\u0000' }, 'name: must not contain control'],
      [{ type: 1 }, 'type: must be 2'],
      [{ url_from: 3 }, 'url_from: must be 1 or 2'],
      [{ consent: ' ' }, 'consent: is required'],
      [{ consent: { statement: 'x'.repeat(2001) } }, 'consent.statement: must have at most'],
      [{ consent: true }, 'consent: must be a text'],
      [{ licence: 'a\nb' }, 'licence: must not contain control'],
      [{ url: 'https://www.youtube.com/watch?v=1', url_from: 2 }, 'url_from: 2 is for pages'],
    ] as const) {
      const reply = await create(body);
      expect(reply, msg).toMatchObject({ code: 1003, data: null });
      expect(reply.msg).toContain(msg);
    }
    expect((await list('from=3')).data.count).toBe(0);
    expect((await create({ url_from: 2 })).code).toBe(1000);
  });

  it('refuses an avatar_id that is taken, built-in ones and their aliases too', async () => {
    await create({ avatar_id: 'twice' });
    for (const avatar_id of ['twice', 'ava', 'dvp_Tristan_cloth2_1080P']) {
      expect(await create({ avatar_id })).toMatchObject({
        code: 1222,
        msg: expect.stringContaining(avatar_id),
      });
    }
  });

  it(
    'lists built-in avatars and its own, by filters and pages',
    async () => {
      const { data: first } = await create({ name: 'Zoe' });
      // Lists are ordered by milliseconds.
      await rig.clock.advance(5);
      const { data: second } = await create({ name: 'Zora' });
      await finished(first.avatar_id);
      await finished(second.avatar_id);
      const ids = async (query: string) => {
        const { data } = await list(query);
        return [data.count, ...data.result.map(({ avatar_id }) => avatar_id)];
      };
      const [zoe, zora] = [first.avatar_id, second.avatar_id];
      expect(await ids('platform=open')).toEqual([4, 'ava', 'leo', zora, zoe]);
      expect(await ids('page=2&size=1')).toEqual([4, 'leo']);
      expect(await ids('page=2&size=3')).toEqual([4, zoe]);
      expect(await ids('page=2&size=2')).toEqual([4, zora, zoe]);
      expect(await ids('page=9')).toEqual([4]);
      expect(await ids('from=2')).toEqual([2, 'ava', 'leo']);
      expect(await ids('from=3&size=1')).toEqual([2, zora]);
      expect(await ids('status=4')).toEqual([0]);
      expect(await ids('status=3')).toEqual([4, 'ava', 'leo', zora, zoe]);
      expect(await ids('name=zO')).toEqual([2, zora, zoe]);
      expect(await ids('name=AVA')).toEqual([1, 'ava']);
      expect(await ids('platform=other')).toEqual([0]);
      for (const query of ['from=1', 'status=5', 'size=0', 'page=x', 'name=%00']) {
        expect(await rig.get(`${LIST}?${query}`)).toMatchObject({ code: 1003 });
      }
    },
    TIMEOUT_MS,
  );

  it('is found on both paths, by either id', async () => {
    const { data } = await create({});
    for (const path of [DETAIL, DETAIL_V3]) {
      for (const query of [`avatar_id=${data.avatar_id}`, `id=${data._id}`, `id=${data.avatar_id}`]) {
        expect((await rig.get(`${path}?${query}`)).data, path + query).toMatchObject({ _id: data._id });
      }
      expect(await rig.get(`${path}?id=%00`)).toMatchObject({ code: 1003 });
    }
  });

  it(
    'answers 1105 to a session while it is being made, 1008 when that has failed, and starts it when it is ready',
    async () => {
      const session = (avatar_id: string) =>
        rig.post('/api/open/v4/liveAvatar/session/create', { avatar_id });
      const { data } = await create({ url: `${base}/hanging.mp4` });
      expect(await session(data.avatar_id)).toMatchObject({ code: 1105 });
      await waitUntil('it is processing', async () => (await detail(data.avatar_id)).status === 2);
      expect(await session(data._id)).toMatchObject({ code: 1105 });
      const failed = (await create({ url: `${base}/missing.mp4` })).data.avatar_id;
      await finished(failed);
      expect(await session(failed)).toMatchObject({ code: 1008, msg: expect.stringContaining('404') });
      expect(await session('nobody')).toMatchObject({ code: 1008 });
      const { data: good } = await create({});
      await finished(good.avatar_id);
      expect(await session(good._id)).toMatchObject({
        code: 1000,
        data: { avatar_id: good.avatar_id, voice_id: good.voice_id },
      });
    },
    TIMEOUT_MS,
  );

  it(
    'is deleted with what was decoded of its video',
    async () => {
      const { data } = await create({ url: `${base}/video.avatar` });
      expect(await finished(data.avatar_id)).toMatchObject({ status: 3 });
      const { packPath } = await rig.avatarService.ready(data.avatar_id, rig.account.id);
      const frames = { folder: rig.framesFolder };
      const renderer = await createPackRenderer({
        pack: { path: packPath },
        width: 64,
        height: 64,
        background: { kind: 'own' },
        frames,
      });
      renderer.dispose();
      expect(await readdir(rig.framesFolder)).toHaveLength(1);
      await remove(data.avatar_id);
      expect(await readdir(rig.framesFolder)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is deleted with its media, while it is being made too',
    async () => {
      const { data } = await create({});
      const done = await finished(data.avatar_id);
      expect(await remove(data._id)).toEqual({
        code: 1000,
        msg: 'OK',
        data: { _id: data._id, avatar_id: data.avatar_id },
      });
      expect((await rig.inject({ method: 'GET', url: new URL(done.url).pathname })).statusCode).toBe(404);
      expect(await readdir(rig.filesDir)).toEqual(['incoming']);
      expect(await remove(data.avatar_id)).toMatchObject({ code: 1008 });

      const { data: hanging } = await create({ url: `${base}/hanging.mp4` });
      await waitUntil(
        'it comes in',
        async () => (await readdir(join(rig.filesDir, 'incoming'))).length === 1,
      );
      expect((await inject('DELETE', `${DELETE}/${hanging.avatar_id}`)).json().code).toBe(1000);
      expect(await readdir(join(rig.filesDir, 'incoming'))).toEqual([]);
      // Its avatar_id is free again.
      expect((await create({ avatar_id: hanging.avatar_id })).code).toBe(1000);
    },
    TIMEOUT_MS,
  );

  it('never deletes a built-in avatar', async () => {
    for (const id of ['ava', 'dvp_Tristan_cloth2_1080P']) {
      expect(await remove(id)).toMatchObject({ code: 1009 });
    }
    expect(await remove('')).toMatchObject({ code: 1003 });
  });

  it('is nothing to another account', async () => {
    const { data } = await create({});
    const other = await addKey(rig.storage, 'another account');
    const service = rig.avatarService;
    await expect(service.find(data.avatar_id, other.account.id)).rejects.toMatchObject({ code: 1008 });
    await expect(service.delete(data._id, other.account.id)).rejects.toMatchObject({ code: 1008 });
    await finished(data.avatar_id);
    await expect(service.ready(data.avatar_id, other.account.id)).rejects.toMatchObject({ code: 1008 });
    expect((await service.ready(data.avatar_id, rig.account.id)).row.id).toBe(data._id);
    expect((await service.list({ page: 1, size: 100, from: 3 }, other.account.id)).count).toBe(0);
  });
});
