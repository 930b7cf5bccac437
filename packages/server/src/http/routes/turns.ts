import { sessionQuery, TURNS_PATH, type TurnList } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { RecentTurns } from '../../observability/recent-turns.js';
import type { SessionService } from '../../sessions/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

export function turnRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; sessions: SessionService; turns: Pick<RecentTurns, 'of'> },
): void {
  app.get(TURNS_PATH, async (request) => {
    const { account } = await deps.authenticate(request);
    const { sessionId } = validate(sessionQuery, request.query);
    // Only of a session of the account.
    const { _id } = await deps.sessions.detail(sessionId, account);
    return success({ session_id: _id, turns: [...deps.turns.of(_id)] } satisfies TurnList);
  });
}
