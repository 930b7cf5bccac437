import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TranscriptEntry } from '../transcripts/port.js';
import type { Caller } from './account-port.js';
import type { Database } from './database.js';
import type { Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { newSession } from './testing/new-session.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;

function entry(startMs: number, change: Partial<TranscriptEntry> = {}): TranscriptEntry {
  return {
    from: 'user',
    text: 'Hello',
    via: 'text',
    startMs,
    endMs: startMs + 500,
    interrupted: false,
    sources: [],
    offline: false,
    ...change,
  };
}

/** What every Storage must do with transcripts. `open` gives an empty one. */
export function transcriptSuite(
  name: string,
  open: () => Promise<{ storage: Storage; db: Database; dispose(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let db: Database;
    let dispose: () => Promise<void>;
    let owner: Caller;
    let other: Caller;

    beforeAll(async () => {
      ({ storage, db, dispose } = await open());
      owner = await addKey(storage, 'mine');
      other = await addKey(storage, 'other');
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    async function addSession(of: Caller, createdAt: number): Promise<string> {
      const session = newSession(of, { createdAt });
      await storage.sessions.insert(session, Number.MAX_SAFE_INTEGER);
      return session.id;
    }
    const read = (of: Caller, id: string) => storage.transcripts.read(of.account.id, id, 100);
    const add = (sessionId: string, ...entries: TranscriptEntry[]) =>
      storage.transcripts.add(entries.map((one) => ({ sessionId, entry: one })));

    it('gives turns back as they were stored, in the order in which they began', async () => {
      const id = await addSession(owner, NOW);
      const answer = entry(NOW + 900, {
        from: 'bot',
        text: 'Welcome <b>“home”</b>\n\\ 🙂',
        via: 'voice',
        interrupted: true,
        offline: true,
        sources: [{ name: "it's.pdf", url: 'https://a.example/?a="b"' }],
      });
      const late = entry(NOW + 2000, { text: '' });
      await add(id, late, answer);
      await add(id, entry(NOW, { from: 'bot', via: 'prologue' }), entry(NOW));
      expect(await read(owner, id)).toEqual([
        entry(NOW, { from: 'bot', via: 'prologue' }),
        entry(NOW),
        answer,
        late,
      ]);
      expect(await storage.transcripts.read(owner.account.id, id, 1)).toHaveLength(1);
    });

    it('leaves out turns of sessions that are gone', async () => {
      const id = await addSession(owner, NOW + 1);
      await storage.transcripts.add([
        { sessionId: newId(), entry: entry(NOW) },
        { sessionId: id, entry: entry(NOW) },
      ]);
      await storage.transcripts.add([]);
      expect(await read(owner, id)).toEqual([entry(NOW)]);
    });

    it('takes many turns at once', async () => {
      const id = await addSession(other, NOW);
      await add(id, ...Array.from({ length: 1100 }, (_, at) => entry(NOW + at)));
      expect(await storage.transcripts.read(other.account.id, id, 9999)).toHaveLength(1100);
      expect(await storage.transcripts.delete(other.account.id, id)).toBe(1100);
    });

    it('lists the sessions in which something was said, newest first, to their account alone', async () => {
      const one = await addKey(storage, 'lister');
      const [first, silent, last] = [
        await addSession(one, NOW + 10),
        await addSession(one, NOW + 20),
        await addSession(one, NOW + 30),
      ];
      const foreign = await addSession(other, NOW + 40);
      await add(first, entry(NOW + 100), entry(NOW + 700));
      await add(last, entry(NOW + 5));
      await add(foreign, entry(NOW + 5));
      const list = (filter: { sessionId?: string; offset?: number; limit?: number } = {}) =>
        storage.transcripts.list(one.account.id, { offset: 0, limit: 10, ...filter });
      expect(await list()).toEqual({
        count: 2,
        rows: [
          {
            session: { id: last, avatarId: 'ava', createdAt: NOW + 30, startedAt: null, endedAt: null },
            entries: 1,
            firstMs: NOW + 5,
            lastMs: NOW + 505,
          },
          {
            session: { id: first, avatarId: 'ava', createdAt: NOW + 10, startedAt: null, endedAt: null },
            entries: 2,
            firstMs: NOW + 100,
            lastMs: NOW + 1200,
          },
        ],
      });
      expect((await list({ offset: 1, limit: 1 })).rows.map(({ session }) => session.id)).toEqual([first]);
      expect((await list({ offset: 1, limit: 1 })).count).toBe(2);
      expect(await list({ sessionId: first })).toMatchObject({ count: 1, rows: [{ entries: 2 }] });
      for (const sessionId of [silent, foreign, newId()]) {
        expect(await list({ sessionId })).toEqual({ count: 0, rows: [] });
      }
    });

    it('shows and deletes nothing of another account', async () => {
      const id = await addSession(owner, NOW + 2);
      await add(id, entry(NOW), entry(NOW + 1));
      expect(await read(other, id)).toEqual([]);
      expect(await storage.transcripts.delete(other.account.id, id)).toBe(0);
      expect(await storage.transcripts.delete(owner.account.id, id)).toBe(2);
      expect(await read(owner, id)).toEqual([]);
      expect(await storage.transcripts.delete(owner.account.id, id)).toBe(0);
    });

    it('forgets what ended long ago', async () => {
      const id = await addSession(owner, NOW + 3);
      const old = entry(1000);
      await add(id, old, entry(NOW));
      expect(await storage.transcripts.deleteBefore(old.endMs)).toBe(0);
      expect(await storage.transcripts.deleteBefore(old.endMs + 1)).toBe(1);
      expect(await read(owner, id)).toEqual([entry(NOW)]);
    });

    it('goes with its session, and with its account', async () => {
      const one = await addKey(storage, 'leaving');
      const [first, second] = [await addSession(one, NOW), await addSession(one, NOW)];
      await add(first, entry(NOW));
      await add(second, entry(NOW));
      await db.execute(sql`delete from sessions where id = ${first}`);
      expect((await storage.transcripts.list(one.account.id, { offset: 0, limit: 9 })).count).toBe(1);
      await db.execute(sql`delete from accounts where id = ${one.account.id}`);
      const [left] = await db.execute<{ n: string }>(
        sql`select count(*) as n from transcript_entries where session_id in (${first}, ${second})`,
      );
      expect(Number(left?.n)).toBe(0);
    });
  });
}
