import { SESSION_TYPE, type Session, type StreamType } from '@avatarium/contract';
import type { AccountRow } from '../storage/account-port.js';
import type { SessionRow } from '../storage/port.js';
import type { Vendors } from '../vendors/accounts.js';
import { type MediaServerAccess, presentCredentials } from './credentials.js';
import { usedMs } from './lifetime.js';

/** A session as the API shows it. */
export function presentSession(
  row: SessionRow,
  account: AccountRow,
  access: MediaServerAccess,
  vendors: Vendors,
  now: { nowMs: number; queuePosition: number | null },
): Session {
  return {
    _id: row.id,
    id: row.id,
    uid: account.uid,
    type: SESSION_TYPE,
    status: row.status,
    stream_type: row.streamType as StreamType,
    ...presentCredentials(row, access, vendors),
    avatar_id: row.avatarId,
    voice_id: row.voiceId,
    duration: row.durationMs / 1000,
    used_seconds: usedMs(row, now.nowMs) / 1000,
    queue_position: now.queuePosition,
    mode_type: row.modeType,
    created_at: row.createdAt,
    started_at: row.startedAt,
    ended_at: row.endedAt,
    end_reason: row.endReason,
    error: row.error,
  };
}
