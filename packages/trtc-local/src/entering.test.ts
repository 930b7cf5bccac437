import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { enter, roomIdOf } from './entering.js';
import type { EnterRoomConfig } from './types.js';

const config: EnterRoomConfig = { sdkAppId: 1_400_000_001, userId: 'client-1', userSig: 'x', roomId: 7 };
const signal = new AbortController().signal;

/** A server that gives this answer to each exchange. */
function answering(answer: object): void {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json(answer)),
  );
}
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the room that is meant', () => {
  it('is the number before the text', () => {
    expect(roomIdOf({ roomId: 7, strRoomId: 'other' })).toBe('7');
    expect(roomIdOf({ strRoomId: 'a room' })).toBe('a room');
  });

  it('is a number of 32 bits or one of the texts that TRTC allows', () => {
    const codeOf = (given: object) => {
      try {
        return roomIdOf(given);
      } catch (error) {
        return (error as { extraCode: number }).extraCode;
      }
    };
    expect(codeOf({ roomId: 4_294_967_294 })).toBe('4294967294');
    expect(codeOf({ roomId: 4_294_967_295 })).toBe(5013);
    expect(codeOf({ roomId: 1.5 })).toBe(5013);
    expect(codeOf({ roomId: '7' })).toBe(5016);
    expect(codeOf({ roomId: 0 })).toBe(5015);
    expect(codeOf({})).toBe(5015);
    expect(codeOf({ strRoomId: 'ä' })).toBe(5012);
    expect(codeOf({ strRoomId: 'x'.repeat(65) })).toBe(5012);
  });
});

describe('entering', () => {
  it("trades the user sig for a place in the session's room, at the server of the page", async () => {
    vi.stubGlobal('AVATARIUM_URL', 'http://avatarium.test/');
    answering({ code: 1216, msg: 'Session not found' });
    await expect(enter(config, signal)).rejects.toMatchObject({
      name: 'SERVER_ERROR',
      code: 5400,
      extraCode: 1216,
      functionName: 'enterRoom',
      message: expect.stringContaining('Session not found'),
    });
    const [url, request] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(url).toBe('http://avatarium.test/api/avatarium/v1/local/trtc/join');
    expect(JSON.parse(String(request?.body))).toEqual({
      sdk_app_id: '1400000001',
      user_id: 'client-1',
      user_sig: 'x',
      room_id: '7',
    });
  });

  it('tells a user sig that ran out from a wrong one, by the codes of TRTC', async () => {
    answering({ code: 1101, msg: 'Invalid authorization' });
    const old = deflateSync(JSON.stringify({ 'TLS.time': 1000, 'TLS.expire': 60 })).toString('base64');
    const userSig = old.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
    await expect(enter({ ...config, userSig }, signal)).rejects.toMatchObject({ extraCode: 70001 });
    await expect(enter(config, signal)).rejects.toMatchObject({ code: 5400, extraCode: 70003 });
  });

  it('tells whose user sig it is not', async () => {
    answering({ code: 1003, msg: 'user_id is not the one that the token is for' });
    await expect(enter(config, signal)).rejects.toMatchObject({ extraCode: 70013 });
    answering({ code: 1003, msg: 'sdk_app_id is not the one that the token is for' });
    await expect(enter(config, signal)).rejects.toMatchObject({ extraCode: 70014 });
  });

  it('fails when there is no server, and is aborted when the client is destroyed meanwhile', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    await expect(enter(config, signal)).rejects.toMatchObject({ name: 'OPERATION_FAILED', code: 5500 });
    await expect(enter(config, AbortSignal.abort())).rejects.toMatchObject({ code: 5998 });
  });
});
