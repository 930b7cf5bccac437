import { z } from 'zod';
import {
  aliasOf,
  errorReport,
  objectId,
  pageQuery,
  pageSize,
  storableText,
  timestampMs,
  uid,
  unsetIfEmpty,
  wholeNumber,
} from './common.js';

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

const sourceStatus = z.literal([1, 2, 3, 4]).meta({
  description: '1 waiting, 2 indexing, 3 ready: answers can come from it, 4 failed: see `error`',
  valueNames: Object.keys(SOURCE_STATUS),
});
const sourceError = errorReport.nullable().describe('Why it failed, with status 4; null otherwise');

export const knowledgeBase = z.object({
  _id: objectId,
  team_id: z.string(),
  uid,
  user_type: z.int(),
  from: z.literal([1, 2]).meta({
    description: '1 came with the server, 2 made by the account',
    valueNames: Object.keys(KNOWLEDGE_FROM),
  }),
  name: z.string().meta({ examples: ['Handbook'] }),
  prologue: z.string().describe('What the avatar says when the client joins'),
  prompt: z.string().describe('Instructions to the language model'),
  docs: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      size: z.number().describe('Bytes: as the caller said at first, as measured once it has been fetched'),
      status: sourceStatus,
      error: sourceError,
    }),
  ),
  urls: z.array(z.string()),
  url_states: z
    .array(
      z.object({
        url: z.string(),
        name: z.string().describe('Title of the page'),
        status: sourceStatus,
        error: sourceError,
      }),
    )
    .describe('The same pages as in `urls`, in the same order, with how far each is'),
  create_time: timestampMs,
  update_time: timestampMs,
});
export type KnowledgeBase = z.infer<typeof knowledgeBase>;

/** The reply to a list is the array itself. */
export const knowledgeList = z.array(knowledgeBase);

export const knowledgeDeleted = z.object({ _id: objectId });

const url = storableText(4096).trim().min(1, 'is required');

const docs = z
  .array(
    z.object({
      name: unsetIfEmpty(storableText(255).trim()).meta({
        description: `With its extension, one of ${DOCUMENT_EXTENSIONS.join(', ')}; by default the last part of the URL`,
        examples: ['handbook.pdf'],
      }),
      url: url.meta({
        description: 'A public URL, or `avatarium:file/<id>` of an upload',
        examples: ['https://example.com/handbook.pdf'],
      }),
      size: unsetIfEmpty(
        z
          .number()
          .min(0)
          .max(KNOWLEDGE_LIMITS.documentBytes, 'is larger than the 100 MB that a document may have'),
      ).describe('Bytes'),
    }),
  )
  .max(KNOWLEDGE_LIMITS.docs)
  .describe('Documents: 100 MB each, 500 MB in all');
const urls = z
  .array(url)
  .max(KNOWLEDGE_LIMITS.urls)
  .meta({ description: 'Web pages', examples: [['https://example.com/help']] });

const name = storableText(KNOWLEDGE_LIMITS.nameChars)
  .trim()
  .min(1, 'is required')
  .meta({ description: 'Another one than that of every other base of the account', examples: ['Handbook'] });
const prologue = storableText(KNOWLEDGE_LIMITS.prologueChars).meta({
  description: 'What the avatar says when the client joins; an empty text clears it',
  examples: ['Hello, what can I do for you?'],
});
const prompt = storableText(KNOWLEDGE_LIMITS.promptChars).meta({
  description: 'Instructions to the language model; an empty text clears them',
  examples: ['Answer in two sentences.'],
});

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
const names = {
  id: idOf.describe('`_id` of the knowledge base'),
  _id: idOf.meta(aliasOf('id')),
};

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
    ...names,
    name: unsetIfEmpty(name),
    prologue: kept(prologue),
    prompt: kept(prompt),
    docs: kept(docs),
    urls: kept(urls),
  })
  .transform(requireId);
export type KnowledgeUpdateRequest = z.infer<typeof knowledgeUpdateRequest>;

/** For detail, and for delete, where the id comes in the body or in the query. */
export const knowledgeIdRequest = z.object(names).transform(requireId);

const DEFAULT_PAGE_SIZE = 10;

export const knowledgeListQuery = pageQuery.extend({
  size: pageSize(DEFAULT_PAGE_SIZE),
  name: unsetIfEmpty(storableText(KNOWLEDGE_LIMITS.nameChars)).describe('Part of the name, in any case'),
  from: unsetIfEmpty(wholeNumber(1, 2)).describe('1 those that came with the server, 2 those of the account'),
});
export type KnowledgeListQuery = z.infer<typeof knowledgeListQuery>;

const DEFAULT_PASSAGES = 5;

/** What a knowledge base has to say about a question, as its avatar would be given it. */
export const knowledgeSearchQuery = z
  .object({
    ...names,
    q: storableText(1000)
      .trim()
      .min(1, 'is required')
      .meta({ description: 'The question', examples: ['When does the spa open?'] }),
    count: unsetIfEmpty(wholeNumber(1, 20))
      .transform((count) => count ?? DEFAULT_PASSAGES)
      .meta({ description: 'How many passages at most', default: DEFAULT_PASSAGES }),
  })
  .transform(requireId);
export type KnowledgeSearchQuery = z.infer<typeof knowledgeSearchQuery>;

export const knowledgePassages = z.object({
  count: z.int().describe('How many passages there are'),
  result: z
    .array(
      z.object({
        text: z.string().describe('Begins with the headings that the passage stands under'),
        score: z.number().meta({
          description: '-1 to 1; what answers a question rarely has less than 0.3',
          examples: [0.62],
        }),
        source: z
          .object({ name: z.string(), url: z.string().describe('As it was given') })
          .describe('The document or page that it comes from'),
      }),
    )
    .describe('Best first; empty as long as nothing is indexed'),
});
export type KnowledgePassages = z.infer<typeof knowledgePassages>;
