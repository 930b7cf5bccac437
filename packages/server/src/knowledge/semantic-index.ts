import type { KnowledgeStore } from '../storage/knowledge-port.js';
import type { Embedder } from './embedding/embedder.js';
import type { Matrix } from './embedding/messages.js';
import { DIMENSIONS } from './embedding/rank.js';
import type { FoundPassage, KnowledgeIndex } from './index-port.js';
import { rerank } from './rerank.js';
import type { SystemBase } from './system-base.js';

/** Vectors of sources that were asked for last; what is beyond this is read again when needed. */
const CACHE_BYTES = 96 * 1024 * 1024;
/** Passages that are looked at more closely, by their words. */
const MIN_CANDIDATES = 40;
/** Vectors read at once, so that reading many holds up nobody. */
const PAGE = 200;

/** The vectors of a source that is ready, in the order of its text. They never change. */
interface SourceVectors {
  ids: string[];
  matrix: Matrix;
}

interface CacheEntry {
  vectors: Promise<SourceVectors>;
  /** 0 until they are there. */
  bytes: number;
}

function joined(rows: readonly Uint8Array[]): Matrix {
  const bytes = new Uint8Array(new SharedArrayBuffer(rows.length * DIMENSIONS * 4));
  rows.forEach((row, at) => {
    bytes.set(row.subarray(0, DIMENSIONS * 4), at * DIMENSIONS * 4);
  });
  return new Float32Array(bytes.buffer);
}

/**
 * Searches by meaning: the nearest sentence embeddings, by cosine, over all passages of a base. Among the nearest,
 * shared words count as well.
 */
export class SemanticIndex implements KnowledgeIndex {
  readonly #store: Pick<KnowledgeStore, 'readySources' | 'vectors' | 'texts'>;
  readonly #embedder: Embedder;
  readonly #systemBases: readonly SystemBase[];
  /** By source, the last used at the end. */
  readonly #cache = new Map<string, CacheEntry>();
  #cachedBytes = 0;

  constructor(
    store: Pick<KnowledgeStore, 'readySources' | 'vectors' | 'texts'>,
    embedder: Embedder,
    systemBases: readonly SystemBase[],
  ) {
    this.#store = store;
    this.#embedder = embedder;
    this.#systemBases = systemBases;
  }

  async search(knowledgeId: string, question: string, count: number): Promise<FoundPassage[]> {
    if (question.trim() === '' || count < 1) {
      return [];
    }
    const system = this.#systemBases.find(({ id }) => id === knowledgeId);
    const sources = system
      ? [{ id: system.id, name: system.name, url: '' }]
      : await this.#store.readySources(knowledgeId);
    const vectors = await Promise.all(
      sources.map(({ id }) => this.#cached(id, () => (system ? this.#embedSystem(system) : this.#read(id)))),
    );
    if (vectors.every(({ ids }) => ids.length === 0)) {
      return [];
    }
    const candidates = await this.#embedder.rank(
      question,
      vectors.map(({ matrix }) => matrix),
      Math.max(MIN_CANDIDATES, count),
    );
    const hits = candidates.map(({ matrix, row, score }) => ({
      id: vectors[matrix]?.ids[row] ?? '',
      score,
      source: sources[matrix],
    }));
    const texts = system
      ? new Map(system.passages.map((text, at) => [`${at}`, text]))
      : await this.#store.texts(hits.map(({ id }) => id));
    const found = hits.flatMap(({ id, score, source }) => {
      const text = texts.get(id);
      // One that was deleted in the meantime has none.
      return text === undefined || !source
        ? []
        : [{ text, score, source: { name: source.name, url: source.url } }];
    });
    return rerank(question, found).slice(0, count);
  }

  #cached(sourceId: string, read: () => Promise<SourceVectors>): Promise<SourceVectors> {
    const entry = this.#cache.get(sourceId) ?? { vectors: read(), bytes: 0 };
    this.#cache.delete(sourceId);
    this.#cache.set(sourceId, entry);
    if (entry.bytes === 0) {
      entry.vectors.then(
        ({ matrix }) => this.#account(sourceId, entry, matrix.byteLength),
        () => this.#cache.delete(sourceId),
      );
    }
    return entry.vectors;
  }

  #account(sourceId: string, entry: CacheEntry, bytes: number): void {
    if (this.#cache.get(sourceId) !== entry || entry.bytes > 0) {
      return;
    }
    entry.bytes = bytes;
    this.#cachedBytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#cache) {
      if (this.#cachedBytes <= CACHE_BYTES) {
        return;
      }
      this.#cache.delete(oldest);
      this.#cachedBytes -= freed;
    }
  }

  async #read(sourceId: string): Promise<SourceVectors> {
    const ids: string[] = [];
    const rows: Uint8Array[] = [];
    for (;;) {
      const page = await this.#store.vectors(sourceId, ids.length, PAGE);
      for (const { id, embedding } of page) {
        ids.push(id);
        rows.push(embedding);
      }
      if (page.length < PAGE) {
        return { ids, matrix: joined(rows) };
      }
    }
  }

  async #embedSystem({ passages }: SystemBase): Promise<SourceVectors> {
    const vectors = await Promise.all(passages.map((text) => this.#embedder.embed(text)));
    return {
      ids: passages.map((_, at) => `${at}`),
      matrix: joined(vectors.map(({ buffer }) => new Uint8Array(buffer))),
    };
  }
}
