import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRORS, KNOWLEDGE_LIMITS } from '@avatarium/contract';
import type { Logger } from 'pino';
import type { UrlAllowlist } from '../../net/index.js';
import type { KnowledgeSourceRow, KnowledgeStore, NewPassage } from '../../storage/knowledge-port.js';
import type { Embedder } from '../embedding/embedder.js';
import { INDEXING_LIMITS } from '../limits.js';
import { type DocumentReader, MissingFileError } from '../reading/document-reader.js';
import { UnreadableError } from '../reading/unreadable.js';
import type { ReadUpload } from '../uploads.js';
import { FILE_GONE, fetchSource } from './fetch-source.js';
import { IndexingError } from './indexing-error.js';

/** Passages that are stored at once: a few seconds of work. */
const BATCH = 16;
const MAX_NAME_CHARS = 255;

export interface IndexingDeps {
  store: KnowledgeStore;
  reader: Pick<DocumentReader, 'read'>;
  embedder: Pick<Embedder, 'embed'>;
  readUpload: ReadUpload;
  allowlist: UrlAllowlist;
  /** Folder for downloads, each gone when its source is done. */
  tempDir: string;
  log: Logger;
}

/** The source was taken away while it was being indexed: deleted, replaced, or claimed by another process. */
class LostError extends Error {}

function reasonOf(error: unknown): IndexingError | null {
  if (error instanceof IndexingError) {
    return error;
  }
  if (error instanceof MissingFileError) {
    return new IndexingError(ERRORS.contentNotFound, FILE_GONE);
  }
  return error instanceof UnreadableError ? new IndexingError(ERRORS.uploadError, error.message) : null;
}

async function storePassages(
  source: KnowledgeSourceRow,
  owner: string,
  texts: readonly string[],
  deps: IndexingDeps,
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch: NewPassage[] = [];
    for (const text of texts.slice(from, from + BATCH)) {
      signal.throwIfAborted();
      const { buffer } = await deps.embedder.embed(text);
      batch.push({
        id: randomBytes(12).toString('hex'),
        position: from + batch.length,
        // The database takes no NUL.
        text: text.replaceAll('\0', ''),
        embedding: new Uint8Array(buffer),
      });
    }
    if (!(await deps.store.addPassages(source.id, owner, batch))) {
      throw new LostError();
    }
  }
}

async function work(
  source: KnowledgeSourceRow,
  accountId: string,
  owner: string,
  deps: IndexingDeps,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, reader } = deps;
  if (source.attempts > INDEXING_LIMITS.attempts) {
    throw new IndexingError(
      ERRORS.processingError,
      `was begun ${INDEXING_LIMITS.attempts} times, and each time the server stopped before it was done`,
    );
  }
  const fetched = await fetchSource(source, accountId, path, deps, signal);
  const noted = await store.noteSize(source.id, owner, fetched.sizeBytes);
  if (!noted) {
    throw new LostError();
  }
  if (source.kind === 'doc' && noted.totalBytes > KNOWLEDGE_LIMITS.totalBytes) {
    throw new IndexingError(
      ERRORS.uploadLimitExceeded,
      'makes the documents of this knowledge base larger than 500 MB together',
    );
  }
  const { title, passages } = await reader.read(fetched.path, fetched.label, signal);
  if (noted.passages + passages.length > INDEXING_LIMITS.passages) {
    throw new IndexingError(
      ERRORS.uploadLimitExceeded,
      'holds more text than this knowledge base has room for; spread it over several',
    );
  }
  await storePassages(source, owner, passages, deps, signal);
  // A page is known by its title, a document by the name it was given.
  const name = source.kind === 'url' && title !== '' ? title.slice(0, MAX_NAME_CHARS) : source.name;
  if (!(await store.finish(source.id, owner, { status: 3, name: name.replaceAll('\0', '') }))) {
    throw new LostError();
  }
  deps.log.info({ source: source.id, passages: passages.length, bytes: fetched.sizeBytes }, 'source indexed');
}

/**
 * Fetches, reads and embeds a claimed source and ends it as ready or failed. Aborted, it leaves the source as it
 * is. Nothing is thrown, and no download is left behind.
 */
export async function indexSource(
  source: KnowledgeSourceRow,
  accountId: string,
  owner: string,
  deps: IndexingDeps,
  signal: AbortSignal,
): Promise<void> {
  const { store, log } = deps;
  const path = join(deps.tempDir, `${source.id}-${randomBytes(4).toString('hex')}`);
  try {
    await work(source, accountId, owner, deps, path, signal);
  } catch (error) {
    if (signal.aborted || error instanceof LostError) {
      return;
    }
    const reason = reasonOf(error);
    if (reason) {
      log.info({ source: source.id, code: reason.kind.code, reason: reason.message }, 'source not indexed');
    } else {
      log.error({ err: error, source: source.id }, 'indexing failed');
    }
    const { kind, message } = reason ?? {
      kind: ERRORS.processingError,
      message: ERRORS.processingError.message,
    };
    await store
      .finish(source.id, owner, { status: 4, error: { code: kind.code, msg: `${source.name}: ${message}` } })
      .catch((failure) => log.error({ err: failure, source: source.id }, 'noting a failed source failed'));
  } finally {
    await rm(path, { force: true });
  }
}
