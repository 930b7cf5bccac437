import type {
  KNOWLEDGE_PATHS,
  KnowledgeBase,
  KnowledgeCreateRequest,
  KnowledgePassages,
  KnowledgeUpdateRequest,
} from '@avatarium/contract';
import { type ApiRequest, call } from './client.js';
import { queryOf } from './paths.js';

// By type only, as in endpoints.ts.
const paths: typeof KNOWLEDGE_PATHS = {
  list: '/api/open/v4/knowledge/list',
  create: '/api/open/v4/knowledge/create',
  detail: '/api/open/v4/knowledge/detail',
  update: '/api/open/v4/knowledge/update',
  delete: '/api/open/v4/knowledge/delete',
  search: '/api/avatarium/v1/knowledge/search',
};

export const knowledgeDetailRequest = (id: string): ApiRequest => ({
  method: 'GET',
  path: paths.detail + queryOf({ id }),
});

export const knowledgeSearchRequest = (id: string, q: string, count: number): ApiRequest => ({
  method: 'GET',
  path: paths.search + queryOf({ id, q, count }),
});

/** One page, the account's own first; the API does not say how many there are in all. */
export function listKnowledge(
  page: { page: number; size: number },
  name?: string,
  signal?: AbortSignal,
): Promise<KnowledgeBase[]> {
  return call({ method: 'GET', path: paths.list + queryOf({ ...page, name }) }, signal);
}

/** @throws {ApiError} 1232 when there is none of this id. */
export const knowledgeDetail = (id: string, signal?: AbortSignal): Promise<KnowledgeBase> =>
  call(knowledgeDetailRequest(id), signal);

/** @throws {ApiError} 1003 with the field's name, 1233 when the name is taken. */
export const createKnowledge = (body: KnowledgeCreateRequest): Promise<KnowledgeBase> =>
  call({ method: 'POST', path: paths.create, body });

/** What is absent stays as it is; a list replaces the one that was there. */
export const updateKnowledge = (body: KnowledgeUpdateRequest): Promise<KnowledgeBase> =>
  call({ method: 'POST', path: paths.update, body });

export const deleteKnowledge = (id: string): Promise<unknown> =>
  call({ method: 'DELETE', path: paths.delete + queryOf({ id }) });

/** The passages that an avatar would be given for a question, best first. */
export const searchKnowledge = (
  id: string,
  question: string,
  count: number,
  signal?: AbortSignal,
): Promise<KnowledgePassages> => call(knowledgeSearchRequest(id, question, count), signal);
