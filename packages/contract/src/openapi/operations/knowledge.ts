import {
  KNOWLEDGE_PATHS,
  knowledgeBase,
  knowledgeCreateRequest,
  knowledgeDeleted,
  knowledgeIdRequest,
  knowledgeList,
  knowledgeListQuery,
  knowledgePassages,
  knowledgeSearchQuery,
  knowledgeUpdateRequest,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { tag: 'Knowledge', authenticated: true } as const;
const baseReply = { data: knowledgeBase, description: 'The knowledge base' };

export const KNOWLEDGE_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    method: 'get',
    path: KNOWLEDGE_PATHS.list,
    operationId: 'listKnowledge',
    summary: 'List knowledge bases',
    description:
      '`data` is the array itself: those of the account, newest first, then those that came with the server.',
    query: knowledgeListQuery,
    reply: { data: knowledgeList, description: 'A page of knowledge bases' },
    errors: [],
  },
  {
    ...shared,
    method: 'post',
    path: KNOWLEDGE_PATHS.create,
    operationId: 'createKnowledge',
    summary: 'Create a knowledge base',
    description:
      'Documents and pages are fetched, read and indexed in the background: `status` of each says how far it is, and `error` why one failed. All documents together may have 500 MB.',
    body: { schema: knowledgeCreateRequest },
    reply: baseReply,
    errors: ['contentNotFound', 'knowledgeExists', 'knowledgeCreateFailed'],
  },
  {
    ...shared,
    method: 'get',
    path: KNOWLEDGE_PATHS.detail,
    operationId: 'getKnowledge',
    summary: 'Get a knowledge base',
    query: knowledgeIdRequest,
    reply: baseReply,
    errors: ['knowledgeNotFound'],
  },
  {
    ...shared,
    method: 'post',
    path: KNOWLEDGE_PATHS.update,
    operationId: 'updateKnowledge',
    summary: 'Change a knowledge base',
    description:
      'What is left out stays as it is; lists replace what was there. Of documents and pages only what is new, or has failed, is fetched.',
    body: { schema: knowledgeUpdateRequest },
    reply: baseReply,
    errors: [
      'contentNotFound',
      'permissionDenied',
      'knowledgeNotFound',
      'knowledgeExists',
      'knowledgeUpdateFailed',
    ],
  },
  {
    ...shared,
    method: 'delete',
    path: KNOWLEDGE_PATHS.delete,
    operationId: 'deleteKnowledge',
    summary: 'Delete a knowledge base',
    description:
      'With everything that was indexed for it. The id comes in the body, or in the query where a client cannot send a body.',
    query: knowledgeIdRequest,
    queryOptional: true,
    body: { schema: knowledgeIdRequest, optional: true },
    reply: { data: knowledgeDeleted, description: 'What was deleted' },
    errors: ['permissionDenied', 'knowledgeNotFound'],
  },
  {
    ...shared,
    method: 'get',
    path: KNOWLEDGE_PATHS.search,
    operationId: 'searchKnowledge',
    summary: 'Search a knowledge base',
    description:
      'The passages that are nearest in meaning to a question, as an avatar would be given them. Only what is indexed is found.',
    query: knowledgeSearchQuery,
    reply: { data: knowledgePassages, description: 'Passages, best first' },
    errors: ['knowledgeNotFound'],
  },
];
