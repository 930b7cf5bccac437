import { z } from 'zod';
import { errorReport, objectId, pageQuery, timestampMs, unsetIfEmpty, wholeNumber } from './common.js';

export const KNOWLEDGE_PATHS = {
  list: '/api/open/v4/knowledge/list',
  create: '/api/open/v4/knowledge/create',
  detail: '/api/open/v4/knowledge/detail',
  update: '/api/open/v4/knowledge/update',
  delete: '/api/open/v4/knowledge/delete',
  /** Ours. */
  search: '/api/avatarium/v1/knowledge/search',
} as const;

/** Who made it. */
export const KNOWLEDGE_FROM = { system: 1, user: 2 } as const;

/** How far a document or page is; ours. */
export const SOURCE_STATUS = { waiting: 1, indexing: 2, ready: 3, failed: 4 } as const;
export type SourceStatus = (typeof SOURCE_STATUS)[keyof typeof SOURCE_STATUS];

export const KNOWLEDGE_LIMITS = {
  nameChars: 100,
  prologueChars: 2000,
  promptChars: 10_000,
  /** Documents, and pages, of one knowledge base. */
  docs: 100,
  urls: 100,
  documentBytes: 100 * 1024 * 1024,
  /** All documents of one knowledge base together. */
  totalBytes: 500 * 1024 * 1024,
} as const;

/** Extensions of the documents that can be read. */
export const DOCUMENT_EXTENSIONS = ['pdf', 'doc', 'docx', 'txt', 'md', 'json', 'xml', 'csv'] as const;
export type DocumentExtension = (typeof DOCUMENT_EXTENSIONS)[number];

const sourceStatus = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

export const knowledgeBase = z.object({
  _id: objectId,
  team_id: z.string(),
  uid: z.int(),
  user_type: z.int(),
  from: z.union([z.literal(1), z.literal(2)]),
  name: z.string(),
  /** What the avatar says when the client joins. */
  prologue: z.string(),
  /** Instructions to the language model. */
  prompt: z.string(),
  docs: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      /** Bytes: as the caller said at first, as measured once it has been fetched. */
      size: z.number(),
      status: sourceStatus,
      error: errorReport.nullable(),
    }),
  ),
  urls: z.array(z.string()),
  /** The same pages as in `urls`, in the same order, with how far each is; ours. */
  url_states: z.array(
    z.object({ url: z.string(), name: z.string(), status: sourceStatus, error: errorReport.nullable() }),
  ),
  create_time: timestampMs,
  update_time: timestampMs,
});
export type KnowledgeBase = z.infer<typeof knowledgeBase>;

/** The reply to a list is the array itself. */
export const knowledgeList = z.array(knowledgeBase);

export const knowledgeDeleted = z.object({ _id: objectId });

/** NUL is a character that no database keeps in a text. */
const text = z.string().regex(/^[^\0]*$/, 'must not contain NUL characters');

const url = text.trim().min(1, 'is required').max(4096);

const docs = z
  .array(
    z.object({
      /** With its extension; by default the last part of the URL. */
      name: unsetIfEmpty(text.trim().max(255)),
      url,
      size: unsetIfEmpty(
        z
          .number()
          .min(0)
          .max(KNOWLEDGE_LIMITS.documentBytes, 'is larger than the 100 MB that a document may have'),
      ),
    }),
  )
  .max(KNOWLEDGE_LIMITS.docs);
const urls = z.array(url).max(KNOWLEDGE_LIMITS.urls);

const name = text.trim().min(1, 'is required').max(KNOWLEDGE_LIMITS.nameChars);
const prologue = text.max(KNOWLEDGE_LIMITS.prologueChars);
const prompt = text.max(KNOWLEDGE_LIMITS.promptChars);

/** Null, as some clients send it, means "not sent"; an empty text or list means just that. */
function kept<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === null ? undefined : value), schema.optional());
}

export const knowledgeCreateRequest = z.object({
  name,
  prologue: kept(prologue),
  prompt: kept(prompt),
  docs: kept(docs),
  urls: kept(urls),
});
export type KnowledgeCreateRequest = z.infer<typeof knowledgeCreateRequest>;

const idOf = unsetIfEmpty(z.string());

function requireId<T extends { id?: string; _id?: string }>(sent: T, context: z.RefinementCtx) {
  const { _id, id = _id, ...rest } = sent;
  if (id === undefined) {
    context.addIssue({ code: 'custom', path: ['id'], message: 'is required' });
    return z.NEVER;
  }
  return { ...rest, id };
}

/** What is absent stays as it is. An empty `prologue` or `prompt` clears it, and so does an empty list. */
export const knowledgeUpdateRequest = z
  .object({
    id: idOf,
    _id: idOf,
    name: unsetIfEmpty(name),
    prologue: kept(prologue),
    prompt: kept(prompt),
    docs: kept(docs),
    urls: kept(urls),
  })
  .transform(requireId);
export type KnowledgeUpdateRequest = z.infer<typeof knowledgeUpdateRequest>;

/** For detail, and for delete, where the id comes in the body or in the query. */
export const knowledgeIdRequest = z.object({ id: idOf, _id: idOf }).transform(requireId);

const DEFAULT_PAGE_SIZE = 10;

export const knowledgeListQuery = pageQuery.extend({
  size: unsetIfEmpty(wholeNumber(1, 100)).transform((size) => size ?? DEFAULT_PAGE_SIZE),
  /** A part of the name, in any case. */
  name: unsetIfEmpty(text.max(KNOWLEDGE_LIMITS.nameChars)),
  from: unsetIfEmpty(wholeNumber(1, 2)),
});
export type KnowledgeListQuery = z.infer<typeof knowledgeListQuery>;

const DEFAULT_PASSAGES = 5;

/** What a knowledge base has to say about a question, as its avatar would be given it. */
export const knowledgeSearchQuery = z
  .object({
    id: idOf,
    _id: idOf,
    q: text.trim().min(1, 'is required').max(1000),
    count: unsetIfEmpty(wholeNumber(1, 20)).transform((count) => count ?? DEFAULT_PASSAGES),
  })
  .transform(requireId);
export type KnowledgeSearchQuery = z.infer<typeof knowledgeSearchQuery>;

/** Best first. Empty as long as nothing is indexed. */
export const knowledgePassages = z.object({
  count: z.int(),
  result: z.array(
    z.object({
      /** Begins with the headings that the passage stands under. */
      text: z.string(),
      /** -1 to 1; what answers a question rarely has less than 0.3. */
      score: z.number(),
      /** The document or page that it comes from; `url` as it was given. */
      source: z.object({ name: z.string(), url: z.string() }),
    }),
  ),
});
export type KnowledgePassages = z.infer<typeof knowledgePassages>;
