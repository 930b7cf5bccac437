import type { Operation } from '../operation.js';
import { ACCESS_OPERATIONS } from './access.js';
import { AVATAR_OPERATIONS } from './avatars.js';
import { EVENT_OPERATIONS } from './events.js';
import { FILE_OPERATIONS } from './files.js';
import { KNOWLEDGE_OPERATIONS } from './knowledge.js';
import { MODEL_OPERATIONS } from './models.js';
import { OUTSIDE_OPERATIONS } from './outside.js';
import { SESSION_OPERATIONS } from './sessions.js';
import { TRANSCRIPT_OPERATIONS } from './transcripts.js';
import { VOICE_OPERATIONS } from './voices.js';

/** Everything that the API does: one operation for every route. */
export const OPERATIONS: readonly Operation[] = [
  ...SESSION_OPERATIONS,
  ...TRANSCRIPT_OPERATIONS,
  ...AVATAR_OPERATIONS,
  ...VOICE_OPERATIONS,
  ...MODEL_OPERATIONS,
  ...KNOWLEDGE_OPERATIONS,
  ...FILE_OPERATIONS,
  ...ACCESS_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...OUTSIDE_OPERATIONS,
];
