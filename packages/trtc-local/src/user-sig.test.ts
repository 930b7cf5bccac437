import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { userSigEnd } from './user-sig.js';

const sig = (fields: unknown) =>
  deflateSync(JSON.stringify(fields))
    .toString('base64')
    .replaceAll('+', '*')
    .replaceAll('/', '-')
    .replaceAll('=', '_');

describe('the end of a user sig', () => {
  it('is its issue time and its lifetime', async () => {
    expect(await userSigEnd(sig({ 'TLS.ver': '2.0', 'TLS.time': 1_700_000_000, 'TLS.expire': 60 }))).toBe(
      1_700_000_060_000,
    );
  });

  it('is unknown for anything else', async () => {
    expect(await userSigEnd('')).toBeUndefined();
    expect(await userSigEnd('not a sig')).toBeUndefined();
    expect(await userSigEnd(sig('text'))).toBeUndefined();
    expect(await userSigEnd(sig({ 'TLS.time': 1 }))).toBeUndefined();
  });
});
