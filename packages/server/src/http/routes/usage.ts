import { USAGE_PATH, usageQuery } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { SessionService } from '../../sessions/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

export function usageRoutes(
  app: FastifyInstance,
  { authenticate, sessions }: { authenticate: Authenticate; sessions: SessionService },
): void {
  app.get(USAGE_PATH, async (request) => {
    const { account } = await authenticate(request);
    return success(await sessions.usage(validate(usageQuery, request.query), account));
  });
}
