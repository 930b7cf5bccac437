import type { AvatarQuality } from '@avatarium/contract';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import type { Source, TranscriptEntry } from '../transcripts/port.js';
import type { AvatarConsent } from './avatar-port.js';
import type { SessionError, SessionVoiceParams, VendorRoom } from './port.js';

/** Milliseconds since 1970. */
const timestampMs = (name: string) => bigint(name, { mode: 'number' });

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

export const accounts = pgTable('accounts', {
  id: text().primaryKey(),
  uid: integer().notNull().unique(),
  name: text().notNull().unique(),
  createdAt: timestampMs('created_at').notNull(),
});

/** Credentials of an account, each with limits and a webhook of its own. The secret is the API key. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    clientId: text('client_id').notNull().unique(),
    /** Keyed hash of the API key: what a request is looked up by. */
    keyHash: text('key_hash').notNull().unique(),
    /** The key itself, encrypted: it signs and encrypts what we send to its owner. */
    keyEncrypted: text('key_encrypted').notNull(),
    disabled: boolean().notNull().default(false),
    /** Tokens made before this moment are worth nothing. */
    tokensValidFrom: timestampMs('tokens_valid_from').notNull().default(0),
    /** Milliseconds of sessions that the key may use in all; null for no limit. */
    budgetMs: timestampMs('budget_ms'),
    /** Milliseconds of sessions that have ended. */
    usedMs: timestampMs('used_ms').notNull().default(0),
    maxSessions: integer('max_sessions'),
    maxRequestsPerMinute: integer('max_requests_per_minute'),
    webhookUrl: text('webhook_url'),
    createdAt: timestampMs('created_at').notNull(),
  },
  (table) => [unique('api_keys_account_name').on(table.accountId, table.name)],
);

/** Secrets of this installation that must survive a restart, encrypted. */
export const secrets = pgTable('secrets', {
  name: text().primaryKey(),
  valueEncrypted: text('value_encrypted').notNull(),
});

export const consoleSessions = pgTable('console_sessions', {
  tokenHash: text('token_hash').primaryKey(),
  /** The key that was signed in with: it ends with it. */
  keyId: text('key_id')
    .notNull()
    .references(() => apiKeys.id, { onDelete: 'cascade' }),
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
    /** The key it was asked for with: its budget pays, its webhook is told. Null when that was deleted. */
    keyId: text('key_id').references(() => apiKeys.id, { onDelete: 'set null' }),
    status: smallint().notNull(),
    avatarId: text('avatar_id').notNull(),
    knowledgeId: text('knowledge_id'),
    voiceId: text('voice_id').notNull(),
    language: text().notNull(),
    modeType: smallint('mode_type').notNull(),
    streamType: text('stream_type').notNull(),
    durationMs: integer('duration_ms').notNull(),
    backgroundUrl: text('background_url'),
    voiceParams: jsonb('voice_params').$type<SessionVoiceParams>().notNull(),
    speechFromAgent: boolean('speech_from_agent').notNull().default(false),
    livekitUrl: text('livekit_url').notNull(),
    roomName: text('room_name').notNull(),
    serverIdentity: text('server_identity').notNull(),
    /** Empty in a room of the caller's own. */
    clientIdentity: text('client_identity').notNull(),
    /** The caller's token for the avatar, encrypted; set only in a room or channel of the caller's own. */
    ownTokenEncrypted: text('own_token_encrypted'),
    /** The vendor's side of it; null with LiveKit. */
    vendor: jsonb().$type<VendorRoom>(),
    /** When, after its start, the session is to fail because its caller asked for that; null for never. */
    failAfterMs: integer('fail_after_ms'),
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
    index('sessions_key_live').on(table.keyId).where(sql`${table.status} < 3`),
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

/** What was said in sessions, turn by turn. */
export const transcriptEntries = pgTable(
  'transcript_entries',
  {
    /** In the order in which turns ended. */
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    speaker: text().$type<TranscriptEntry['from']>().notNull(),
    via: text().$type<TranscriptEntry['via']>().notNull(),
    text: text().notNull(),
    startMs: timestampMs('start_ms').notNull(),
    endMs: timestampMs('end_ms').notNull(),
    interrupted: boolean().notNull(),
    offline: boolean().notNull(),
    sources: jsonb().$type<Source[]>().notNull(),
  },
  (table) => [
    index('transcript_entries_session').on(table.sessionId, table.startMs),
    index('transcript_entries_end').on(table.endMs),
    check('transcript_entries_speaker', sql`${table.speaker} in ('user', 'bot')`),
    check('transcript_entries_via', sql`${table.via} in ('text', 'voice', 'prologue')`),
    check('transcript_entries_times', sql`${table.startMs} <= ${table.endMs}`),
  ],
);

/** Uploaded and fetched media. The bytes lie in DATA_DIR under the id. */
export const files = pgTable(
  'files',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    contentType: text('content_type').notNull(),
    sizeBytes: timestampMs('size_bytes').notNull(),
    createdAt: timestampMs('created_at').notNull(),
  },
  (table) => [index('files_account_created').on(table.accountId, table.createdAt)],
);

/** Avatars that accounts have made. The row is the job: importing claims it under a lease. */
export const avatars = pgTable(
  'avatars',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The key it was made with: its webhook is told. */
    keyId: text('key_id').references(() => apiKeys.id, { onDelete: 'set null' }),
    avatarId: text('avatar_id').notNull(),
    name: text().notNull(),
    /** What the caller gave; `mediaFileId` is our copy. */
    sourceUrl: text('source_url').notNull(),
    /** 1 queueing, 2 processing, 3 success, 4 failed. */
    status: smallint().notNull(),
    error: jsonb().$type<SessionError>(),
    mediaFileId: text('media_file_id').references(() => files.id, { onDelete: 'set null' }),
    thumbnailFileId: text('thumbnail_file_id').references(() => files.id, { onDelete: 'set null' }),
    /** What sessions draw it from; nobody but its account may have the file. */
    packFileId: text('pack_file_id').references(() => files.id, { onDelete: 'set null' }),
    consent: jsonb().$type<AvatarConsent>(),
    licence: text(),
    quality: jsonb().$type<AvatarQuality>(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
    leaseOwner: text('lease_owner'),
    leaseExpiresAt: timestampMs('lease_expires_at'),
  },
  (table) => [
    unique('avatars_account_avatar').on(table.accountId, table.avatarId),
    index('avatars_open').on(table.status, table.createdAt).where(sql`${table.status} < 3`),
    check('avatars_status', sql`${table.status} between 1 and 4`),
    check('avatars_error', sql`(${table.status} = 4) = (${table.error} is not null)`),
  ],
);

export const knowledgeBases = pgTable(
  'knowledge_bases',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    prologue: text().notNull(),
    prompt: text().notNull(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [
    unique('knowledge_bases_account_name').on(table.accountId, table.name),
    index('knowledge_bases_account_created').on(table.accountId, table.createdAt),
  ],
);

/** A document or page of a knowledge base. The row is the job: indexing claims it under a lease. */
export const knowledgeSources = pgTable(
  'knowledge_sources',
  {
    id: text().primaryKey(),
    knowledgeId: text('knowledge_id')
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    position: integer().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    /** As the caller said at first, as measured after the fetch. */
    sizeBytes: timestampMs('size_bytes').notNull(),
    /** 1 waiting, 2 indexing, 3 ready, 4 failed. */
    status: smallint().notNull(),
    error: jsonb().$type<SessionError>(),
    /** Times that indexing was begun and not brought to an end. */
    attempts: smallint().notNull().default(0),
    createdAt: timestampMs('created_at').notNull(),
    leaseOwner: text('lease_owner'),
    leaseExpiresAt: timestampMs('lease_expires_at'),
  },
  (table) => [
    index('knowledge_sources_base').on(table.knowledgeId, table.position),
    index('knowledge_sources_open').on(table.status, table.createdAt).where(sql`${table.status} < 3`),
    check('knowledge_sources_kind', sql`${table.kind} in ('doc', 'url')`),
    check('knowledge_sources_status', sql`${table.status} between 1 and 4`),
  ],
);

/** A piece of text of a source, with its embedding: little-endian 32-bit floats. */
export const knowledgePassages = pgTable(
  'knowledge_passages',
  {
    id: text().primaryKey(),
    sourceId: text('source_id')
      .notNull()
      .references(() => knowledgeSources.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    text: text().notNull(),
    embedding: bytea().notNull(),
  },
  (table) => [index('knowledge_passages_source').on(table.sourceId, table.position)],
);

/** Events that are to be told to a key's webhook, kept until delivered or given up. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    keyId: text('key_id')
      .notNull()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    event: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    url: text().notNull(),
    attempts: integer().notNull().default(0),
    /** Null when delivered or given up. */
    nextAttemptAt: timestampMs('next_attempt_at'),
    /** Who is at an attempt, which was not heard of again if that is over. */
    leaseOwner: text('lease_owner'),
    deliveredAt: timestampMs('delivered_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    createdAt: timestampMs('created_at').notNull(),
  },
  (table) => [
    index('webhook_deliveries_due').on(table.nextAttemptAt).where(sql`${table.nextAttemptAt} is not null`),
    index('webhook_deliveries_account').on(table.accountId, table.createdAt),
  ],
);
