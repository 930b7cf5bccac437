import { ApiError } from '@avatarium/contract';
import type { Logger } from 'pino';
import type { ConversationKnowledge } from '../conversation/knowledge-port.js';
import { checkUrl, RefusedUrlError, type UrlAllowlist } from '../net/index.js';
import type { Clock } from '../sessions/clock.js';
import type { KnowledgeStore } from '../storage/knowledge-port.js';
import { Embedder } from './embedding/embedder.js';
import { createConversationKnowledge } from './for-conversations.js';
import type { KnowledgeIndex } from './index-port.js';
import { Indexer } from './indexing/indexer.js';
import { DocumentReader } from './reading/document-reader.js';
import { SemanticIndex } from './semantic-index.js';
import { KnowledgeService } from './service.js';
import { SYSTEM_BASES } from './system-base.js';
import type { ReadUpload } from './uploads.js';

export interface KnowledgeDeps {
  store: KnowledgeStore;
  clock: Clock;
  log: Logger;
  allowlist: UrlAllowlist;
  readUpload: ReadUpload;
  /** Folder of its own, emptied at start and end. */
  tempDir: string;
  /** The name that this process holds leases under, the same after a restart. */
  owner: string;
  /** When this installation got its system bases, milliseconds since 1970. */
  installedAtMs: number;
}

export interface Knowledge {
  service: KnowledgeService;
  index: KnowledgeIndex;
  forConversations: ConversationKnowledge;
  /** Begins to index what waits. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Knowledge bases: what the API does with them, their indexing in the background, and the search in them. */
export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const { store, allowlist } = deps;
  const embedder = new Embedder();
  const indexer = new Indexer({ ...deps, reader: new DocumentReader(), embedder });
  const index = new SemanticIndex(store, embedder, SYSTEM_BASES);
  return {
    service: new KnowledgeService({
      ...deps,
      indexer,
      index,
      systemBases: SYSTEM_BASES,
      async checkUrl(field, url) {
        try {
          await checkUrl(url, { schemes: ['http:', 'https:'], allowlist });
        } catch (error) {
          throw error instanceof RefusedUrlError ? ApiError.parameter(field, error.message) : error;
        }
      },
    }),
    index,
    forConversations: createConversationKnowledge({ store, index, embedder, systemBases: SYSTEM_BASES }),
    start: () => indexer.start(),
    async close() {
      await indexer.drain();
      await embedder.close();
    },
  };
}
