import {
  KNOWLEDGE_PATHS,
  knowledgeCreateRequest,
  knowledgeIdRequest,
  knowledgeListQuery,
  knowledgeSearchQuery,
  knowledgeUpdateRequest,
} from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { KnowledgeService } from '../../knowledge/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

export function knowledgeRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; knowledge: KnowledgeService },
): void {
  const { authenticate, knowledge } = deps;

  app.get(KNOWLEDGE_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    return success(await knowledge.list(validate(knowledgeListQuery, request.query), account));
  });

  app.post(KNOWLEDGE_PATHS.create, async (request) => {
    const { account } = await authenticate(request);
    return success(await knowledge.create(validate(knowledgeCreateRequest, request.body), account));
  });

  app.get(KNOWLEDGE_PATHS.detail, async (request) => {
    const { account } = await authenticate(request);
    const { id } = validate(knowledgeIdRequest, request.query);
    return success(await knowledge.detail(id, account));
  });

  app.get(KNOWLEDGE_PATHS.search, async (request) => {
    const { account } = await authenticate(request);
    return success(await knowledge.search(validate(knowledgeSearchQuery, request.query), account));
  });

  app.post(KNOWLEDGE_PATHS.update, async (request) => {
    const { account } = await authenticate(request);
    return success(await knowledge.update(validate(knowledgeUpdateRequest, request.body), account));
  });

  app.delete(KNOWLEDGE_PATHS.delete, async (request) => {
    const { account } = await authenticate(request);
    // Some clients cannot send a body with DELETE.
    const { id } = validate(knowledgeIdRequest, {
      ...(request.query as object),
      ...(request.body as object | undefined),
    });
    return success(await knowledge.delete(id, account));
  });
}
