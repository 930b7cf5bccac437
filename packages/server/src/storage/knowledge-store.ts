import { SOURCE_STATUS } from '@avatarium/contract';
import { and, asc, count, desc, eq, gte, ilike, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  type KnowledgeBaseRow,
  KnowledgeNameTakenError,
  type KnowledgeSourceRow,
  type KnowledgeStore,
  type NewSource,
} from './knowledge-port.js';
import { knowledgeBases, knowledgePassages, knowledgeSources } from './schema.js';

const { waiting, indexing, ready, failed } = SOURCE_STATUS;

/** Serialises inserts of bases, so that two of them cannot both be an account's last. */
const BASES_LOCK = 0x6b6e_6f77;

const UNHELD = { leaseOwner: null, leaseExpiresAt: null };
const isOpen = inArray(knowledgeSources.status, [waiting, indexing]);
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as { code?: unknown }).code === '23505' || isUniqueViolation(error.cause));

/** The table checks what the types say. */
function asSources(rows: (typeof knowledgeSources.$inferSelect)[]): KnowledgeSourceRow[] {
  return rows as KnowledgeSourceRow[];
}

function withoutWildcards(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

async function naming<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw isUniqueViolation(error) ? new KnowledgeNameTakenError('another base has this name') : error;
  }
}

type Db = Pick<PostgresJsDatabase, 'select' | 'insert'>;

async function sourcesOf(db: Db, baseIds: string[]): Promise<Map<string, KnowledgeSourceRow[]>> {
  const found = new Map(baseIds.map((id) => [id, [] as KnowledgeSourceRow[]]));
  if (baseIds.length > 0) {
    const rows = await db
      .select()
      .from(knowledgeSources)
      .where(inArray(knowledgeSources.knowledgeId, baseIds))
      .orderBy(asc(knowledgeSources.kind), asc(knowledgeSources.position));
    for (const row of asSources(rows)) {
      found.get(row.knowledgeId)?.push(row);
    }
  }
  return found;
}

async function addSources(db: Db, knowledgeId: string, sources: NewSource[]): Promise<void> {
  if (sources.length > 0) {
    await db
      .insert(knowledgeSources)
      .values(sources.map((source) => ({ ...source, knowledgeId, status: waiting })));
  }
}

/** The bases of accounts: what the API changes. */
function baseStore(
  db: PostgresJsDatabase,
): Pick<KnowledgeStore, 'insert' | 'find' | 'list' | 'update' | 'delete'> {
  const own = (accountId: string, id: string) =>
    and(eq(knowledgeBases.id, id), eq(knowledgeBases.accountId, accountId));

  async function withSources(rows: KnowledgeBaseRow[]) {
    const sources = await sourcesOf(
      db,
      rows.map((row) => row.id),
    );
    return rows.map((base) => ({ base, sources: sources.get(base.id) ?? [] }));
  }

  return {
    async insert(base, sources, maxBases) {
      return naming(() =>
        db.transaction(async (tx) => {
          await tx.execute(sql`select pg_advisory_xact_lock(${BASES_LOCK})`);
          const [all] = await tx
            .select({ count: count() })
            .from(knowledgeBases)
            .where(eq(knowledgeBases.accountId, base.accountId));
          if ((all?.count ?? 0) >= maxBases) {
            return false;
          }
          await tx.insert(knowledgeBases).values(base);
          await addSources(tx, base.id, sources);
          return true;
        }),
      );
    },

    async find(accountId, id) {
      const rows = await db.select().from(knowledgeBases).where(own(accountId, id));
      return (await withSources(rows))[0] ?? null;
    },

    async list(accountId, { name, offset, limit }) {
      const where = and(
        eq(knowledgeBases.accountId, accountId),
        name === undefined ? undefined : ilike(knowledgeBases.name, `%${withoutWildcards(name)}%`),
      );
      const [total] = await db.select({ count: count() }).from(knowledgeBases).where(where);
      const rows = await db
        .select()
        .from(knowledgeBases)
        .where(where)
        .orderBy(desc(knowledgeBases.createdAt), desc(knowledgeBases.id))
        .offset(offset)
        .limit(limit);
      return { count: total?.count ?? 0, rows: await withSources(rows) };
    },

    async update(accountId, id, change, plan) {
      return naming(() =>
        db.transaction(async (tx) => {
          const [base] = await tx.update(knowledgeBases).set(change).where(own(accountId, id)).returning();
          if (!base) {
            return null;
          }
          const { add, removeIds, keep } = plan((await sourcesOf(tx, [id])).get(id) ?? []);
          if (removeIds.length > 0) {
            await tx.delete(knowledgeSources).where(inArray(knowledgeSources.id, removeIds));
          }
          for (const { id: sourceId, position, name, again } of keep) {
            const restart = again ? { status: waiting, error: null, attempts: 0, ...UNHELD } : {};
            await tx
              .update(knowledgeSources)
              .set({ position, name, ...restart })
              .where(eq(knowledgeSources.id, sourceId));
          }
          await addSources(tx, id, add);
          return { base, sources: (await sourcesOf(tx, [id])).get(id) ?? [] };
        }),
      );
    },

    async delete(accountId, id) {
      const rows = await db
        .delete(knowledgeBases)
        .where(own(accountId, id))
        .returning({ id: knowledgeBases.id });
      return rows.length > 0;
    },
  };
}

/** The sources as jobs: what indexing does. */
function jobStore(
  db: PostgresJsDatabase,
): Pick<KnowledgeStore, 'claim' | 'renew' | 'release' | 'giveBack' | 'noteSize' | 'addPassages' | 'finish'> {
  const held = (id: string, owner: string) =>
    and(eq(knowledgeSources.id, id), eq(knowledgeSources.leaseOwner, owner), isOpen);

  return {
    async claim(lease, nowMs) {
      return db.transaction(async (tx) => {
        // Nobody's hundred documents keep another's one waiting.
        const indexingOfBase = sql`(select count(*) from ${knowledgeSources} as other
          where other.knowledge_id = ${knowledgeSources.knowledgeId} and other.status = ${indexing})`;
        const unheld = or(isNull(knowledgeSources.leaseOwner), lte(knowledgeSources.leaseExpiresAt, nowMs));
        const next = tx
          .select({ id: knowledgeSources.id })
          .from(knowledgeSources)
          .where(and(isOpen, unheld))
          .orderBy(
            asc(knowledgeSources.attempts),
            asc(indexingOfBase),
            asc(knowledgeSources.createdAt),
            asc(knowledgeSources.position),
            asc(knowledgeSources.id),
          )
          .limit(1)
          .for('update', { skipLocked: true });
        const rows = await tx
          .update(knowledgeSources)
          .set({
            status: indexing,
            attempts: sql`${knowledgeSources.attempts} + 1`,
            leaseOwner: lease.owner,
            leaseExpiresAt: lease.expiresAt,
          })
          .where(eq(knowledgeSources.id, sql`(${next})`))
          .returning();
        const [source] = asSources(rows);
        if (!source) {
          return null;
        }
        await tx.delete(knowledgePassages).where(eq(knowledgePassages.sourceId, source.id));
        const [base] = await tx
          .select({ accountId: knowledgeBases.accountId })
          .from(knowledgeBases)
          .where(eq(knowledgeBases.id, source.knowledgeId));
        return base ? { source, accountId: base.accountId } : null;
      });
    },

    async renew(lease, ids) {
      if (ids.length === 0) {
        return [];
      }
      const rows = await db
        .update(knowledgeSources)
        .set({ leaseExpiresAt: lease.expiresAt })
        .where(and(inArray(knowledgeSources.id, ids), eq(knowledgeSources.leaseOwner, lease.owner), isOpen))
        .returning({ id: knowledgeSources.id });
      return rows.map((row) => row.id);
    },

    async release(owner) {
      await db
        .update(knowledgeSources)
        .set({ status: waiting, ...UNHELD })
        .where(and(eq(knowledgeSources.leaseOwner, owner), isOpen));
    },

    async giveBack(id, owner) {
      await db
        .update(knowledgeSources)
        .set({ status: waiting, attempts: sql`greatest(0, ${knowledgeSources.attempts} - 1)`, ...UNHELD })
        .where(held(id, owner));
    },

    async noteSize(id, owner, sizeBytes) {
      const [source] = await db
        .update(knowledgeSources)
        .set({ sizeBytes })
        .where(held(id, owner))
        .returning({ knowledgeId: knowledgeSources.knowledgeId });
      if (!source) {
        return null;
      }
      const ofBase = eq(knowledgeSources.knowledgeId, source.knowledgeId);
      const [size] = await db
        .select({ totalBytes: sql<string>`coalesce(sum(${knowledgeSources.sizeBytes}), 0)` })
        .from(knowledgeSources)
        .where(and(ofBase, eq(knowledgeSources.kind, 'doc'), ne(knowledgeSources.status, failed)));
      const [passages] = await db
        .select({ count: count() })
        .from(knowledgePassages)
        .innerJoin(knowledgeSources, eq(knowledgeSources.id, knowledgePassages.sourceId))
        .where(ofBase);
      return { totalBytes: Number(size?.totalBytes ?? 0), passages: passages?.count ?? 0 };
    },

    async addPassages(sourceId, owner, passages) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .select({ id: knowledgeSources.id })
          .from(knowledgeSources)
          .where(held(sourceId, owner))
          .for('update');
        if (rows.length === 0) {
          return false;
        }
        await tx.insert(knowledgePassages).values(passages.map((passage) => ({ ...passage, sourceId })));
        return true;
      });
    },

    async finish(id, owner, end) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .update(knowledgeSources)
          .set({ error: null, ...end, attempts: 0, ...UNHELD })
          .where(held(id, owner))
          .returning({ id: knowledgeSources.id });
        if (rows.length > 0 && end.status === failed) {
          await tx.delete(knowledgePassages).where(eq(knowledgePassages.sourceId, id));
        }
        return rows.length > 0;
      });
    },
  };
}

export function createKnowledgeStore(db: PostgresJsDatabase): KnowledgeStore {
  return {
    ...baseStore(db),
    ...jobStore(db),

    async brief(knowledgeId) {
      const [base] = await db
        .select({
          name: knowledgeBases.name,
          prologue: knowledgeBases.prologue,
          prompt: knowledgeBases.prompt,
        })
        .from(knowledgeBases)
        .where(eq(knowledgeBases.id, knowledgeId));
      return base ?? null;
    },

    async readySources(knowledgeId) {
      return db
        .select({ id: knowledgeSources.id, name: knowledgeSources.name, url: knowledgeSources.url })
        .from(knowledgeSources)
        .where(and(eq(knowledgeSources.knowledgeId, knowledgeId), eq(knowledgeSources.status, ready)))
        .orderBy(asc(knowledgeSources.kind), asc(knowledgeSources.position));
    },

    async vectors(sourceId, from, limit) {
      return db
        .select({ id: knowledgePassages.id, embedding: knowledgePassages.embedding })
        .from(knowledgePassages)
        .where(and(eq(knowledgePassages.sourceId, sourceId), gte(knowledgePassages.position, from)))
        .orderBy(asc(knowledgePassages.position))
        .limit(limit);
    },

    async texts(passageIds) {
      if (passageIds.length === 0) {
        return new Map();
      }
      const rows = await db
        .select({ id: knowledgePassages.id, text: knowledgePassages.text })
        .from(knowledgePassages)
        .where(inArray(knowledgePassages.id, passageIds));
      return new Map(rows.map(({ id, text }) => [id, text]));
    },
  };
}
