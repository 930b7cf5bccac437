import { and, asc, count, desc, eq, inArray, lt, max, min } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { sessions, transcriptEntries } from './schema.js';
import type { TranscriptStore } from './transcript-port.js';

/** Rows of one statement, whose parameters the protocol counts with 16 bits. */
const MAX_ROWS = 1000;

export function createTranscriptStore(db: PostgresJsDatabase): TranscriptStore {
  const ofAccount = (accountId: string, sessionId: string) =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.accountId, accountId)));

  return {
    async add(entries) {
      for (let from = 0; from < entries.length; from += MAX_ROWS) {
        const some = entries.slice(from, from + MAX_ROWS);
        await db.transaction(async (tx) => {
          const ids = [...new Set(some.map(({ sessionId }) => sessionId))];
          const there = await tx
            .select({ id: sessions.id })
            .from(sessions)
            .where(inArray(sessions.id, ids))
            // They stay until the turns are in.
            .for('key share');
          const known = new Set(there.map(({ id }) => id));
          const rows = some
            .filter(({ sessionId }) => known.has(sessionId))
            .map(({ sessionId, entry: { from: speaker, offline = false, ...rest } }) => ({
              ...rest,
              sessionId,
              speaker,
              offline,
            }));
          if (rows.length > 0) {
            await tx.insert(transcriptEntries).values(rows);
          }
        });
      }
    },

    async list(accountId, { sessionId, offset, limit }) {
      const where = and(
        eq(sessions.accountId, accountId),
        sessionId === undefined ? undefined : eq(sessions.id, sessionId),
      );
      const told = db
        .select({
          sessionId: transcriptEntries.sessionId,
          entries: count().as('entries'),
          firstMs: min(transcriptEntries.startMs).as('first_ms'),
          lastMs: max(transcriptEntries.endMs).as('last_ms'),
        })
        .from(transcriptEntries)
        .innerJoin(sessions, eq(sessions.id, transcriptEntries.sessionId))
        .where(where)
        .groupBy(transcriptEntries.sessionId)
        .as('told');
      const [total] = await db.select({ count: count() }).from(told);
      const rows = await db
        .select({
          session: {
            id: sessions.id,
            avatarId: sessions.avatarId,
            createdAt: sessions.createdAt,
            startedAt: sessions.startedAt,
            endedAt: sessions.endedAt,
          },
          entries: told.entries,
          firstMs: told.firstMs,
          lastMs: told.lastMs,
        })
        .from(told)
        .innerJoin(sessions, eq(sessions.id, told.sessionId))
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .offset(offset)
        .limit(limit);
      return {
        count: total?.count ?? 0,
        rows: rows.map(({ firstMs, lastMs, ...row }) => ({
          ...row,
          firstMs: Number(firstMs),
          lastMs: Number(lastMs),
        })),
      };
    },

    async read(accountId, sessionId, limit) {
      const rows = await db
        .select()
        .from(transcriptEntries)
        .where(inArray(transcriptEntries.sessionId, ofAccount(accountId, sessionId)))
        .orderBy(asc(transcriptEntries.startMs), asc(transcriptEntries.id))
        .limit(limit);
      return rows.map(({ id: _id, sessionId: _session, speaker, ...rest }) => ({ from: speaker, ...rest }));
    },

    async delete(accountId, sessionId) {
      const gone = await db
        .delete(transcriptEntries)
        .where(inArray(transcriptEntries.sessionId, ofAccount(accountId, sessionId)))
        .returning({ id: transcriptEntries.id });
      return gone.length;
    },

    async deleteBefore(endMs) {
      const gone = await db
        .delete(transcriptEntries)
        .where(lt(transcriptEntries.endMs, endMs))
        .returning({ id: transcriptEntries.id });
      return gone.length;
    },
  };
}
