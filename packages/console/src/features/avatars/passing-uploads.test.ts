import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dropUploadsOf, rememberUpload } from './passing-uploads.js';

const deleted: string[] = [];

beforeEach(() => {
  deleted.length = 0;
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal('fetch', async (path: string) => {
    deleted.push(path);
    return Response.json({ code: 1000, msg: 'OK', data: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('removes an upload once', () => {
  rememberUpload('zoe', 'avatarium:file/1');
  rememberUpload('leo', 'avatarium:file/2');
  dropUploadsOf(['zoe']);
  dropUploadsOf(['zoe']);
  expect(deleted).toEqual(['/api/avatarium/v1/files/1']);
});

it.each(['constructor', 'valueOf', '__proto__'])('takes an avatar named %s for one like any other', (id) => {
  dropUploadsOf([id]);
  expect(deleted).toEqual([]);
  rememberUpload(id, 'avatarium:file/3');
  dropUploadsOf([id]);
  expect(deleted).toEqual(['/api/avatarium/v1/files/3']);
});
