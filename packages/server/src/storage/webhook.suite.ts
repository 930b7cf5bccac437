import { webhookPayload } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './account-port.js';
import type { Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;
const HOOK = 'https://receiver.example/hook';
const PAGE = { offset: 0, limit: 100 };
const until = (expiresAt: number) => ({ owner: 'this server', expiresAt });

/** What every Storage must do with events for webhooks. `open` gives an empty one. */
export function webhookSuite(
  name: string,
  open: () => Promise<{ storage: Storage; dispose(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let dispose: () => Promise<void>;
    beforeAll(async () => {
      ({ storage, dispose } = await open());
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    async function addSession({ account, key }: Caller, createdAt = NOW): Promise<string> {
      const id = newId();
      const made = await storage.sessions.insert(
        {
          id,
          accountId: account.id,
          keyId: key.id,
          avatarId: 'ava',
          knowledgeId: null,
          voiceId: 'en-US-ava',
          language: 'en-US',
          modeType: 2,
          streamType: 'livekit',
          durationMs: 60_000,
          backgroundUrl: null,
          voiceParams: {},
          livekitUrl: 'ws://localhost:8080',
          roomName: `session-${id}`,
          serverIdentity: `avatar-${id}`,
          clientIdentity: `client-${id}`,
          speechFromAgent: false,
          ownTokenEncrypted: null,
          vendor: null,
          createdAt,
        },
        1000,
      );
      expect(made?.id).toBe(id);
      return id;
    }

    /** The session of this id, held and started; every other one that waits is held too. */
    async function start(id: string, atMs: number): Promise<void> {
      const lease = { owner: `owner-${id}`, expiresAt: atMs + 1000 };
      let claimed = await storage.sessions.claim(lease, atMs);
      while (claimed && claimed.id !== id) {
        claimed = await storage.sessions.claim(lease, atMs);
      }
      await storage.sessions.markProcessing(id, lease.owner, atMs);
      await storage.sessions.markProcessing(id, lease.owner, atMs + 1);
    }

    const end = (id: string, endedAt: number) =>
      storage.sessions.end(id, { status: 3, endReason: 'client_closed', endedAt });

    async function events(caller: Caller) {
      const { count, rows } = await storage.webhooks.list(caller.account.id, PAGE);
      expect(count).toBe(rows.length);
      return rows.reverse();
    }

    /** One event that is due at this time. */
    async function addDelivery(accountName: string, atMs: number): Promise<Caller> {
      const caller = await addKey(storage, accountName, { webhookUrl: HOOK, keyEncrypted: 'sealed secret' });
      await end(await addSession(caller, atMs), atMs);
      return caller;
    }

    it('has an event for the start and for the end of a session, each once', async () => {
      const caller = await addKey(storage, 'sessions', { webhookUrl: HOOK });
      const id = await addSession(caller);
      expect(await events(caller)).toEqual([]);
      await start(id, NOW + 10);
      await end(id, NOW + 20);
      await end(id, NOW + 30);
      const [started, ended, ...more] = await events(caller);
      expect(more).toEqual([]);
      expect(started).toMatchObject({ url: HOOK, keyId: caller.key.id, attempts: 0, createdAt: NOW + 10 });
      expect(webhookPayload.parse(started?.payload)).toEqual({
        event: 'session.started',
        event_id: started?.id,
        time: NOW + 10,
        uid: caller.account.uid,
        _id: id,
        type: 2,
        status: 2,
        avatar_id: 'ava',
        created_at: NOW,
        started_at: NOW + 10,
        ended_at: null,
        end_reason: null,
        error: null,
      });
      expect(webhookPayload.parse(ended?.payload)).toMatchObject({
        event: 'session.ended',
        status: 3,
        ended_at: NOW + 20,
        end_reason: 'client_closed',
      });
    });

    it('has an event for a session that failed, and for one that never left the queue', async () => {
      const caller = await addKey(storage, 'failing', { webhookUrl: HOOK });
      const [failing, waiting] = [await addSession(caller), await addSession(caller)];
      await storage.sessions.end(failing, {
        status: 4,
        endReason: 'failed',
        endedAt: NOW + 5,
        error: { code: 1218, msg: 'no renderer' },
      });
      await storage.sessions.endQueued({ status: 3, endReason: 'shutdown', endedAt: NOW + 6 });
      const payloads = (await events(caller)).map(({ payload }) => webhookPayload.parse(payload));
      expect(payloads).toMatchObject([
        { event: 'session.failed', _id: failing, error: { code: 1218, msg: 'no renderer' } },
        { event: 'session.ended', _id: waiting, started_at: null, end_reason: 'shutdown' },
      ]);
    });

    it('has none for a key without a webhook, and none of another account', async () => {
      const silent = await addKey(storage, 'silent');
      await end(await addSession(silent), NOW);
      expect(await events(silent)).toEqual([]);
      const loud = await addDelivery('loud', NOW);
      expect(
        await storage.webhooks.retry(silent.account.id, (await events(loud))[0]?.id ?? '', NOW),
      ).toBeNull();
    });

    it('gives what is due to one sender at a time, and again when that one has died', async () => {
      const { webhooks } = storage;
      await drain();
      const at = NOW + 1_000_000;
      const caller = await addDelivery('claiming', at);
      expect(await webhooks.claimDue(until(at), at - 1, [])).toBeNull();
      expect(await webhooks.claimDue(until(at + 100), at, [caller.key.id])).toBeNull();
      const claimed = await webhooks.claimDue(until(at + 100), at, []);
      expect(claimed).toMatchObject({
        attempts: 1,
        clientId: caller.key.clientId,
        keyEncrypted: 'sealed secret',
      });
      expect(await webhooks.claimDue(until(at + 200), at + 99, [])).toBeNull();
      const again = await webhooks.claimDue(until(at + 200), at + 100, []);
      expect(again).toMatchObject({ id: claimed?.id, attempts: 2 });
      // The one that was believed dead speaks up.
      await webhooks.settle(again?.id ?? '', 1, { nextAttemptAt: null, status: 500, error: 'late' });
      expect((await events(caller))[0]).toMatchObject({ nextAttemptAt: at + 200, lastError: null });
      await webhooks.settle(again?.id ?? '', 2, { deliveredAt: at + 150, status: 200 });
      expect((await events(caller))[0]).toMatchObject({
        nextAttemptAt: null,
        deliveredAt: at + 150,
        lastStatus: 200,
      });
      expect(await webhooks.claimDue(until(at + 20_000), at + 10_000, [])).toBeNull();
    });

    it('has what a sender was at due at once when that has been started again', async () => {
      const { webhooks } = storage;
      await drain();
      const at = NOW + 2_000_000;
      const [mine, done] = [await addDelivery('mine', at), await addDelivery('done', at)];
      for (const { key } of [mine, done]) {
        const claimed = await webhooks.claimDue(until(at + 100), at, key === mine.key ? [done.key.id] : []);
        expect(claimed).toMatchObject({ keyId: key.id });
      }
      await webhooks.settle((await events(done))[0]?.id ?? '', 1, { deliveredAt: at, status: 200 });
      await webhooks.release('another server', at + 1);
      expect(await claimAny(at + 1)).toBeNull();
      await webhooks.release('this server', at + 1);
      // The attempt that was broken off does not count.
      const again = await webhooks.claimDue(until(at + 100), at + 1, []);
      expect(again).toMatchObject({ keyId: mine.key.id, attempts: 1 });
      expect(await claimAny(at + 1)).toBeNull();
    });

    it("sends again, to the key's present URL, when told", async () => {
      const { webhooks, apiKeys } = storage;
      await drain();
      const { account, key } = await addDelivery('retrying', NOW);
      const claimed = await webhooks.claimDue(until(NOW + 100), NOW, []);
      const id = claimed?.id ?? '';
      await webhooks.settle(id, 1, { nextAttemptAt: null, status: 500, error: 'was answered with 500' });
      await apiKeys.update(account.id, key.id, { webhookUrl: 'https://new.example/' });
      expect(await webhooks.retry(account.id, id, NOW + 500)).toMatchObject({
        url: 'https://new.example/',
        nextAttemptAt: NOW + 500,
        lastStatus: 500,
      });
      await apiKeys.update(account.id, key.id, { webhookUrl: null });
      expect(await webhooks.retry(account.id, id, NOW + 600)).toMatchObject({ url: 'https://new.example/' });
      expect(await webhooks.claimDue(until(NOW + 700), NOW + 600, [])).toMatchObject({ id, attempts: 2 });
    });

    it('forgets what is old and settled, and nothing that is still to be sent', async () => {
      const { webhooks } = storage;
      await drain();
      const settled = await addDelivery('old', 1000);
      const claimed = await webhooks.claimDue(until(2000), 1000, []);
      await webhooks.settle(claimed?.id ?? '', 1, { deliveredAt: 1000, status: 200 });
      const pending = await addDelivery('old and due', 1000);
      await webhooks.deleteSettledBefore(1001);
      expect(await events(settled)).toEqual([]);
      expect(await events(pending)).toHaveLength(1);
    });

    /** Settles whatever other tests have left due. */
    async function drain(): Promise<void> {
      const far = Number.MAX_SAFE_INTEGER;
      for (let due = await claimAny(far); due; due = await claimAny(far)) {
        await storage.webhooks.settle(due.id, due.attempts, {
          nextAttemptAt: null,
          status: null,
          error: '-',
        });
      }
    }
    const claimAny = (nowMs: number) => storage.webhooks.claimDue(until(nowMs), nowMs, []);
  });
}
