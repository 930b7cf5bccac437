import { getTokenRequest, TOKEN_PATH } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../../accounts/authenticator.js';
import { success } from '../envelope.js';
import type { FailedLogins } from '../failed-logins.js';
import { validate } from '../validate.js';

export function tokenRoutes(
  app: FastifyInstance,
  deps: { authenticator: Authenticator; failedLogins: FailedLogins },
): void {
  app.post(TOKEN_PATH, async (request) => {
    const { clientId, clientSecret } = validate(getTokenRequest, request.body);
    const token = await deps.failedLogins.guard(request.ip, () =>
      deps.authenticator.issueToken(clientId, clientSecret),
    );
    return { ...success({ token }), token };
  });
}
