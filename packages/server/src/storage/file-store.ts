import { and, count, desc, eq, exists, ilike, inArray, notExists, or, type SQL, sql, sum } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { FileRow, FileStore } from './file-port.js';
import { accounts, avatars, files } from './schema.js';

/** A pattern that finds the text anywhere, taken literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Adds files of an account within a transaction; false, adding none, when all of its files would take more. */
export async function insertWithin(
  tx: Pick<PostgresJsDatabase, 'select' | 'insert'>,
  accountId: string,
  added: FileRow[],
  maxAccountBytes: number,
): Promise<boolean> {
  // Uploads and imports that end together take turns, or all of them would fit into the same space.
  await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for('update');
  const used = await bytesOf(tx, accountId);
  if (used + added.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0) > maxAccountBytes) {
    return false;
  }
  await tx.insert(files).values(added);
  return true;
}

async function bytesOf(db: Pick<PostgresJsDatabase, 'select'>, accountId: string): Promise<number> {
  const [used] = await db
    .select({ bytes: sum(files.sizeBytes) })
    .from(files)
    .where(eq(files.accountId, accountId));
  return Number(used?.bytes ?? 0);
}

export function createFileStore(db: PostgresJsDatabase): FileStore {
  const isShown = or(eq(avatars.mediaFileId, files.id), eq(avatars.thumbnailFileId, files.id));
  const showing = db.select({ one: sql`1` }).from(avatars).where(isShown);
  const having = db
    .select({ one: sql`1` })
    .from(avatars)
    .where(or(isShown, eq(avatars.packFileId, files.id)));

  const isUpload = (accountId: string, id?: string): SQL | undefined =>
    and(eq(files.accountId, accountId), id === undefined ? undefined : eq(files.id, id), notExists(having));

  return {
    async insert(file, maxAccountBytes) {
      return db.transaction(async (tx) => insertWithin(tx, file.accountId, [file], maxAccountBytes));
    },

    async find(accountId, id) {
      const [row] = await db.select().from(files).where(isUpload(accountId, id));
      return row ?? null;
    },

    async list(accountId, { name, offset, limit }) {
      const where = and(
        isUpload(accountId),
        name === undefined ? undefined : ilike(files.name, containing(name)),
      );
      const [total] = await db.select({ count: count() }).from(files).where(where);
      const rows = await db
        .select()
        .from(files)
        .where(where)
        .orderBy(desc(files.createdAt), desc(files.id))
        .offset(offset)
        .limit(limit);
      return { count: total?.count ?? 0, rows };
    },

    async delete(accountId, id) {
      const rows = await db.delete(files).where(isUpload(accountId, id)).returning({ id: files.id });
      return rows.length > 0;
    },

    async findShown(id) {
      const [row] = await db
        .select()
        .from(files)
        .where(and(eq(files.id, id), exists(showing)));
      return row ?? null;
    },

    async usedBytes(accountId) {
      return bytesOf(db, accountId);
    },

    async existing(ids) {
      if (ids.length === 0) {
        return new Set();
      }
      const rows = await db.select({ id: files.id }).from(files).where(inArray(files.id, ids));
      return new Set(rows.map((row) => row.id));
    },
  };
}
