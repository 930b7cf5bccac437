import { SESSION_PATHS, sessionCreateRequest, sessionIdRequest, sessionListQuery } from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SessionService } from '../../sessions/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { readSimulation } from '../simulation.js';
import { validate } from '../validate.js';

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
    };
    return success(await sessions.create(body, context));
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
