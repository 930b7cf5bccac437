import { z } from 'zod';
import { aliasOf, unsetIfEmpty } from './common.js';

const text = unsetIfEmpty(z.string());

/** What belongs to a session is named by it, under any of the names that clients have for its id. */
export const sessionNames = {
  session_id: text.describe('`_id` of the session'),
  id: text.meta(aliasOf('session_id')),
  _id: text.meta(aliasOf('session_id')),
};

export function requireSession<T extends { session_id?: string; id?: string; _id?: string }>(
  sent: T,
  context: z.RefinementCtx,
) {
  const { id, _id, session_id = id ?? _id, ...rest } = sent;
  if (session_id === undefined) {
    context.addIssue({ code: 'custom', path: ['session_id'], message: 'is required' });
    return z.NEVER;
  }
  return { ...rest, sessionId: session_id };
}

export const sessionQuery = z.object(sessionNames).transform(requireSession);
