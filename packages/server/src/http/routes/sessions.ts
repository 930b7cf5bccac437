import {
  SESSION_PATHS,
  type Session,
  type SessionCreateRequest,
  sessionCreateRequest,
  sessionIdRequest,
  sessionListQuery,
} from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SessionService } from '../../sessions/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { noteAccepted } from '../request-log/notes.js';
import { readSimulation } from '../simulation.js';
import { validate } from '../validate.js';

const REPEATED = ['avatar_id', 'voice_id', 'duration', 'mode_type', 'stream_type'] as const;

/** `field: what`. */
function noteWarning(warning: string): void {
  const [field = '', ...what] = warning.split(': ');
  noteAccepted(field, what.join(': '));
}

/** Notes what a session has in place of what was asked for; of another voice the session itself warns. */
function noteDifferences(asked: SessionCreateRequest, made: Session): void {
  for (const field of REPEATED) {
    if (asked[field] === undefined) {
      noteAccepted(field, `is not set: ${made[field]} is used`);
    } else if (asked[field] !== made[field] && field !== 'voice_id') {
      noteAccepted(field, `${made[field]} is used in its place`);
    }
  }
}

export function sessionRoutes(
  app: FastifyInstance,
  deps: {
    authenticate: Authenticate;
    sessions: SessionService;
    /** Where this caller's LiveKit client connects to. */
    livekitUrl(request: FastifyRequest): string;
  },
): void {
  const { authenticate, sessions } = deps;

  app.post(SESSION_PATHS.create, async (request) => {
    const caller = await authenticate(request);
    const body = validate(sessionCreateRequest, request.body);
    const context = {
      ...caller,
      livekitUrl: deps.livekitUrl(request),
      failAfterMs: readSimulation(request).failAfterMs,
      log: request.log,
      note: noteWarning,
    };
    const made = await sessions.create(body, context);
    noteDifferences(body, made);
    return success(made);
  });

  app.get(SESSION_PATHS.detail, async (request) => {
    const { account } = await authenticate(request);
    const { id } = validate(sessionIdRequest, request.query);
    return success(await sessions.detail(id, account));
  });

  app.get(SESSION_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    return success(await sessions.list(validate(sessionListQuery, request.query), account));
  });

  app.post(SESSION_PATHS.close, async (request) => {
    const { account } = await authenticate(request);
    const { id } = validate(sessionIdRequest, request.body);
    return success(await sessions.close(id, account));
  });
}
