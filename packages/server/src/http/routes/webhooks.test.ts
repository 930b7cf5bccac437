import { session, webhookDeliveryList } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../accounts/new-key.js';
import { SecretBox } from '../../storage/secret-box.js';
import { newId } from '../../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

const DELIVERIES = '/api/avatarium/v1/webhooks/deliveries';
const SESSION = '/api/open/v4/liveAvatar/session';
const OTHER_KEY = 'key-key-key-key-key-0002';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
  await rig.storage.apiKeys.update(rig.account.id, rig.key.id, { webhookUrl: 'https://receiver.example/' });
  const other = await rig.storage.accounts.ensure({ id: newId(), name: 'other', createdAt: 0 });
  const box = new SecretBox(Buffer.from('a master key of this test alone'));
  const facts = { accountId: other.id, name: 'main', clientId: 'client-client-client-002', createdAt: 0 };
  await rig.storage.apiKeys.insert(newKey(box, { ...facts, apiKey: OTHER_KEY }));
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

describe('webhook deliveries', () => {
  it('are listed newest first, page by page, and sent again on request, to their owner alone', async () => {
    const made = session.parse((await rig.post(`${SESSION}/create`, { avatar_id: 'ava' })).data);
    await rig.clock.advance(10);
    await rig.post(`${SESSION}/close`, { id: made._id });
    const { count, result } = webhookDeliveryList.parse((await rig.get(`${DELIVERIES}?page=1&size=1`)).data);
    expect(count).toBe(2);
    expect(result).toMatchObject([
      { event: 'session.ended', state: 'pending', attempts: 0, payload: { _id: made._id } },
    ]);
    const older = webhookDeliveryList.parse((await rig.get(`${DELIVERIES}?page=2&size=1`)).data).result[0];
    expect(older).toMatchObject({ event: 'session.started' });

    const id = older?._id ?? '';
    const now = rig.clock.nowMs();
    await rig.storage.webhooks.claimDue({ owner: 'this server', expiresAt: now + 1000 }, now, []);
    await rig.storage.webhooks.settle(id, 1, { nextAttemptAt: null, status: 500, error: 'no' });
    const states = async () =>
      webhookDeliveryList.parse((await rig.get(DELIVERIES)).data).result.map(({ state }) => state);
    expect(await states()).toEqual(['pending', 'given_up']);

    const foreign = { 'x-api-key': OTHER_KEY };
    expect(await rig.get(DELIVERIES, foreign)).toMatchObject({ code: 1000, data: { count: 0, result: [] } });
    expect(await rig.post(`${DELIVERIES}/${id}/retry`, undefined, foreign)).toEqual(
      await rig.post(`${DELIVERIES}/${newId()}/retry`, undefined),
    );
    expect(await states()).toEqual(['pending', 'given_up']);

    expect(await rig.post(`${DELIVERIES}/${id}/retry`, undefined)).toMatchObject({
      code: 1000,
      data: { _id: id, state: 'pending', next_attempt_at: rig.clock.nowMs() },
    });
    expect(await rig.post(`${DELIVERIES}/nothing/retry`, undefined)).toMatchObject({ code: 1014 });
    expect(await rig.get(`${DELIVERIES}?size=0`)).toMatchObject({ code: 1003, msg: /^size/ });
    expect(await rig.get(DELIVERIES, {})).toMatchObject({ code: 1102 });
  });
});
