import { readdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { File, FileList } from '@avatarium/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addKey } from '../../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig } from '../../testing/api-rig.js';
import { waitUntil } from '../../worker/testing/wait-until.js';

const FILES = '/api/avatarium/v1/files';
const BOUNDARY = 'a-boundary-of-this-test';

interface Part {
  name: string;
  filename?: string;
  type?: string;
  data: string | Buffer;
}

function form(...parts: Part[]): Buffer {
  const pieces = parts.flatMap(({ name, filename, type, data }) => [
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"` +
        `${filename === undefined ? '' : `; filename="${filename}"`}\r\n` +
        `${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`,
    ),
    Buffer.from(data),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

describe('uploads', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ maxUploadMb: 2, maxStoredMb: 5 });
    await rig.app.listen({ host: '127.0.0.1', port: 0 });
  }, OPEN_TIMEOUT_MS);
  afterAll(() => rig.dispose());
  afterEach(async () => {
    for (const { _id } of (await list()).data.result) {
      await remove(_id);
    }
    expect(await onDisk()).toEqual(['incoming']);
    expect(await readdir(join(rig.filesDir, 'incoming'))).toEqual([]);
  });

  const headers = (type: string, key = API_KEY) => ({ 'x-api-key': key, 'content-type': type });
  const raw = async (payload: Buffer | string, type: string, query = '') =>
    (await rig.inject({ method: 'POST', url: FILES + query, headers: headers(type), payload })).json<{
      code: number;
      data: File;
    }>();
  const post = async (...parts: Part[]) => raw(form(...parts), `multipart/form-data; boundary=${BOUNDARY}`);
  const remove = async (id: string) =>
    (await rig.inject({ method: 'DELETE', url: `${FILES}/${id}`, headers: { 'x-api-key': API_KEY } })).json();
  const list = () => rig.get(FILES) as Promise<{ data: FileList }>;
  const onDisk = async () => (await readdir(rig.filesDir)).sort();
  const port = () => (rig.app.server.address() as AddressInfo).port;

  it('takes a form, keeps the bytes as they came, and names the file for use as a URL', async () => {
    const data = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
    const reply = await post({ name: 'file', filename: 'Grüße.bin', type: 'application/x-thing', data });
    expect(reply).toMatchObject({
      code: 1000,
      data: { name: 'Grüße.bin', content_type: 'application/x-thing', size: 100_000 },
    });
    const { _id, url } = reply.data;
    expect(url).toBe(`avatarium:file/${_id}`);
    expect(_id).toMatch(/^[0-9a-f]{24}$/);
    expect((await list()).data).toMatchObject({ count: 1, used: 100_000, limit: 5 * 2 ** 20 });
    expect(await onDisk()).toEqual([_id, 'incoming'].sort());
    expect(await remove(_id)).toEqual({ code: 1000, msg: 'OK', data: { _id } });
    expect(await remove(_id)).toMatchObject({ code: 1008 });
  });

  it('takes the name from a field of the form, before or after the file, or from the query', async () => {
    const file = { name: 'file', filename: 'a.txt', type: 'text/plain', data: Buffer.alloc(1.9 * 2 ** 20) };
    expect((await post({ name: 'name', data: 'first.txt' }, file)).data).toMatchObject({
      name: 'first.txt',
      size: file.data.length,
    });
    expect((await post(file, { name: 'name', data: 'last.txt' })).data.name).toBe('last.txt');
    expect((await raw('x', 'text/plain', '?name=query.txt')).data.name).toBe('query.txt');
    expect((await rig.get(`${FILES}?name=QUERY&page=1&size=1`)).data).toMatchObject({
      count: 1,
      result: [{ name: 'query.txt' }],
    });
  });

  it('takes a body that is the file, JSON too', async () => {
    expect((await raw('{"a":1}', 'application/json')).data).toMatchObject({
      content_type: 'application/json',
      name: 'upload',
      size: 7,
    });
  });

  it('believes the bytes before what the caller says of them, and no type that is none', async () => {
    const png = Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1');
    expect((await raw(png, 'text/html')).data.content_type).toBe('image/png');
    expect((await raw('<html>', 'video/mp4; codecs="x"')).data.content_type).toBe('video/mp4');
    const part = { name: 'file', filename: 'a', type: 'nonsense', data: 'x' };
    expect((await post(part)).data.content_type).toBe('application/octet-stream');
  });

  it('keeps no folders and nothing unshowable in names', async () => {
    for (const [name, kept] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\docs\\a.pdf', 'a.pdf'],
      ['\u202egpj.exe', 'gpj.exe'],
      ['a\u0000b\n', 'ab'],
      ['..', 'upload'],
      ['a/', 'upload'],
    ]) {
      const reply = await raw('x', 'text/plain', `?name=${encodeURIComponent(name ?? '')}`);
      expect(reply.data?.name, name).toBe(kept);
    }
    const long = await raw('x', 'text/plain', `?name=${'n'.repeat(256)}`);
    expect(long).toMatchObject({ code: 1003, msg: expect.stringMatching(/^name: /) });
  });

  it('refuses what is empty, no form, or a form without a file or with two', async () => {
    expect(await raw('', 'text/plain')).toMatchObject({ code: 1220 });
    expect(await raw('no form', `multipart/form-data; boundary=${BOUNDARY}`)).toMatchObject({ code: 1220 });
    expect(await raw('x', 'multipart/form-data')).toMatchObject({ code: 1220 });
    expect(await post({ name: 'name', data: 'x' })).toMatchObject({ code: 1220 });
    expect(await post({ name: 'file', filename: '', type: 'text/plain', data: '' })).toMatchObject({
      code: 1220,
    });
    const file = { name: 'file', filename: 'a', type: 'text/plain', data: 'x' };
    expect(await post(file, { ...file, filename: 'b' })).toMatchObject({ code: 1220 });
    const open = form(file).subarray(0, -(BOUNDARY.length + 20));
    expect(await raw(open, `multipart/form-data; boundary=${BOUNDARY}`)).toMatchObject({ code: 1220 });
  });

  it('refuses one that is too large, over a real connection, in a form and as a body', async () => {
    const url = `http://127.0.0.1:${port()}${FILES}`;
    const large = new Blob([new Uint8Array(4 * 2 ** 20)]);
    const body = new FormData();
    body.append('file', large, 'large.bin');
    for (const payload of [body, large]) {
      const reply = await fetch(url, { method: 'POST', headers: { 'x-api-key': API_KEY }, body: payload });
      expect(await reply.json()).toMatchObject({ code: 1223, msg: expect.stringContaining('2 MB') });
    }
    const unknown = await fetch(url, { method: 'POST', headers: { 'x-api-key': 'nope' }, body: large });
    expect(await unknown.json()).toMatchObject({ code: 1101 });
    expect(await (await fetch(url, { method: 'POST', body: large })).json()).toMatchObject({ code: 1102 });
  });

  it('holds no more than the account may store, however many come at once', async () => {
    const payload = Buffer.alloc(1.5 * 2 ** 20);
    const replies = await Promise.all([1, 2, 3, 4].map(() => raw(payload, 'text/plain')));
    expect(replies.map(({ code }) => code).sort()).toEqual([1000, 1000, 1000, 1223]);
    expect(await raw(Buffer.alloc(2 ** 20), 'text/plain')).toMatchObject({
      code: 1223,
      msg: expect.stringContaining('MAX_STORED_MB'),
    });
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST ${FILES} HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${API_KEY}\r\n` +
        `content-type: text/plain\r\ncontent-length: 1000000\r\n\r\n${'x'.repeat(50_000)}`,
    );
    const waiting = () => readdir(join(rig.filesDir, 'incoming'));
    await waitUntil('it comes in', async () => (await waiting()).length === 1);
    socket.destroy();
    await waitUntil('it is gone', async () => (await waiting()).length === 0);
    expect((await list()).data.count).toBe(0);
  });

  it('shows an account nothing of another', async () => {
    const { _id } = (await raw('x', 'text/plain')).data;
    const other = await addKey(rig.storage, 'another');
    await expect(rig.files.read(other.account.id, _id)).rejects.toMatchObject({ code: 1008 });
    await expect(rig.files.delete(other.account.id, _id)).rejects.toMatchObject({ code: 1008 });
    expect((await rig.files.list(other.account.id, { page: 1, size: 10 })).count).toBe(0);
    const known = await rig.inject({ method: 'GET', url: `/media/files/${_id}` });
    expect(known.statusCode).toBe(404);
  });

  it('hands other parts of the server the path of an upload, and never what a link leads to', async () => {
    const { _id } = (await raw('text', 'text/markdown', '?name=a.md')).data;
    const path = join(rig.filesDir, _id);
    expect(await rig.files.read(rig.account.id, _id)).toEqual({
      path,
      contentType: 'text/markdown',
      name: 'a.md',
      sizeBytes: 4,
    });
    await unlink(path);
    await symlink('/etc/passwd', path);
    await expect(rig.files.read(rig.account.id, _id)).rejects.toMatchObject({ code: 1008 });
    for (const id of ['', '../files', `${_id}x`, 'avatarium:file/', '\u0000']) {
      await expect(rig.files.read(rig.account.id, id)).rejects.toMatchObject({ code: 1008 });
    }
  });

  it('can be the background of a session of the same account', async () => {
    const { url } = (await raw(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/png')).data;
    const create = (background_url: string) =>
      rig.post('/api/open/v4/liveAvatar/session/create', { avatar_id: 'ava', background_url });
    expect(await create(url)).toMatchObject({ code: 1000 });
    expect(await create(`${url}0`)).toMatchObject({
      code: 1003,
      msg: 'background_url: names a file that is not on this server',
    });
  });

  it('removes at the start what a killed process left behind', async () => {
    const { _id } = (await raw('x', 'text/plain')).data;
    await writeFile(join(rig.filesDir, 'f'.repeat(24)), 'no row names it');
    expect(await rig.files.sweep()).toBe(1);
    expect(await onDisk()).toEqual([_id, 'incoming'].sort());
  });

  it('answers to bad ids and pages in words', async () => {
    expect(await remove('%00')).toMatchObject({ code: 1003, msg: expect.stringMatching(/^id: /) });
    expect(await remove("x' or 1=1")).toMatchObject({ code: 1008 });
    const without = await rig.inject({ method: 'DELETE', url: FILES, headers: { 'x-api-key': API_KEY } });
    expect(without.json()).toMatchObject({ code: 1003, msg: 'id: is required' });
    expect(await rig.get(`${FILES}?page=0`)).toMatchObject({ code: 1003 });
    expect(await rig.get(`${FILES}?size=101`)).toMatchObject({ code: 1003 });
    expect(await rig.get(`${FILES}?name=%00`)).toMatchObject({ code: 1003 });
  });
});
