import { ERRORS, session } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig } from '../testing/api-rig.js';
import { waitUntil } from '../worker/testing/wait-until.js';

const SESSION = '/api/open/v4/liveAvatar/session';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ httpStatusMode: 'strict' });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

const asking = (simulate: string) => ({ 'x-api-key': API_KEY, 'x-avatarium-simulate': simulate });
const list = (simulate: string) =>
  rig.inject({ method: 'GET', url: `${SESSION}/list`, headers: asking(simulate) });
const create = (simulate: string) => rig.post(`${SESSION}/create`, { avatar_id: 'ava' }, asking(simulate));

describe('x-avatarium-simulate', () => {
  it.each(Object.values(ERRORS).map(({ code, httpStatus }) => [code, httpStatus]))(
    'answers with %i in place of doing anything',
    async (code, httpStatus) => {
      const reply = await list(`code=${code}`);
      expect(reply.json()).toMatchObject({ code, msg: expect.stringContaining('(simulated)') });
      expect(reply.statusCode).toBe(httpStatus);
    },
  );

  it('makes no session when it answers with an error', async () => {
    expect(await create(' code = 1215 ')).toMatchObject({ code: 1215 });
    expect(await rig.get(`${SESSION}/list`)).toMatchObject({ data: { count: 0 } });
  });

  it('holds an answer back', async () => {
    let answered = false;
    const timers = rig.clock.pendingTimers;
    const reply = list('delay=1500; code=1005').then((one) => {
      answered = true;
      return one;
    });
    await waitUntil('it is held back', () => rig.clock.pendingTimers > timers);
    await rig.clock.advance(1499);
    expect(answered).toBe(false);
    await rig.clock.advance(1);
    expect((await reply).json()).toMatchObject({ code: 1005 });
  });

  it('lets a session fail after its start', async () => {
    const made = session.parse((await create('fail-after=2.5')).data);
    expect(made).toMatchObject({ status: 2 });
    const detail = async () => session.parse((await rig.get(`${SESSION}/detail?id=${made._id}`)).data);
    await rig.clock.advance(2499);
    expect(await detail()).toMatchObject({ status: 2 });
    await rig.clock.advance(1);
    await waitUntil('it has failed', async () => (await detail()).status === 4);
    expect(await detail()).toMatchObject({
      end_reason: 'failed',
      error: { code: 1218, msg: expect.stringContaining('simulate') },
    });
    expect(rig.rooms.size).toBe(0);
  });

  it.each<[string, RegExp]>([
    ['explode', /there is no directive "explode"/],
    ['toString=1', /there is no directive "toString"/],
    ['code=1000', /code must be an error/],
    ['code', /code must be an error/],
    ['delay=30001', /delay must be .* up to 30000/],
    ['delay=-1', /delay must be/],
    ['delay=soon', /delay must be/],
    ['fail-after=5', /fail-after goes with .*session\/create only/],
    ['code=1215, code=1005', /code is there twice/],
  ])('refuses "%s", naming the header', async (simulate, message) => {
    const { code, msg } = (await list(simulate)).json();
    expect(code).toBe(1003);
    expect(msg).toMatch(/^x-avatarium-simulate: /);
    expect(msg).toMatch(message);
  });

  it('refuses a failure that comes after any session', async () => {
    expect(await create('fail-after=3601')).toMatchObject({ code: 1003 });
  });

  it('is for those with credentials only', async () => {
    const headers = { 'x-avatarium-simulate': 'code=1215' };
    expect(await rig.get(`${SESSION}/list`, headers)).toMatchObject({ code: 1102 });
    expect(await rig.get(`${SESSION}/list`, { ...headers, 'x-api-key': 'wrong' })).toMatchObject({
      code: 1101,
    });
  });
});
