import { getTokenRequest, TOKEN_PATH } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../../accounts/authenticator.js';
import type { LimitKey } from '../auth.js';
import { success } from '../envelope.js';
import type { FailedLogins } from '../failed-logins.js';
import { validate } from '../validate.js';

export function tokenRoutes(
  app: FastifyInstance,
  deps: { authenticator: Authenticator; failedLogins: FailedLogins; limitKey: LimitKey },
): void {
  app.post(TOKEN_PATH, async (request) => {
    const { clientId, clientSecret } = validate(getTokenRequest, request.body);
    const caller = await deps.failedLogins.guard(request.ip, () =>
      deps.authenticator.callerByPair(clientId, clientSecret),
    );
    deps.limitKey(caller.key);
    const token = await deps.authenticator.issueToken(caller);
    return { ...success({ token }), token };
  });
}
