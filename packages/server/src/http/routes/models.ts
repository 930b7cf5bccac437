import { MODELS_PATH, type ModelList } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';

export function modelRoutes(
  app: FastifyInstance,
  { authenticate, models }: { authenticate: Authenticate; models(): Promise<ModelList> },
): void {
  app.get(MODELS_PATH, async (request) => {
    await authenticate(request);
    return success(await models());
  });
}
