import type { EndReason, Session, SessionStatus } from '../../api/types.js';

type BadgeLook = 'running' | 'waiting' | 'failed' | undefined;

export const STATUS_WORDS: Record<SessionStatus, { label: string; look: BadgeLook }> = {
  1: { label: 'Waiting', look: 'waiting' },
  2: { label: 'Running', look: 'running' },
  3: { label: 'Completed', look: undefined },
  4: { label: 'Failed', look: 'failed' },
};

const REASON_WORDS: Record<EndReason, { short: string; long: string }> = {
  client_closed: { short: 'Closed', long: 'It was closed, from a page or through the API.' },
  expired: { short: 'Time was up', long: 'It reached the duration that was asked for, or its budget.' },
  abandoned: { short: 'Nobody there', long: 'Nobody was in the room for a while, so the server ended it.' },
  shutdown: {
    short: 'Server stopped',
    long: 'The server was stopped and ended its sessions before it went.',
  },
  failed: { short: 'Failed', long: 'The presenter could not start, or could not go on.' },
};

/** Why it ended, in a word or two; empty while it has not. */
export function reasonWords({ end_reason, error }: Session): string {
  if (error?.msg) return error.msg;
  return end_reason ? (REASON_WORDS[end_reason]?.short ?? end_reason) : '';
}

/** Why it ended, in a sentence. */
export function reasonSentence({ end_reason }: Session): string | undefined {
  return end_reason ? (REASON_WORDS[end_reason]?.long ?? end_reason) : undefined;
}

/** Fields of credentials that let in whoever has them. */
export const TOKEN_FIELDS = ['livekit_token', 'agora_token', 'trtc_sdk_user_sig', 'trtc_user_sig'] as const;

/** Whether its credentials are complete: those of a room of its caller's own are not. */
export const letsIn = ({ credentials }: Session): boolean => TOKEN_FIELDS.some((name) => credentials[name]);

/** What it means that a session is local, by its stream type. */
export const LOCAL_WORDS: Record<Session['stream_type'], string> = {
  livekit: '',
  agora:
    'No Agora account: a page uses this server’s stand-in, /sdk/agora-local.js, in place of Agora’s SDK, with the same code.',
  trtc: 'No TRTC account: a page uses this server’s stand-in, /sdk/trtc-local.js, in place of TRTC’s SDK, with the same code.',
};

export const isOpen = ({ status }: Session): boolean => status <= 2;

/** Milliseconds it has run, up to now while it runs. */
export function usedMs(session: Session, now: number): number {
  const { status, started_at, used_seconds } = session;
  return status === 2 && started_at ? Math.max(0, now - started_at) : used_seconds * 1000;
}

/** Where it stands in the queue. */
export function queueWords({ queue_position }: Session): string | undefined {
  if (queue_position === null) return undefined;
  return queue_position === 1 ? 'next' : `place ${queue_position}`;
}
