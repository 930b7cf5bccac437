import { ApiError } from './client.js';

const PLAIN_WORDS: Record<number, string> = {
  0: 'The server cannot be reached. Check that it is still running, then try again.',
  1005: 'Too many requests in a short time. Wait a few seconds and try again.',
  1101: 'Your sign-in is no longer valid. Sign in again.',
  1102: 'You are signed out. Sign in again.',
  1104: 'The budget of this key is spent.',
  1105: 'This presenter is still being prepared. Try again in a minute, or pick another one.',
  1200: 'This key has been disabled.',
  1215: 'Every place is taken. End a running session, or try again in a moment.',
  1216: 'This session no longer exists.',
};

/** Of fields that the studio fills in. */
const GONE: Record<string, string> = {
  avatar_id: 'This presenter is no longer there. Pick another one.',
  voice_id: 'This voice is no longer there. Pick another one.',
};

/** `field: problem`, as the API words what is wrong with a request. */
const OF_A_FIELD = /^([A-Za-z_][\w.-]*): (.+)$/s;

/** What went wrong, for a reader; the server's own words where they say more than ours. */
export function plainWords(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 0)
    return error.message.includes('unexpected') ? `${error.message}.` : (PLAIN_WORDS[0] ?? '');
  const gone =
    error.code === 1008 || error.code === 1014 ? GONE[fieldProblem(error)?.field ?? ''] : undefined;
  return gone ?? PLAIN_WORDS[error.code] ?? `${error.message} (code ${error.code})`;
}

/** The field that the server names, and what is the matter with it; undefined when it names none. */
export function fieldProblem(error: unknown): { field: string; problem: string } | undefined {
  const [, field, problem] = (error instanceof ApiError && OF_A_FIELD.exec(error.message)) || [];
  return field && problem ? { field, problem } : undefined;
}

export const errorCode = (error: unknown): number | undefined =>
  error instanceof ApiError ? error.code : undefined;
