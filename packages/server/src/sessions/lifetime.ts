import type { SessionRow } from '../storage/port.js';

/** A session that no worker took within this time has expired. */
export const MAX_QUEUE_WAIT_MS = 3_600_000;

/** Clients may use their credentials until this long after the session's end. */
const CREDENTIALS_GRACE_MS = 60_000;

export interface LifetimeRules {
  /** How long an avatar waits for the first client. */
  joinTimeoutMs: number;
  /** How long it waits after the last one has left. */
  goneTimeoutMs: number;
}

/** When the session ends by itself at the latest; before it has started, the latest that this can become. */
export function deadlineMs(session: Pick<SessionRow, 'createdAt' | 'startedAt' | 'durationMs'>): number {
  return (session.startedAt ?? session.createdAt + MAX_QUEUE_WAIT_MS) + session.durationMs;
}

/** Until when a session's credentials are good, in seconds since 1970. */
export function credentialsEndAtS(session: Parameters<typeof deadlineMs>[0]): number {
  return Math.ceil((deadlineMs(session) + CREDENTIALS_GRACE_MS) / 1000);
}

/** Milliseconds of status 2 that a session has used: what its key's budget pays. */
export function usedMs(
  session: Pick<SessionRow, 'startedAt' | 'endedAt' | 'durationMs'>,
  nowMs: number,
): number {
  if (session.startedAt === null) {
    return 0;
  }
  return Math.min(Math.max(0, (session.endedAt ?? nowMs) - session.startedAt), session.durationMs);
}

/**
 * When a processing session is given up for want of clients; null while somebody is there.
 *
 * @param absentSinceMs since when the room has been without clients, as far as this process has seen
 */
export function abandonedAtMs(
  session: { startedAt: number; joined: boolean },
  clientCount: number,
  absentSinceMs: number,
  rules: LifetimeRules,
): number | null {
  if (clientCount > 0) {
    return null;
  }
  return session.joined
    ? absentSinceMs + rules.goneTimeoutMs
    : // A session that was taken up again gives its client time to come back.
      Math.max(session.startedAt + rules.joinTimeoutMs, absentSinceMs + rules.goneTimeoutMs);
}
