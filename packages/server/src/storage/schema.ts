import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import type { SessionError, SessionVoiceParams } from './port.js';

/** Milliseconds since 1970. */
const timestampMs = (name: string) => bigint(name, { mode: 'number' });

export const accounts = pgTable('accounts', {
  id: text().primaryKey(),
  uid: integer().notNull().unique(),
  clientId: text('client_id').notNull().unique(),
  /** Keyed hash of the API key: what a request is looked up by. */
  keyHash: text('key_hash').notNull().unique(),
  /** The key itself, encrypted: it signs what we send to the account's owner. */
  keyEncrypted: text('key_encrypted').notNull(),
  disabled: boolean().notNull().default(false),
  createdAt: timestampMs('created_at').notNull(),
});

/** Secrets of this installation that must survive a restart, encrypted. */
export const secrets = pgTable('secrets', {
  name: text().primaryKey(),
  valueEncrypted: text('value_encrypted').notNull(),
});

export const consoleSessions = pgTable('console_sessions', {
  tokenHash: text('token_hash').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  expiresAt: timestampMs('expires_at').notNull(),
});

/** A session is its own job: a worker claims the row under a lease. */
export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    status: smallint().notNull(),
    avatarId: text('avatar_id').notNull(),
    voiceId: text('voice_id').notNull(),
    language: text().notNull(),
    modeType: smallint('mode_type').notNull(),
    streamType: text('stream_type').notNull(),
    durationMs: integer('duration_ms').notNull(),
    backgroundUrl: text('background_url'),
    voiceParams: jsonb('voice_params').$type<SessionVoiceParams>().notNull(),
    livekitUrl: text('livekit_url').notNull(),
    roomName: text('room_name').notNull(),
    serverIdentity: text('server_identity').notNull(),
    /** Empty in a room of the caller's own. */
    clientIdentity: text('client_identity').notNull(),
    /** The caller's token for the avatar, encrypted; set only in a room of the caller's own. */
    ownTokenEncrypted: text('own_token_encrypted'),
    createdAt: timestampMs('created_at').notNull(),
    startedAt: timestampMs('started_at'),
    /** When the first client was seen in the room. */
    joinedAt: timestampMs('joined_at'),
    endedAt: timestampMs('ended_at'),
    endReason: text('end_reason'),
    error: jsonb().$type<SessionError>(),
    leaseOwner: text('lease_owner'),
    leaseExpiresAt: timestampMs('lease_expires_at'),
  },
  (table) => [
    index('sessions_account_created').on(table.accountId, table.createdAt),
    index('sessions_live').on(table.status, table.createdAt).where(sql`${table.status} < 3`),
    check('sessions_status', sql`${table.status} between 1 and 4`),
    check('sessions_started', sql`${table.status} <> 2 or ${table.startedAt} is not null`),
    check(
      'sessions_ended',
      sql`(${table.status} >= 3) = (${table.endedAt} is not null) and (${table.status} >= 3) = (${table.endReason} is not null)`,
    ),
    check('sessions_ended_lease', sql`${table.status} < 3 or ${table.leaseOwner} is null`),
    check('sessions_lease', sql`(${table.leaseOwner} is null) = (${table.leaseExpiresAt} is null)`),
  ],
);
