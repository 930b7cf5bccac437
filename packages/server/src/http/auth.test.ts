import { getTokenReply } from '@avatarium/contract';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { API_KEY, CLIENT_ID, openRig, type Rig } from '../testing/api-rig.js';

const LIST = '/api/open/v4/liveAvatar/session/list?page=1&size=1';
const GET_TOKEN = '/api/open/v3/getToken';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

async function getToken(): Promise<string> {
  const reply = await rig.post(GET_TOKEN, { clientId: CLIENT_ID, clientSecret: API_KEY }, {});
  return getTokenReply.parse(reply).token;
}

const codeWith = async (headers: Record<string, string>) => (await rig.get(LIST, headers)).code;

describe('getToken', () => {
  it('gives a token with an end, at the top level and in data', async () => {
    const reply = await rig.post(GET_TOKEN, { clientId: CLIENT_ID, clientSecret: API_KEY }, {});
    const { token } = getTokenReply.parse(reply);
    expect(reply).toMatchObject({ code: 1000, msg: 'OK', data: { token } });
    expect(decodeJwt(token).exp).toBe(Math.floor(rig.clock.nowMs() / 1000) + 3600);
  });

  it('refuses wrong pairs and missing halves', async () => {
    const wrongKey = { clientId: CLIENT_ID, clientSecret: 'x'.repeat(24) };
    expect(await rig.post(GET_TOKEN, wrongKey, {})).toMatchObject({ code: 1101 });
    expect(await rig.post(GET_TOKEN, { clientId: 'somebody-else', clientSecret: API_KEY }, {})).toMatchObject(
      {
        code: 1101,
      },
    );
    expect(await rig.post(GET_TOKEN, { clientId: CLIENT_ID }, {})).toMatchObject({
      code: 1003,
      msg: /^clientSecret/,
    });
    expect(await rig.post(GET_TOKEN, { clientId: '', clientSecret: API_KEY }, {})).toMatchObject({
      code: 1003,
      msg: /^clientId/,
    });
  });
});

describe('authentication', () => {
  it('takes key and token, each in either header', async () => {
    const token = await getToken();
    expect(await codeWith({ 'x-api-key': API_KEY })).toBe(1000);
    expect(await codeWith({ 'x-api-key': token })).toBe(1000);
    expect(await codeWith({ authorization: `Bearer ${API_KEY}` })).toBe(1000);
    expect(await codeWith({ authorization: `bearer ${token}` })).toBe(1000);
  });

  it('lets Authorization win when both carry a value', async () => {
    const bad = 'z'.repeat(24);
    expect(await codeWith({ authorization: `Bearer ${bad}`, 'x-api-key': API_KEY })).toBe(1101);
    expect(await codeWith({ authorization: `Bearer ${API_KEY}`, 'x-api-key': bad })).toBe(1000);
    expect(await codeWith({ authorization: '', 'x-api-key': API_KEY })).toBe(1000);
    expect(await codeWith({ authorization: 'Bearer ', 'x-api-key': API_KEY })).toBe(1000);
  });

  it('tells missing from wrong', async () => {
    expect(await codeWith({})).toBe(1102);
    expect(await codeWith({ 'x-api-key': '' })).toBe(1102);
    expect(await codeWith({ 'x-api-key': 'no' })).toBe(1101);
    expect(await codeWith({ 'x-api-key': 'a.b.c' })).toBe(1101);
  });

  it('refuses a token past its end, and one that is not signed by us', async () => {
    const token = await getToken();
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...decodeJwt(token), exp: 9_999_999_999 })).toString(
      'base64url',
    );
    expect(await codeWith({ 'x-api-key': `${head}.${forged}.${signature}` })).toBe(1101);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await codeWith({ 'x-api-key': `${none}.${forged}.` })).toBe(1101);
    await rig.clock.advance(3_601_000);
    expect(await codeWith({ 'x-api-key': token })).toBe(1101);
  });

  it('ends the tokens of a key when the key changes', async () => {
    const token = await getToken();
    const { id, accountId, keyHash } = rig.key;
    await rig.storage.apiKeys.update(accountId, id, { keyHash: 'another' });
    expect(await codeWith({ 'x-api-key': token })).toBe(1101);
    await rig.storage.apiKeys.update(accountId, id, { keyHash });
    expect(await codeWith({ 'x-api-key': token })).toBe(1000);
  });

  it('slows down whoever guesses', async () => {
    const guess = () => rig.post(GET_TOKEN, { clientId: CLIENT_ID, clientSecret: 'wrong' }, {});
    const codes: number[] = [];
    for (let i = 0; i < 25; i++) {
      codes.push((await guess()).code);
    }
    expect(codes[0]).toBe(1101);
    expect(codes.at(-1)).toBe(1005);
    await rig.clock.advance(60_000);
    expect((await guess()).code).toBe(1101);
    expect(await getToken()).toMatch(/^eyJ/);
  });
});
