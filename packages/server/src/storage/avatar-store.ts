import { AVATAR_STATUS } from '@avatarium/contract';
import { and, count, desc, eq, ilike, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { AvatarRow, AvatarStore } from './avatar-port.js';
import { containing, insertWithin } from './file-store.js';
import { accounts, avatars, files } from './schema.js';

const { queueing, processing, success } = AVATAR_STATUS;

const isOpen = lt(avatars.status, success);

/** The table checks what the types say. */
function asRow(row: typeof avatars.$inferSelect | undefined): AvatarRow | null {
  return (row as AvatarRow | undefined) ?? null;
}

function named(accountId: string, id: string): SQL | undefined {
  return and(eq(avatars.accountId, accountId), or(eq(avatars.avatarId, id), eq(avatars.id, id)));
}

/** Of two, the one that the caller has named so. */
const byOwnName = (id: string) => desc(sql`${avatars.avatarId} = ${id}`);

export function createAvatarStore(db: PostgresJsDatabase): AvatarStore {
  return {
    async insert(avatar, maxPerAccount) {
      return db.transaction(async (tx) => {
        const { accountId } = avatar;
        await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for('update');
        const [there] = await tx
          .select({
            count: count(),
            same: sql<number>`count(*) filter (where ${avatars.avatarId} = ${avatar.avatarId})`.mapWith(
              Number,
            ),
          })
          .from(avatars)
          .where(eq(avatars.accountId, accountId));
        if (there && there.same > 0) {
          return 'exists';
        }
        if (there && there.count >= maxPerAccount) {
          return 'full';
        }
        const [row] = await tx
          .insert(avatars)
          .values({ ...avatar, status: queueing, updatedAt: avatar.createdAt })
          .returning();
        return asRow(row) ?? 'exists';
      });
    },

    async find(accountId, id) {
      const [row] = await db
        .select()
        .from(avatars)
        .where(named(accountId, id))
        .orderBy(byOwnName(id))
        .limit(1);
      return asRow(row);
    },

    async list(accountId, { status, name, offset, limit }) {
      const where = and(
        eq(avatars.accountId, accountId),
        status === undefined ? undefined : eq(avatars.status, status),
        name === undefined ? undefined : ilike(avatars.name, containing(name)),
      );
      const [total] = await db.select({ count: count() }).from(avatars).where(where);
      const rows = await db
        .select()
        .from(avatars)
        .where(where)
        .orderBy(desc(avatars.createdAt), desc(avatars.id))
        .offset(offset)
        .limit(limit);
      return { count: total?.count ?? 0, rows: rows as AvatarRow[] };
    },

    async delete(accountId, id) {
      return db.transaction(async (tx) => {
        const chosen = tx
          .select({ id: avatars.id })
          .from(avatars)
          .where(named(accountId, id))
          .orderBy(byOwnName(id))
          .limit(1);
        const [row] = await tx
          .delete(avatars)
          .where(eq(avatars.id, sql`(${chosen})`))
          .returning();
        const owned = [row?.mediaFileId, row?.thumbnailFileId, row?.packFileId].filter(
          (fileId) => typeof fileId === 'string',
        );
        if (owned.length > 0) {
          await tx.delete(files).where(inArray(files.id, owned));
        }
        return asRow(row);
      });
    },

    async claim(lease, nowMs) {
      const next = db
        .select({ id: avatars.id })
        .from(avatars)
        .where(and(isOpen, or(isNull(avatars.leaseOwner), lte(avatars.leaseExpiresAt, nowMs))))
        .orderBy(desc(avatars.status), avatars.createdAt, avatars.id)
        .limit(1)
        .for('update', { skipLocked: true });
      const [row] = await db
        .update(avatars)
        .set({
          status: processing,
          leaseOwner: lease.owner,
          leaseExpiresAt: lease.expiresAt,
          updatedAt: nowMs,
        })
        .where(eq(avatars.id, sql`(${next})`))
        .returning();
      return asRow(row);
    },

    async renew(lease, ids) {
      if (ids.length === 0) {
        return [];
      }
      const rows = await db
        .update(avatars)
        .set({ leaseExpiresAt: lease.expiresAt })
        .where(and(inArray(avatars.id, ids), eq(avatars.leaseOwner, lease.owner), isOpen))
        .returning({ id: avatars.id });
      return rows.map((row) => row.id);
    },

    async release(owner) {
      await db
        .update(avatars)
        .set({ leaseOwner: null, leaseExpiresAt: null })
        .where(eq(avatars.leaseOwner, owner));
    },

    async finish(id, owner, outcome, { nowMs, maxAccountBytes }) {
      return db.transaction(async (tx) => {
        const mine = and(eq(avatars.id, id), eq(avatars.leaseOwner, owner), isOpen);
        const held = await tx.select({ id: avatars.id }).from(avatars).where(mine).for('update');
        if (held.length === 0) {
          return null;
        }
        const kept = [outcome.media, outcome.thumbnail, outcome.pack].filter((file) => file !== null);
        const [first] = kept;
        if (first && !(await insertWithin(tx, first.accountId, kept, maxAccountBytes))) {
          return 'full';
        }
        const [row] = await tx
          .update(avatars)
          .set({
            status: outcome.status,
            error: outcome.error,
            mediaFileId: outcome.media?.id ?? null,
            thumbnailFileId: outcome.thumbnail?.id ?? null,
            packFileId: outcome.pack?.id ?? null,
            quality: outcome.quality,
            ...(outcome.consent && { consent: outcome.consent }),
            ...(outcome.licence !== null && { licence: outcome.licence }),
            updatedAt: nowMs,
            leaseOwner: null,
            leaseExpiresAt: null,
          })
          .where(mine)
          .returning();
        return asRow(row);
      });
    },
  };
}
