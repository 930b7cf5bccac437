import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FetchFailedError,
  parseUrlAllowlist,
  RefusedUrlError,
  TooLargeError,
  WrongTypeError,
} from '../net/index.js';
import { type CallerMedia, createCallerMedia } from './caller-media.js';
import type { ReadableUpload } from './library.js';

describe('media that callers name', () => {
  let folder: string;
  let media: CallerMedia;
  let web: Server;
  const never = new AbortController().signal;
  const site = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const uploads = new Map<string, ReadableUpload>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avatarium-caller-'));
    const add = async (id: string, contentType: string, bytes: number, written = true) => {
      const path = join(folder, id);
      if (written) {
        await writeFile(path, Buffer.alloc(bytes, 7));
      }
      uploads.set(`account/${id}`, { path, contentType, name: id, sizeBytes: bytes });
    };
    web = createServer(({ url }, response) => {
      const [, type, bytes] = /(\w+\/\w+)-(\d+)$/.exec(url ?? '') ?? [];
      response.writeHead(200, { 'content-type': type }).end(Buffer.alloc(Number(bytes), 7));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    await add('picture', 'image/png', 50);
    await add('film', 'video/webm', 500);
    await add('large', 'image/png', 101);
    await add('text', 'text/html', 5);
    await add('gone', 'image/png', 5, false);
    media = createCallerMedia({
      async readUpload(accountId, id) {
        const upload = uploads.get(`${accountId}/${id}`);
        if (!upload) {
          throw new ApiError('contentNotFound');
        }
        return upload;
      },
      allowlist: parseUrlAllowlist(`127.0.0.1:${(web.address() as AddressInfo).port}`),
      timeoutMs: 1000,
      kinds: [
        { types: ['image/'], maxBytes: 100, keptIn: 'memory' },
        { types: ['video/'], maxBytes: 1000, keptIn: 'file' },
      ],
      waitingRoom: {
        async receive(body) {
          const path = join(folder, 'waiting');
          await writeFile(path, body);
          return { path, sizeBytes: 0 };
        },
        discard: (path) => rm(path),
      },
    });
  });
  afterAll(async () => {
    await new Promise((resolve) => web.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('reads an upload of the account in place of a URL', async () => {
    await media.check('avatarium:file/picture', 'account');
    const fetched = await media.fetch('avatarium:file/picture', 'account', never);
    expect(fetched).toEqual({ bytes: new Uint8Array(50).fill(7) });
  });

  it('refuses the upload of another account as one that is not there', async () => {
    for (const url of ['avatarium:file/picture', 'avatarium:file/none', 'avatarium:file/']) {
      await expect(media.check(url, 'other')).rejects.toThrow(RefusedUrlError);
      await expect(media.fetch(url, 'other', never)).rejects.toThrow(
        'names a file that is not on this server',
      );
    }
  });

  it('holds uploads to the same bounds as what is fetched', async () => {
    await expect(media.fetch('avatarium:file/large', 'account', never)).rejects.toThrow(TooLargeError);
    await expect(media.fetch('avatarium:file/text', 'account', never)).rejects.toThrow(WrongTypeError);
    await expect(media.fetch('avatarium:file/gone', 'account', never)).rejects.toThrow(FetchFailedError);
  });

  it('leaves a video where it lies, and keeps one that is fetched until it is released', async () => {
    const uploaded = await media.fetch('avatarium:file/film', 'account', never);
    const fetched = await media.fetch(`${site()}/video/mp4-900`, 'account', never);
    if (!('path' in uploaded && 'path' in fetched)) throw new Error('kept in memory');
    expect((await readFile(fetched.path)).length).toBe(900);
    await Promise.all([uploaded.release(), fetched.release()]);
    expect((await readFile(uploaded.path)).length).toBe(500);
    await expect(readFile(fetched.path)).rejects.toThrow('ENOENT');
  });

  it('has bounds of its own for each kind', async () => {
    const fetched = await media.fetch(`${site()}/image/png-90`, 'account', never);
    expect(fetched).toEqual({ bytes: new Uint8Array(90).fill(7) });
    for (const [path, error] of [
      ['image/png-500', TooLargeError],
      ['video/mp4-1500', TooLargeError],
      ['text/html-5', WrongTypeError],
    ] as const) {
      await expect(media.fetch(`${site()}/${path}`, 'account', never)).rejects.toThrow(error);
    }
  });

  it('refuses URLs that lead somewhere private', async () => {
    for (const url of ['http://127.0.0.2/a.png', 'file:///etc/passwd', 'avatarium:other/picture']) {
      await expect(media.check(url, 'account')).rejects.toThrow(RefusedUrlError);
      await expect(media.fetch(url, 'account', never)).rejects.toThrow(RefusedUrlError);
    }
  });
});
