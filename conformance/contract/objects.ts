import type { Remover } from '../suite/belongings.js';
import { AVATARS, FILES, KEYS, KNOWLEDGE, SESSIONS } from './paths.js';

/** How what a POST to a path makes is removed again. */
export const REMOVERS: ReadonlyMap<string, Remover> = new Map([
  [SESSIONS.create, { kind: 'session', remove: (api, id) => api.post(SESSIONS.close, { id }) }],
  [AVATARS.create, { kind: 'avatar', remove: (api, id) => api.send('DELETE', `${AVATARS.own}/${id}`) }],
  [
    KNOWLEDGE.create,
    { kind: 'knowledge base', remove: (api, id) => api.send('DELETE', KNOWLEDGE.delete, { json: { id } }) },
  ],
  [FILES, { kind: 'file', remove: (api, id) => api.send('DELETE', `${FILES}/${id}`) }],
  [KEYS, { kind: 'key', remove: (api, id) => api.send('DELETE', `${KEYS}/${id}`) }],
] satisfies [string, Remover][]);
