import type { EndReason, Session, SessionStatus } from '../../api/types.js';

export const STATUS_WORDS: Record<SessionStatus, { label: string; look: string }> = {
  1: { label: 'Waiting', look: 'waiting' },
  2: { label: 'Running', look: 'running' },
  3: { label: 'Completed', look: '' },
  4: { label: 'Failed', look: 'failed' },
};

const REASON_WORDS: Record<EndReason, string> = {
  client_closed: 'Closed',
  expired: 'Time was up',
  abandoned: 'Nobody there',
  shutdown: 'Server stopped',
  failed: 'Failed',
};

export function reasonWords({ end_reason, error }: Session): string {
  if (error?.msg) return error.msg;
  return end_reason ? (REASON_WORDS[end_reason] ?? end_reason) : '';
}

export const isOpen = ({ status }: Session): boolean => status <= 2;

/** How long it has been or was running, ms; undefined before it ran. */
export function lengthMs(session: Session, now: number): number | undefined {
  if (!session.started_at) return undefined;
  return Math.max(0, (session.ended_at ?? now) - session.started_at);
}
