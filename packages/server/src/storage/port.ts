import type { EndReason, SessionStatus } from '@avatarium/contract';
import type { AccountStore, ApiKeyStore } from './account-port.js';
import type { AvatarStore } from './avatar-port.js';
import type { FileStore } from './file-port.js';
import type { KnowledgeStore } from './knowledge-port.js';
import type { TranscriptStore } from './transcript-port.js';
import type { WebhookStore } from './webhook-port.js';

/** `error` of the contract. */
export interface SessionError {
  code: number;
  msg: string;
}

/** `voice_params` as the contract names them; the key of `elevenlabs_settings` is `api_key_encrypted`. */
export type SessionVoiceParams = Record<string, unknown>;

/** The vendor's side of a session of Agora or TRTC. */
export interface VendorRoom {
  /**
   * By what the client gets there: a stand-in of the vendor's SDK that enters our room instead, the operator's
   * account, or the caller's own credentials.
   */
  access: 'local' | 'account' | 'own';
  /** Of Agora 32 hexadecimal characters, of TRTC a number in decimal. */
  appId: string;
  /** The channel or room. */
  channel: string;
  /** Who the avatar is in it. */
  uid: string;
}

export interface SessionRow {
  id: string;
  accountId: string;
  /** The key it was asked for with: its budget pays, its webhook is told. Null when that was deleted. */
  keyId: string | null;
  status: SessionStatus;
  avatarId: string;
  knowledgeId: string | null;
  voiceId: string;
  language: string;
  modeType: 1 | 2;
  streamType: string;
  durationMs: number;
  backgroundUrl: string | null;
  voiceParams: SessionVoiceParams;
  /** The avatar says what an agent streams in, and nothing else. */
  speechFromAgent: boolean;
  livekitUrl: string;
  roomName: string;
  serverIdentity: string;
  clientIdentity: string;
  /** The caller's own token for the avatar: of LiveKit, or of the vendor where `vendor.access` is `own`. */
  ownTokenEncrypted: string | null;
  /** Null with LiveKit. */
  vendor: VendorRoom | null;
  /** When, after its start, it is to fail because its caller asked for that; null for never. */
  failAfterMs?: number | null;
  createdAt: number;
  startedAt: number | null;
  joinedAt: number | null;
  endedAt: number | null;
  endReason: EndReason | null;
  error: SessionError | null;
  leaseOwner: string | null;
  leaseExpiresAt: number | null;
}

/** What is known when a session is asked for; the rest of the row follows from its life. */
export type NewSession = { keyId: string } & Omit<
  SessionRow,
  | 'keyId'
  | 'status'
  | 'startedAt'
  | 'joinedAt'
  | 'endedAt'
  | 'endReason'
  | 'error'
  | 'leaseOwner'
  | 'leaseExpiresAt'
>;

export interface SessionEnd {
  status: 3 | 4;
  endReason: EndReason;
  endedAt: number;
  error?: SessionError;
}

/** How a claimed session is held: by whom, and until when unless renewed. */
export interface Lease {
  owner: string;
  expiresAt: number;
}

/** The sessions that one key started on one day. */
export interface UsageRow {
  /** Whole days since `fromMs`. */
  day: number;
  /** Null, as is its name, when the key was deleted. */
  keyId: string | null;
  keyName: string | null;
  usedMs: number;
  sessions: number;
  lastStartedAt: number;
}

export interface SessionStore {
  /**
   * Adds a queueing session, for no longer than the key's budget has left; what the key's other sessions may
   * still use is not left. Null when `maxLive` sessions are queueing or processing already.
   *
   * @throws KeyLimitError when the key allows no session now
   */
  insert(session: NewSession, maxLive: number): Promise<SessionRow | null>;
  find(accountId: string, id: string): Promise<SessionRow | null>;
  /** One that is queueing or processing, whosever it is. */
  findLive(id: string): Promise<SessionRow | null>;
  /** Newest first. `count` is of all pages. */
  list(
    accountId: string,
    filter: { status?: number; offset: number; limit: number },
  ): Promise<{ count: number; rows: SessionRow[] }>;
  /**
   * Takes the next session that nobody holds: one that lost its worker before one that waits in the queue, each
   * in the order they came. Never one whose time is up, nor one of the same owner: a lease that lapsed while the
   * owner could not renew it is still the owner's to renew.
   */
  claim(lease: Lease, nowMs: number): Promise<SessionRow | null>;
  /** Prolongs the leases of these sessions; answers with the ids that are still the owner's. */
  renew(lease: Lease, ids: string[]): Promise<string[]>;
  /** Gives up every session of this owner, for others to claim. */
  release(owner: string): Promise<void>;
  /** Queueing → processing, by the holder of the lease; a processing one stays as it is. Null when it has ended. */
  markProcessing(id: string, owner: string, nowMs: number): Promise<SessionRow | null>;
  /** Notes the first client; later calls change nothing. */
  markJoined(id: string, nowMs: number): Promise<void>;
  /** Ends a session once, and counts what it used against its key: null when it had ended before. */
  end(id: string, end: SessionEnd): Promise<SessionRow | null>;
  /** Ends, as expired, what nobody holds and has no time left, or has waited since before `queuedBeforeMs`. */
  endOverdue(nowMs: number, queuedBeforeMs: number): Promise<SessionRow[]>;
  /** Ends every session that waits in the queue and that nobody holds. */
  endQueued(end: SessionEnd): Promise<SessionRow[]>;
  /** Ids of the key's sessions that are queueing or processing. */
  liveIdsOfKey(keyId: string): Promise<string[]>;
  /** Places in the queue, 1 being next, of this account's sessions that wait in it. */
  queuePositions(accountId: string): Promise<Map<string, number>>;
  /** What the account's sessions that started from `fromMs` on have used by `nowMs`, by day and key. */
  usage(accountId: string, fromMs: number, nowMs: number): Promise<UsageRow[]>;
  /** Number of sessions by status. */
  countByStatus(): Promise<Map<number, number>>;
}

export interface SecretStore {
  /** The stored value, or `made` once it has been stored: the first writer wins. */
  getOrInsert(name: string, made: string): Promise<string>;
}

export interface ConsoleSessionStore {
  insert(tokenHash: string, keyId: string, expiresAtMs: number): Promise<void>;
  /** The key that was signed in with, unless the session has expired. */
  findKeyId(tokenHash: string, nowMs: number): Promise<string | null>;
  delete(tokenHash: string): Promise<void>;
  /** Signs out everybody who came in with this key. */
  deleteOfKey(keyId: string): Promise<void>;
  deleteExpired(nowMs: number): Promise<void>;
}

/** Everything that survives a restart. An acknowledged write survives a killed process. */
export interface Storage {
  accounts: AccountStore;
  apiKeys: ApiKeyStore;
  knowledge: KnowledgeStore;
  sessions: SessionStore;
  secrets: SecretStore;
  consoleSessions: ConsoleSessionStore;
  files: FileStore;
  avatars: AvatarStore;
  transcripts: TranscriptStore;
  webhooks: WebhookStore;
  close(): Promise<void>;
}
