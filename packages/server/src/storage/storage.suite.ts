import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './account-port.js';
import type { NewSession, SessionRow, Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { newSession as makeSession } from './testing/new-session.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;
let serial = 0;

/** What every Storage must do. `open` gives an empty one. */
export function storageSuite(
  name: string,
  open: () => Promise<{ storage: Storage; dispose(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let dispose: () => Promise<void>;
    let owner: Caller;
    let accountId: string;
    let otherAccountId: string;

    beforeAll(async () => {
      ({ storage, dispose } = await open());
      owner = await addKey(storage, 'mine');
      accountId = owner.account.id;
      otherAccountId = (await addKey(storage, 'other')).account.id;
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    function newSession(change: Partial<NewSession> = {}): NewSession {
      return {
        ...makeSession(owner, change),
        voiceParams: { speed: 1.1, pron_map: { "it's": 'its “quoted” \\ 🙂' } },
        createdAt: NOW + ++serial,
        ...change,
      };
    }

    async function insert(change: Partial<NewSession> = {}): Promise<SessionRow> {
      const row = await storage.sessions.insert(newSession(change), Number.MAX_SAFE_INTEGER);
      if (!row) {
        throw new Error('not inserted');
      }
      return row;
    }

    /** Ends everything that lives, so that a test sees its own sessions only. */
    async function clear(): Promise<void> {
      for (const status of [1, 2]) {
        for (const id of [accountId, otherAccountId]) {
          const { rows } = await storage.sessions.list(id, { status, offset: 0, limit: 100 });
          for (const row of rows) {
            await storage.sessions.end(row.id, { status: 3, endReason: 'expired', endedAt: NOW });
          }
        }
      }
    }

    it('gives a session back as it was stored', async () => {
      const asked = newSession();
      const row = await storage.sessions.insert(asked, 1000);
      expect(row).toEqual({
        ...asked,
        status: 1,
        startedAt: null,
        joinedAt: null,
        endedAt: null,
        endReason: null,
        error: null,
        leaseOwner: null,
        leaseExpiresAt: null,
      });
      expect(await storage.sessions.find(accountId, asked.id)).toEqual(row);
    });

    it('hides a session from other accounts', async () => {
      const { id } = await insert();
      expect(await storage.sessions.find(otherAccountId, id)).toBeNull();
      expect(await storage.sessions.find(accountId, newId())).toBeNull();
    });

    it('finds a session that lives, whosever it is, until it has ended', async () => {
      const vendor = { access: 'local', appId: 'app', channel: 'channel', uid: '7' } as const;
      const row = await insert({ vendor });
      expect(await storage.sessions.findLive(row.id)).toEqual(row);
      expect(await storage.sessions.findLive(newId())).toBeNull();
      await storage.sessions.end(row.id, { status: 3, endReason: 'client_closed', endedAt: NOW });
      expect(await storage.sessions.findLive(row.id)).toBeNull();
    });

    it('lists newest first, by pages and by status, and counts all pages', async () => {
      const mine = { accountId: otherAccountId };
      const first = await insert({ ...mine, createdAt: NOW + 1 });
      const second = await insert({ ...mine, createdAt: NOW + 2 });
      const third = await insert({ ...mine, createdAt: NOW + 3 });
      await storage.sessions.end(second.id, { status: 3, endReason: 'client_closed', endedAt: NOW + 4 });
      const page = await storage.sessions.list(otherAccountId, { offset: 1, limit: 2 });
      expect(page.count).toBe(3);
      expect(page.rows.map((row) => row.id)).toEqual([second.id, first.id]);
      const queueing = await storage.sessions.list(otherAccountId, { status: 1, offset: 0, limit: 9 });
      expect(queueing).toMatchObject({ count: 2, rows: [{ id: third.id }, { id: first.id }] });
    });

    it('never lets more sessions live than allowed, however many are added at once', async () => {
      await clear();
      const results = await Promise.all(
        Array.from({ length: 8 }, () => storage.sessions.insert(newSession(), 3)),
      );
      expect(results.filter((row) => row !== null)).toHaveLength(3);
    });

    it('hands each session to one of those who claim at once', async () => {
      await clear();
      const ids = [(await insert()).id, (await insert()).id];
      const claims = await Promise.all(
        ['a', 'b', 'c'].map((owner) => storage.sessions.claim({ owner, expiresAt: NOW + 100 }, NOW)),
      );
      const claimed = claims.flatMap((row) => (row ? [row.id] : []));
      expect(claimed.toSorted()).toEqual(ids.toSorted());
      for (const [n, owner] of ['a', 'b', 'c'].entries()) {
        if (claims[n]) {
          expect(claims[n]).toMatchObject({ leaseOwner: owner, leaseExpiresAt: NOW + 100, status: 1 });
        }
      }
    });

    it('hands sessions out in the order they came', async () => {
      await clear();
      const later = await insert({ createdAt: NOW + 2 });
      const sooner = await insert({ createdAt: NOW + 1 });
      const lease = { owner: 'a', expiresAt: NOW + 100 };
      expect((await storage.sessions.claim(lease, NOW))?.id).toBe(sooner.id);
      expect((await storage.sessions.claim(lease, NOW))?.id).toBe(later.id);
      expect(await storage.sessions.claim(lease, NOW)).toBeNull();
    });

    it('passes a session on when its lease has run out, but not to the owner that let it', async () => {
      await clear();
      const { id } = await insert();
      await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 100 }, NOW);
      expect(await storage.sessions.claim({ owner: 'b', expiresAt: NOW + 150 }, NOW + 99)).toBeNull();
      expect(await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 200 }, NOW + 100)).toBeNull();
      const taken = await storage.sessions.claim({ owner: 'b', expiresAt: NOW + 200 }, NOW + 100);
      expect(taken?.id).toBe(id);
      expect(await storage.sessions.renew({ owner: 'a', expiresAt: NOW + 300 }, [id])).toEqual([]);
      expect(await storage.sessions.renew({ owner: 'b', expiresAt: NOW + 300 }, [id])).toEqual([id]);
      expect(await storage.sessions.renew({ owner: 'b', expiresAt: NOW + 300 }, [])).toEqual([]);
    });

    it('takes up a processing session again only while it has time left, and before the queue', async () => {
      await clear();
      await insert({ createdAt: NOW });
      const { id } = await insert({ createdAt: NOW + 1, durationMs: 1000 });
      await storage.sessions.claim({ owner: 'x', expiresAt: NOW + 100 }, NOW);
      await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 100 }, NOW);
      await storage.sessions.markProcessing(id, 'a', NOW + 10);
      await storage.sessions.release('a');
      expect((await storage.sessions.claim({ owner: 'b', expiresAt: NOW + 200 }, NOW + 20))?.id).toBe(id);
      await storage.sessions.release('b');
      expect(
        await storage.sessions.claim({ owner: 'b', expiresAt: NOW + 2000 }, NOW + 1010),
      ).not.toMatchObject({ id });
      const [ended] = await storage.sessions.endOverdue(NOW + 5000, NOW);
      expect(ended).toMatchObject({
        id,
        status: 3,
        endReason: 'expired',
        endedAt: NOW + 1010,
        leaseOwner: null,
      });
    });

    it('starts only what the caller holds, and keeps the first start', async () => {
      await clear();
      const { id } = await insert();
      expect(await storage.sessions.markProcessing(id, 'a', NOW)).toBeNull();
      await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 100 }, NOW);
      expect(await storage.sessions.markProcessing(id, 'b', NOW)).toBeNull();
      expect(await storage.sessions.markProcessing(id, 'a', NOW + 5)).toMatchObject({
        status: 2,
        startedAt: NOW + 5,
      });
      expect(await storage.sessions.markProcessing(id, 'a', NOW + 9)).toMatchObject({
        status: 2,
        startedAt: NOW + 5,
      });
    });

    it('ends a session once and never brings it back', async () => {
      await clear();
      const { id } = await insert();
      await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 100 }, NOW);
      const error = { code: 1218, msg: 'lost' };
      const end = { status: 4, endReason: 'failed', endedAt: NOW + 7, error } as const;
      expect(await storage.sessions.end(id, end)).toMatchObject({
        ...end,
        leaseOwner: null,
        leaseExpiresAt: null,
      });
      expect(
        await storage.sessions.end(id, { status: 3, endReason: 'expired', endedAt: NOW + 8 }),
      ).toBeNull();
      expect(await storage.sessions.markProcessing(id, 'a', NOW)).toBeNull();
      expect(await storage.sessions.claim({ owner: 'a', expiresAt: NOW + 100 }, NOW + 900)).toBeNull();
      expect(await storage.sessions.find(accountId, id)).toMatchObject({ status: 4, error });
    });

    it('ends what has waited too long, and all of the queue when told', async () => {
      await clear();
      const old = await insert({ createdAt: NOW - 10 });
      const fresh = await insert({ createdAt: NOW + 10 });
      expect((await storage.sessions.endOverdue(NOW + 20, NOW)).map((row) => row.id)).toEqual([old.id]);
      const end = { status: 3, endReason: 'shutdown', endedAt: NOW + 30 } as const;
      expect((await storage.sessions.endQueued(end)).map((row) => row.id)).toEqual([fresh.id]);
      expect(await storage.sessions.endQueued(end)).toEqual([]);
    });

    it('notes the first client only', async () => {
      const { id } = await insert();
      await storage.sessions.markJoined(id, NOW + 3);
      await storage.sessions.markJoined(id, NOW + 9);
      expect(await storage.sessions.find(accountId, id)).toMatchObject({ joinedAt: NOW + 3 });
    });

    it('counts sessions by status', async () => {
      await clear();
      await insert();
      const counts = await storage.sessions.countByStatus();
      expect(counts.get(1)).toBe(1);
      expect(counts.get(2) ?? 0).toBe(0);
      expect(counts.get(3)).toBeGreaterThan(0);
    });

    it('refuses a row that contradicts itself', async () => {
      const { id } = await insert();
      await expect(
        storage.sessions.end(id, { status: 9 as 3, endReason: 'failed', endedAt: NOW }),
      ).rejects.toThrow();
      expect(await storage.sessions.find(accountId, id)).toMatchObject({ status: 1, endedAt: null });
    });

    it('keeps the first secret of a name', async () => {
      expect(await storage.secrets.getOrInsert('s', 'one')).toBe('one');
      expect(await storage.secrets.getOrInsert('s', 'two')).toBe('one');
    });
  });
}
