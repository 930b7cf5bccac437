import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiKeyRow, type Caller, KeyLimitError } from './account-port.js';
import type { NewSession, SessionRow, Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { newSession } from './testing/new-session.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;
const SECOND = 1000;

/** What every Storage must do about the limits and the use of keys. `open` gives an empty one. */
export function usageSuite(
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

    function caller(limits: Partial<ApiKeyRow> = {}): Promise<Caller> {
      return addKey(storage, 'usage', limits);
    }

    async function insert(owner: Caller, change: Partial<NewSession> = {}): Promise<SessionRow> {
      const row = await storage.sessions.insert(newSession(owner, change), Number.MAX_SAFE_INTEGER);
      if (!row) {
        throw new Error('not inserted');
      }
      return row;
    }

    /** A session that has been processing from NOW on. */
    async function start(owner: Caller, change: Partial<NewSession> = {}): Promise<SessionRow> {
      const { id } = await insert(owner, change);
      const lease = { owner: id, expiresAt: NOW + SECOND };
      // Others may be waiting as well: claim until it is ours.
      for (;;) {
        const claimed = await storage.sessions.claim(lease, NOW);
        if (claimed?.id === id) {
          break;
        }
      }
      const row = await storage.sessions.markProcessing(id, id, NOW);
      if (!row) {
        throw new Error('not started');
      }
      return row;
    }

    const end = (id: string, endedAt: number) =>
      storage.sessions.end(id, { status: 3, endReason: 'client_closed', endedAt });
    const used = async ({ key }: Caller) => (await storage.apiKeys.callerById(key.id))?.key.usedMs;

    it('counts what a session used once, however often and by whomever it is ended', async () => {
      const owner = await caller();
      const { id } = await start(owner);
      expect(await used(owner)).toBe(0);
      await Promise.all([end(id, NOW + 20 * SECOND), end(id, NOW + 20 * SECOND), end(id, NOW + 20 * SECOND)]);
      await storage.sessions.endOverdue(NOW + 9_999 * SECOND, NOW);
      expect(await used(owner)).toBe(20 * SECOND);
    });

    it('counts nothing for a session that never started, and never more than it was given', async () => {
      const owner = await caller();
      await end((await insert(owner)).id, NOW + 50 * SECOND);
      expect(await used(owner)).toBe(0);
      await end((await start(owner)).id, NOW + 999 * SECOND);
      expect(await used(owner)).toBe(60 * SECOND);
    });

    it('counts what was left without a worker and ran out, for each key its own', async () => {
      const [one, other] = [await caller(), await caller()];
      const started = [await start(one), await start(other), await start(one, { durationMs: 5 * SECOND })];
      for (const { leaseOwner } of started) {
        await storage.sessions.release(leaseOwner ?? '');
      }
      const ended = await storage.sessions.endOverdue(NOW + 100 * SECOND, NOW - 1);
      expect(ended.map(({ id }) => id)).toEqual(expect.arrayContaining(started.map(({ id }) => id)));
      expect(await used(one)).toBe(65 * SECOND);
      expect(await used(other)).toBe(60 * SECOND);
    });

    it('gives a session no more time than the budget has left', async () => {
      const owner = await caller({ budgetMs: 90 * SECOND });
      const first = await start(owner);
      expect(first.durationMs).toBe(60 * SECOND);
      const second = await insert(owner);
      expect(second.durationMs).toBe(30 * SECOND);
      await expect(insert(owner)).rejects.toEqual(new KeyLimitError('budget'));
      await end(first.id, NOW + 10 * SECOND);
      expect((await insert(owner)).durationMs).toBe(50 * SECOND);
    });

    it('never lets sessions that are asked for at once use more than the budget together', async () => {
      const owner = await caller({ budgetMs: 150 * SECOND });
      const asked = await Promise.allSettled(Array.from({ length: 6 }, () => insert(owner)));
      const granted = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value.durationMs] : []));
      expect(granted.toSorted((a, b) => a - b)).toEqual([30 * SECOND, 60 * SECOND, 60 * SECOND]);
    });

    it('refuses when the budget is spent, to the last second', async () => {
      await expect(insert(await caller({ budgetMs: 0 }))).rejects.toEqual(new KeyLimitError('budget'));
      const owner = await caller({ budgetMs: 60 * SECOND, usedMs: 59_001 });
      await expect(insert(owner)).rejects.toEqual(new KeyLimitError('budget'));
      const overdrawn = await caller({ budgetMs: 60 * SECOND, usedMs: 90 * SECOND });
      await expect(insert(overdrawn)).rejects.toEqual(new KeyLimitError('budget'));
    });

    it('lets a key have as many sessions at once as it may, and not one more', async () => {
      const owner = await caller({ maxSessions: 2 });
      const other = await caller();
      const asked = await Promise.allSettled(Array.from({ length: 5 }, () => insert(owner)));
      const refused = asked.filter((one) => one.status === 'rejected');
      expect(refused.map(({ reason }) => reason)).toEqual(Array(3).fill(new KeyLimitError('sessions')));
      await insert(other);
      const [id = ''] = await storage.sessions.liveIdsOfKey(owner.key.id);
      await end(id, NOW);
      await insert(owner);
    });

    it('makes no session for a key that is disabled or gone', async () => {
      await expect(insert(await caller({ disabled: true }))).rejects.toEqual(new KeyLimitError('disabled'));
      const owner = await caller();
      await storage.apiKeys.delete(owner.account.id, owner.key.id);
      await expect(insert(owner)).rejects.toEqual(new KeyLimitError('disabled'));
    });

    it('keeps the sessions of a key that is deleted', async () => {
      const owner = await caller();
      const { id } = await start(owner);
      expect(await storage.sessions.liveIdsOfKey(owner.key.id)).toEqual([id]);
      await storage.apiKeys.delete(owner.account.id, owner.key.id);
      expect(await storage.sessions.find(owner.account.id, id)).toMatchObject({ keyId: null, status: 2 });
      expect(await end(id, NOW + SECOND)).toMatchObject({ status: 3, keyId: null });
    });

    it('tells what was used by day and by key, of running sessions what they used so far', async () => {
      const DAY = 86_400 * SECOND;
      const first = await addKey(storage, 'summed account');
      const second = await addKey(storage, 'summed account');
      const asked = { createdAt: NOW - SECOND };
      await end((await start(first, asked)).id, NOW + 20 * SECOND);
      await start(second, asked);
      await end((await insert(first, asked)).id, NOW + 50 * SECOND);
      await storage.apiKeys.delete(second.account.id, second.key.id);
      const usage = (fromMs: number) =>
        storage.sessions
          .usage(first.account.id, fromMs, NOW + 30 * SECOND)
          .then((rows) => rows.toSorted((a, b) => a.usedMs - b.usedMs));
      const rows = [
        { keyId: first.key.id, keyName: first.key.name, usedMs: 20 * SECOND },
        { keyId: null, keyName: null, usedMs: 30 * SECOND },
      ].map((row) => ({ ...row, sessions: 1, lastStartedAt: NOW }));
      expect(await usage(NOW)).toEqual(rows.map((row) => ({ ...row, day: 0 })));
      expect(await usage(NOW - 3 * DAY)).toEqual(rows.map((row) => ({ ...row, day: 3 })));
      expect(await usage(NOW - 3 * DAY + 1)).toEqual(rows.map((row) => ({ ...row, day: 2 })));
      expect(await usage(NOW + 1)).toEqual([]);
      const stranger = await addKey(storage, 'a stranger');
      expect(await storage.sessions.usage(stranger.account.id, 0, NOW)).toEqual([]);
    });

    it('tells the places in the queue, of all accounts, to each its own', async () => {
      for (const row of await storage.sessions.endQueued({
        status: 3,
        endReason: 'shutdown',
        endedAt: NOW + 9_999 * SECOND,
      })) {
        expect(row.status).toBe(3);
      }
      const mine = await caller();
      const other = await addKey(storage, 'another account');
      const ids = [newId(), newId(), newId()];
      await insert(mine, { id: ids[0], createdAt: NOW + 1 });
      await insert(other, { id: ids[1], createdAt: NOW + 2 });
      await insert(mine, { id: ids[2], createdAt: NOW + 3 });
      expect(await storage.sessions.queuePositions(mine.account.id)).toEqual(
        new Map([
          [ids[0], 1],
          [ids[2], 3],
        ]),
      );
      expect(await storage.sessions.queuePositions(other.account.id)).toEqual(new Map([[ids[1], 2]]));
    });
  });
}
