import { apiKeyWithSecret, session, usage } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

const SESSION = '/api/open/v4/liveAvatar/session';
const USAGE = '/api/avatarium/v1/usage';
const DAY_MS = 86_400_000;

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 3 });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

const read = async (query = '') => usage.parse((await rig.get(`${USAGE}${query}`)).data);

async function use(seconds: number, key?: string) {
  const headers = key ? { 'x-api-key': key } : undefined;
  const { data } = await rig.post(`${SESSION}/create`, { avatar_id: 'ava' }, headers);
  await rig.clock.advance(seconds * 1000);
  await rig.post(`${SESSION}/close`, { id: session.parse(data)._id }, headers);
}

describe('usage', () => {
  it('is nothing before anything was used', async () => {
    const { days, keys } = await read('?days=3');
    expect(keys).toEqual([]);
    expect(days.map(({ used_seconds, sessions }) => [used_seconds, sessions])).toEqual(Array(3).fill([0, 0]));
    const today = Math.floor(rig.clock.nowMs() / DAY_MS) * DAY_MS;
    expect(days.map(({ from }) => from)).toEqual([today - 2 * DAY_MS, today - DAY_MS, today]);
  });

  it('is summed by day and by key', async () => {
    const other = apiKeyWithSecret.parse(
      (await rig.post('/api/avatarium/v1/keys', { name: 'phone app' })).data,
    );
    await use(20);
    await use(5);
    await use(70, other.api_key);
    const { days, keys } = await read();
    expect(days).toHaveLength(7);
    expect(days.reduce((sum, { used_seconds }) => sum + used_seconds, 0)).toBe(95);
    expect(keys).toMatchObject([
      { _id: other._id, name: 'phone app', used_seconds: 70, sessions: 1 },
      { name: 'default', used_seconds: 25, sessions: 2 },
    ]);
  });

  it('has the days of the caller', async () => {
    for (const minutes of [-840, -60, 0, 330, 840]) {
      const { days } = await read(`?days=1&utc_offset_minutes=${minutes}`);
      const from = days[0]?.from ?? 0;
      expect((from + minutes * 60_000) % DAY_MS).toBe(0);
      expect(rig.clock.nowMs() - from).toBeGreaterThanOrEqual(0);
      expect(rig.clock.nowMs() - from).toBeLessThan(DAY_MS);
    }
  });

  it('says what is wrong with a request', async () => {
    expect(await rig.get(`${USAGE}?days=0`)).toMatchObject({ code: 1003, msg: /^days/ });
    expect(await rig.get(`${USAGE}?utc_offset_minutes=900`)).toMatchObject({ code: 1003 });
    expect(await rig.get(USAGE, {})).toMatchObject({ code: 1102 });
  });
});
