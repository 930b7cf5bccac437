import {
  API_KEY_PATHS,
  ApiError,
  type ApiKeyList,
  apiKeyCreateRequest,
  apiKeyListQuery,
  apiKeyUpdateRequest,
  objectId,
  pageOffset,
} from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  requireManager,
  requireMayDelete,
  requireMayRotate,
  requireMayUpdate,
} from '../../accounts/key-rights.js';
import type { KeyService } from '../../accounts/key-service.js';
import { type Authenticate, isByConsole } from '../auth.js';
import type { ConsoleAccess } from '../console-access.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

/** @throws ApiError 1014 for what cannot be the id of a key */
function idOf(request: FastifyRequest): string {
  const id = objectId.safeParse((request.params as { id: string }).id);
  if (!id.success) {
    throw new ApiError('resourceNotFound', 'The key does not exist');
  }
  return id.data;
}

export function keyRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; keys: KeyService; console: ConsoleAccess },
): void {
  const { authenticate, keys, console } = deps;

  app.get(API_KEY_PATHS.all, async (request) => {
    const { account, key } = await authenticate(request);
    const query = validate(apiKeyListQuery, request.query);
    const found = await keys.list(account, { offset: pageOffset(query), limit: query.size });
    const result = found.keys.map((one) => ({ ...one, current: one._id === key.id }));
    return success<ApiKeyList>({ count: found.count, result });
  });

  app.post(API_KEY_PATHS.all, async (request, reply) => {
    const caller = await authenticate(request);
    requireManager(caller);
    const made = await keys.create(caller.account, validate(apiKeyCreateRequest, request.body));
    return reply.header('cache-control', 'no-store').send(success(made));
  });

  app.get(API_KEY_PATHS.one, async (request) => {
    const { account } = await authenticate(request);
    return success(await keys.show(account, idOf(request)));
  });

  app.patch(API_KEY_PATHS.one, async (request) => {
    const caller = await authenticate(request);
    const id = idOf(request);
    const { _id } = await keys.show(caller.account, id);
    const change = validate(apiKeyUpdateRequest, request.body);
    requireMayUpdate(caller, _id, change);
    return success(await keys.update(caller.account, id, change));
  });

  app.post(API_KEY_PATHS.rotate, async (request, reply) => {
    const caller = await authenticate(request);
    const id = idOf(request);
    await keys.show(caller.account, id);
    requireMayRotate(caller, id);
    const rotated = await keys.rotate(caller.account, id);
    if (id === caller.key.id && isByConsole(request)) {
      // Whoever rotates the key they are signed in with stays, everybody else has to sign in again.
      await console.signInAgain(id, reply);
    }
    return reply.header('cache-control', 'no-store').send(success(rotated));
  });

  app.delete(API_KEY_PATHS.one, async (request) => {
    const caller = await authenticate(request);
    const id = idOf(request);
    await keys.show(caller.account, id);
    requireMayDelete(caller, id);
    await keys.delete(caller.account, id);
    return success({ _id: id, deleted: true });
  });
}
