import { SESSION_STATUS } from '@avatarium/contract';
import { and, count, desc, eq, inArray, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { SessionEnd, SessionRow, SessionStore } from './port.js';
import { apiKeys, sessions } from './schema.js';
import { charge, grantedMs } from './session-limits.js';
import { sessionUsage } from './session-usage.js';

const { queueing, processing } = SESSION_STATUS;

/** Serialises inserts, so that two of them cannot both take the last place. */
const CAPACITY_LOCK = 0x6176_6174;

const isLive = inArray(sessions.status, [queueing, processing]);
const deadline = sql`${sessions.startedAt} + ${sessions.durationMs}`;

function isUnheld(nowMs: number): SQL | undefined {
  return or(isNull(sessions.leaseOwner), lte(sessions.leaseExpiresAt, nowMs));
}

/** The table checks what the types say. */
function asRows(rows: (typeof sessions.$inferSelect)[]): SessionRow[] {
  return rows as SessionRow[];
}

function endedColumns(end: SessionEnd) {
  return {
    status: end.status,
    endReason: end.endReason,
    endedAt: end.endedAt,
    error: end.error ?? null,
    leaseOwner: null,
    leaseExpiresAt: null,
  };
}

export function createSessionStore(db: PostgresJsDatabase): SessionStore {
  // Clients poll for the state of their session.
  const find = db
    .select()
    .from(sessions)
    .where(and(eq(sessions.id, sql.placeholder('id')), eq(sessions.accountId, sql.placeholder('accountId'))))
    .prepare('session_by_id');
  const listing = (name: string, ofStatus?: SQL) => {
    const where = and(eq(sessions.accountId, sql.placeholder('accountId')), ofStatus);
    return {
      count: db.select({ count: count() }).from(sessions).where(where).prepare(`${name}_count`),
      rows: db
        .select()
        .from(sessions)
        .where(where)
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .offset(sql.placeholder('offset'))
        .limit(sql.placeholder('limit'))
        .prepare(name),
    };
  };
  const listAll = listing('sessions');
  const listByStatus = listing('sessions_by_status', eq(sessions.status, sql.placeholder('status')));

  return {
    async insert(session, maxLive) {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${CAPACITY_LOCK})`);
        // Shared, so that no session ends between the reading of what was used and of what may still be.
        const [key] = await tx.select().from(apiKeys).where(eq(apiKeys.id, session.keyId)).for('share');
        const ofKey = eq(sessions.keyId, session.keyId);
        const [live] = await tx
          .select({
            all: count(),
            ofKey: sql`count(*) filter (where ${ofKey})`.mapWith(Number),
            reservedMs: sql`coalesce(sum(${sessions.durationMs}) filter (where ${ofKey}), 0)`.mapWith(Number),
          })
          .from(sessions)
          .where(isLive);
        const durationMs = grantedMs(session.durationMs, key, live ?? { ofKey: 0, reservedMs: 0 });
        if ((live?.all ?? 0) >= maxLive) {
          return null;
        }
        const rows = await tx
          .insert(sessions)
          .values({ ...session, durationMs, status: queueing })
          .returning();
        return asRows(rows)[0] ?? null;
      });
    },

    async find(accountId, id) {
      return asRows(await find.execute({ id, accountId }))[0] ?? null;
    },

    async findLive(id) {
      const rows = await db
        .select()
        .from(sessions)
        .where(and(eq(sessions.id, id), isLive));
      return asRows(rows)[0] ?? null;
    },

    async list(accountId, { status, offset, limit }) {
      const queries = status === undefined ? listAll : listByStatus;
      const values = { accountId, status, offset, limit };
      const [total] = await queries.count.execute(values);
      const rows = await queries.rows.execute(values);
      return { count: total?.count ?? 0, rows: asRows(rows) };
    },

    async claim(lease, nowMs) {
      const next = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(
          and(
            or(
              isNull(sessions.leaseOwner),
              and(lte(sessions.leaseExpiresAt, nowMs), ne(sessions.leaseOwner, lease.owner)),
            ),
            or(
              eq(sessions.status, queueing),
              and(eq(sessions.status, processing), sql`${deadline} > ${nowMs}`),
            ),
          ),
        )
        .orderBy(desc(sessions.status), sessions.createdAt, sessions.id)
        .limit(1)
        .for('update', { skipLocked: true });
      const rows = await db
        .update(sessions)
        .set({ leaseOwner: lease.owner, leaseExpiresAt: lease.expiresAt })
        .where(eq(sessions.id, sql`(${next})`))
        .returning();
      return asRows(rows)[0] ?? null;
    },

    async renew(lease, ids) {
      if (ids.length === 0) {
        return [];
      }
      const rows = await db
        .update(sessions)
        .set({ leaseExpiresAt: lease.expiresAt })
        .where(and(inArray(sessions.id, ids), eq(sessions.leaseOwner, lease.owner), isLive))
        .returning({ id: sessions.id });
      return rows.map((row) => row.id);
    },

    async release(owner) {
      await db
        .update(sessions)
        .set({ leaseOwner: null, leaseExpiresAt: null })
        .where(eq(sessions.leaseOwner, owner));
    },

    async markProcessing(id, owner, nowMs) {
      const rows = await db
        .update(sessions)
        .set({ status: processing, startedAt: sql`coalesce(${sessions.startedAt}, ${nowMs})` })
        .where(and(eq(sessions.id, id), eq(sessions.leaseOwner, owner), isLive))
        .returning();
      return asRows(rows)[0] ?? null;
    },

    async markJoined(id, nowMs) {
      await db
        .update(sessions)
        .set({ joinedAt: nowMs })
        .where(and(eq(sessions.id, id), isNull(sessions.joinedAt)));
    },

    async end(id, end) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .update(sessions)
          .set(endedColumns(end))
          .where(and(eq(sessions.id, id), isLive))
          .returning();
        await charge(tx, asRows(rows));
        return asRows(rows)[0] ?? null;
      });
    },

    async endOverdue(nowMs, queuedBeforeMs) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .update(sessions)
          .set({
            ...endedColumns({ status: 3, endReason: 'expired', endedAt: nowMs }),
            endedAt: sql`least(coalesce(${deadline}, ${nowMs}), ${nowMs})`,
          })
          .where(
            and(
              isUnheld(nowMs),
              or(
                and(eq(sessions.status, processing), sql`${deadline} <= ${nowMs}`),
                and(eq(sessions.status, queueing), lt(sessions.createdAt, queuedBeforeMs)),
              ),
            ),
          )
          .returning();
        await charge(tx, asRows(rows));
        return asRows(rows);
      });
    },

    async endQueued(end) {
      const rows = await db
        .update(sessions)
        .set(endedColumns(end))
        .where(and(eq(sessions.status, queueing), isUnheld(end.endedAt)))
        .returning();
      return asRows(rows);
    },

    async liveIdsOfKey(keyId) {
      const rows = await db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.keyId, keyId), isLive));
      return rows.map((row) => row.id);
    },

    async queuePositions(accountId) {
      const waiting = db
        .select({
          id: sessions.id,
          accountId: sessions.accountId,
          position: sql`row_number() over (order by ${sessions.createdAt}, ${sessions.id})`
            .mapWith(Number)
            .as('position'),
        })
        .from(sessions)
        .where(and(eq(sessions.status, queueing), isNull(sessions.leaseOwner)))
        .as('waiting');
      const rows = await db.select().from(waiting).where(eq(waiting.accountId, accountId));
      return new Map(rows.map((row) => [row.id, row.position]));
    },

    usage: (accountId, fromMs, nowMs) => sessionUsage(db, accountId, fromMs, nowMs),

    async countByStatus() {
      const rows = await db
        .select({ status: sessions.status, count: count() })
        .from(sessions)
        .groupBy(sessions.status);
      return new Map(rows.map((row) => [row.status, row.count]));
    },
  };
}
