import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { END_REASONS, MAX_DURATION_S, webhookPayload } from '@avatarium/contract';
import { sql } from 'drizzle-orm';
import type { Database } from '../database.js';
import { openPgliteDatabase } from '../pglite.js';
import { openPostgresDatabase } from '../postgres.js';
import { webhookDeliveries } from '../schema.js';

/** What must hold, and which rows break it: each query selects one column, a name for the row. */
type Rule = [what: string, offenders: string];

const ID = `'^[0-9a-f]{24}$'`;
const IDENTIFIED = ['accounts', 'api_keys', 'sessions', 'files', 'avatars', 'knowledge_bases'];
const OWNED_BY_KEY = ['sessions', 'avatars', 'webhook_deliveries'];
const USED_MS = `least(greatest(s.ended_at - s.started_at, 0), s.duration_ms)`;
const SOURCE_OF_BASE = `count(*) over (partition by knowledge_id, kind)`;

const RULES: Rule[] = [
  ...[...IDENTIFIED, 'knowledge_sources', 'webhook_deliveries'].map(
    (table): Rule => [
      `${table}: an id is 24 hexadecimal characters`,
      `select id from ${table} where id !~ ${ID}`,
    ],
  ),
  ...OWNED_BY_KEY.map(
    (table): Rule => [
      `${table}: the key is one of the account's`,
      `select o.id from ${table} o join api_keys k on k.id = o.key_id where k.account_id <> o.account_id`,
    ],
  ),
  [
    'sessions: one that waits has not begun',
    'select id from sessions where status = 1 and (started_at is not null or joined_at is not null)',
  ],
  ['sessions: one that runs has begun', 'select id from sessions where status = 2 and started_at is null'],
  [
    'sessions: one has an end and a reason for it if, and only if, it has ended',
    `select id from sessions
      where (status >= 3) <> (ended_at is not null) or (status >= 3) <> (end_reason is not null)`,
  ],
  [
    'sessions: the reason of the end is a documented one',
    `select id from sessions where end_reason not in (${END_REASONS.map((reason) => `'${reason}'`).join()})`,
  ],
  [
    'sessions: one has failed if, and only if, it says why',
    `select id from sessions where (status = 4) <> (end_reason is not distinct from 'failed')
      or (status = 4) <> (error is not null)`,
  ],
  [
    'sessions: asked for, begun, ended, in this order',
    `select id from sessions where created_at > least(started_at, joined_at, ended_at) or started_at > ended_at`,
  ],
  [
    'sessions: one that has ended is held by nobody, and a lease has a holder and an end',
    `select id from sessions where (status >= 3 and lease_owner is not null)
      or (lease_owner is null) <> (lease_expires_at is null)`,
  ],
  [
    'sessions: the duration is within its limits',
    `select id from sessions where duration_ms not between 1 and ${MAX_DURATION_S * 1000}`,
  ],
  [
    'sessions: either the client has an identity, or the caller has given a token',
    `select id from sessions where (client_identity = '') <> (own_token_encrypted is not null)`,
  ],
  [
    'sessions: no two share a room of ours',
    `select min(id) from sessions where own_token_encrypted is null group by room_name having count(*) > 1`,
  ],
  [
    'api_keys: what was used is what the sessions used that have ended',
    `select k.id from api_keys k left join sessions s
      on s.key_id = k.id and s.status >= 3 and s.started_at is not null
      group by k.id, k.used_ms having k.used_ms <> coalesce(sum(${USED_MS}), 0)`,
  ],
  [
    'api_keys: limits are not below their least',
    `select id from api_keys
      where least(used_ms, budget_ms) < 0 or least(max_sessions, max_requests_per_minute) < 1`,
  ],
  ['files: a file is not empty', 'select id from files where size_bytes < 1'],
  [
    "avatars: the media are the account's",
    `select a.id from avatars a join files f on f.id in (a.media_file_id, a.thumbnail_file_id, a.pack_file_id)
      where f.account_id <> a.account_id`,
  ],
  [
    'avatars: no two share a file',
    `select f.id from files f join avatars a on f.id in (a.media_file_id, a.thumbnail_file_id, a.pack_file_id)
      group by f.id having count(*) > 1`,
  ],
  [
    'avatars: one that is ready has media and a pack, one that is not made yet has none',
    `select id from avatars where (status = 3 and num_nulls(media_file_id, thumbnail_file_id, pack_file_id) > 0)
      or (status < 3 and num_nonnulls(media_file_id, thumbnail_file_id, pack_file_id) > 0)
      or (status <> 3 and pack_file_id is not null)`,
  ],
  [
    'avatars: one is held only while it is made, and a lease has a holder and an end',
    `select id from avatars where (lease_owner is null) <> (lease_expires_at is null)
      or (status <> 2 and lease_owner is not null)`,
  ],
  [
    'avatars and knowledge_bases: made, changed, in this order',
    `select id from avatars where updated_at < created_at
      union all select id from knowledge_bases where updated_at < created_at`,
  ],
  [
    'knowledge_sources: the places in a base count from 0 without a gap',
    `select id from (select id, position, ${SOURCE_OF_BASE} as n, row_number() over
      (partition by knowledge_id, kind order by position) - 1 as place from knowledge_sources) placed
      where position <> place or position >= n`,
  ],
  [
    'knowledge_sources: no two of a base and kind have one URL',
    'select min(id) from knowledge_sources group by knowledge_id, kind, url having count(*) > 1',
  ],
  [
    'knowledge_sources: one has failed if, and only if, it says why',
    'select id from knowledge_sources where (status = 4) <> (error is not null)',
  ],
  [
    'knowledge_sources: one is held while it is indexed, and only then',
    `select id from knowledge_sources where (status = 2) <> (lease_owner is not null)
      or (lease_owner is null) <> (lease_expires_at is null)`,
  ],
  [
    'knowledge_sources: sizes and attempts are not negative',
    'select id from knowledge_sources where size_bytes < 0 or attempts < 0',
  ],
  [
    'knowledge_passages: one that has failed has none, and they count from 0 without a gap',
    `select s.id from knowledge_sources s join knowledge_passages p on p.source_id = s.id
      group by s.id, s.status having s.status = 4
      or min(p.position) <> 0 or max(p.position) + 1 <> count(*) or count(distinct p.position) <> count(*)`,
  ],
  [
    'knowledge_passages: each has a text and whole numbers of 32 bits',
    `select id from knowledge_passages
      where text = '' or length(embedding) = 0 or length(embedding) % 4 <> 0`,
  ],
  [
    'webhook_deliveries: what was delivered is not due, and was tried',
    `select id from webhook_deliveries
      where attempts < 0 or (delivered_at is not null and (next_attempt_at is not null or attempts = 0))
      or (next_attempt_at is null and attempts = 0)`,
  ],
  [
    'webhook_deliveries: the payload is of this event',
    `select id from webhook_deliveries where payload->>'event' <> event or payload->>'event_id' <> id`,
  ],
];

/** When all work is done: nothing waits, runs or is held. */
const SETTLED: Rule[] = [
  ['sessions: every one has come to its end', 'select id from sessions where status < 3'],
  ['avatars: every one is made or has failed', 'select id from avatars where status < 3'],
  [
    'knowledge_sources: every one is ready or has failed',
    'select id from knowledge_sources where status < 3',
  ],
];

/** The tables' own rules, asked of every row: a database that lost some writes may break them. */
const CONSTRAINTS = `
  select format('%s: %s', c.conrelid::regclass, c.conname) as what,
    case c.contype
      when 'c' then format('select ctid::text from %s where not (%s)', c.conrelid::regclass,
        pg_get_expr(c.conbin, c.conrelid))
      when 'f' then format('select a.ctid::text from %s a where a.%I is not null and not exists
        (select 1 from %s b where b.%I = a.%I)', c.conrelid::regclass, l.attname, c.confrelid::regclass, r.attname,
        l.attname)
      else format('select min(ctid::text) from %s group by %s having count(*) > 1', c.conrelid::regclass,
        (select string_agg(quote_ident(attname), ', ') from pg_attribute
          where attrelid = c.conrelid and attnum = any(c.conkey)))
    end as offenders
  from pg_constraint c
  left join pg_attribute l on l.attrelid = c.conrelid and l.attnum = c.conkey[1]
  left join pg_attribute r on r.attrelid = c.confrelid and r.attnum = c.confkey[1]
  where c.connamespace = 'public'::regnamespace and c.contype in ('c', 'f', 'p', 'u')`;

export interface InvariantOptions {
  /** Folder of uploads and of avatars' media: each file must lie there as long as its row says. */
  filesDir?: string;
  /** True when all work is done: then no session may be without its end, and nothing half made. */
  settled?: boolean;
}

const MAX_NAMED = 5;

async function offendersOf(db: Database, [what, offenders]: Rule): Promise<string[]> {
  const rows = await db.execute<Record<string, unknown>>(sql.raw(offenders));
  const named = rows.slice(0, MAX_NAMED).map((row) => String(Object.values(row)[0]));
  return rows.length === 0 ? [] : [`${what}: broken by ${rows.length}, such as ${named.join(', ')}`];
}

async function filesOnDisk(db: Database, directory: string): Promise<string[]> {
  const rows = await db.execute<{ id: string; size: string }>(sql`select id, size_bytes as size from files`);
  const broken: string[] = [];
  for (const { id, size } of rows) {
    const found = await stat(join(directory, id)).catch(() => null);
    if (found?.size !== Number(size)) {
      broken.push(`files: ${id} has ${found ? found.size : 'none'} of its ${size} bytes on disk`);
    }
  }
  return broken;
}

async function unreadablePayloads(db: Database): Promise<string[]> {
  const rows = await db.select({ payload: webhookDeliveries.payload }).from(webhookDeliveries);
  return rows.flatMap(({ payload }) => {
    const parsed = webhookPayload.safeParse(payload);
    return parsed.success
      ? []
      : [`webhook_deliveries: a payload is not as documented: ${parsed.error.message}`];
  });
}

/** What is wrong in a database, a sentence each; empty when all of its rows are as they should be. */
export function brokenInvariants(db: Database, options: InvariantOptions = {}): Promise<string[]> {
  // One view of everything, whatever is written meanwhile.
  const view = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const;
  return db.transaction((tx) => allBroken(tx, options), view);
}

async function allBroken(db: Database, options: InvariantOptions): Promise<string[]> {
  const constraints = await db.execute<{ what: string; offenders: string }>(sql.raw(CONSTRAINTS));
  const rules = [
    ...constraints.map(({ what, offenders }): Rule => [what, offenders]),
    ...RULES,
    ...(options.settled ? SETTLED : []),
  ];
  const broken: string[] = [];
  for (const rule of rules) {
    broken.push(...(await offendersOf(db, rule)));
  }
  broken.push(...(await unreadablePayloads(db)));
  if (options.filesDir !== undefined) {
    broken.push(...(await filesOnDisk(db, options.filesDir)));
  }
  return broken;
}

/** The same for a database that this process has not open: a PostgreSQL URL, or the embedded one's folder, free. */
export async function brokenInvariantsAt(
  place: { databaseUrl: string } | { databaseDir: string },
  options: InvariantOptions = {},
): Promise<string[]> {
  const { db, close } =
    'databaseUrl' in place
      ? await openPostgresDatabase(place.databaseUrl)
      : await openPgliteDatabase(place.databaseDir, () => {});
  try {
    return await brokenInvariants(db, options);
  } finally {
    await close();
  }
}
