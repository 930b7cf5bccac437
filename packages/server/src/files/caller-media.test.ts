import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    await add('picture', 'image/png', 50);
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
      allowlist: parseUrlAllowlist(''),
      maxBytes: 100,
      timeoutMs: 1000,
      types: ['image/'],
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads an upload of the account in place of a URL', async () => {
    await media.check('avatarium:file/picture', 'account');
    const { bytes, contentType } = await media.fetch('avatarium:file/picture', 'account');
    expect([contentType, Buffer.from(bytes)]).toEqual(['image/png', Buffer.alloc(50, 7)]);
  });

  it('refuses the upload of another account as one that is not there', async () => {
    for (const url of ['avatarium:file/picture', 'avatarium:file/none', 'avatarium:file/']) {
      await expect(media.check(url, 'other')).rejects.toThrow(RefusedUrlError);
      await expect(media.fetch(url, 'other')).rejects.toThrow('names a file that is not on this server');
    }
  });

  it('holds uploads to the same bounds as what is fetched', async () => {
    await expect(media.fetch('avatarium:file/large', 'account')).rejects.toThrow(TooLargeError);
    await expect(media.fetch('avatarium:file/text', 'account')).rejects.toThrow(WrongTypeError);
    await expect(media.fetch('avatarium:file/gone', 'account')).rejects.toThrow(FetchFailedError);
  });

  it('refuses URLs that lead somewhere private', async () => {
    for (const url of ['http://127.0.0.1/a.png', 'file:///etc/passwd', 'avatarium:other/picture']) {
      await expect(media.check(url, 'account')).rejects.toThrow(RefusedUrlError);
      await expect(media.fetch(url, 'account')).rejects.toThrow(RefusedUrlError);
    }
  });
});
