import { CONSOLE_PATHS, type ConsoleMe, consoleLoginRequest } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { ConsoleAccess } from '../console-access.js';
import { success } from '../envelope.js';
import type { FailedLogins } from '../failed-logins.js';
import type { Origins } from '../origin.js';
import { validate } from '../validate.js';

export function consoleRoutes(
  app: FastifyInstance,
  deps: {
    console: ConsoleAccess;
    failedLogins: FailedLogins;
    origins: Origins;
    /** What `me` says of the server itself. */
    about: Pick<ConsoleMe, 'version' | 'video'>;
  },
): void {
  const { console, failedLogins, origins, about } = deps;

  app.post(CONSOLE_PATHS.login, async (request, reply) => {
    console.requireOwnPage(request);
    const { apiKey } = validate(consoleLoginRequest, request.body);
    await failedLogins.guard(request.ip, () => console.signInByKey(apiKey, reply));
    return success({ signedIn: true });
  });

  app.get<{ Querystring: { code?: string } }>(
    CONSOLE_PATHS.login,
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { code } = request.query;
      const signedIn = typeof code === 'string' && (await console.signInByCode(code, reply));
      // Without a twin for HEAD, or a link preview would use the code up. The page asks for the key when the link was no good.
      return reply.header('cache-control', 'no-store').redirect(signedIn ? '/' : '/?link=used', 303);
    },
  );

  app.post(CONSOLE_PATHS.logout, async (request, reply) => {
    console.requireOwnPage(request);
    await console.signOut(request, reply);
    return success({ signedIn: false });
  });

  app.get(CONSOLE_PATHS.me, async (request, reply) => {
    const caller = await console.caller(request).catch(() => null);
    const me: ConsoleMe = {
      signedIn: caller !== null,
      account: caller && { uid: caller.account.uid, clientId: caller.key.clientId },
      baseUrl: origins.baseUrl(request),
      ...about,
    };
    return reply.header('cache-control', 'no-store').send(success(me));
  });
}
