import { randomBytes } from 'node:crypto';
import {
  ApiError,
  type ErrorName,
  KNOWLEDGE_FROM,
  KNOWLEDGE_LIMITS,
  type KnowledgeBase,
  type KnowledgeCreateRequest,
  type KnowledgeListQuery,
  type KnowledgePassages,
  type KnowledgeSearchQuery,
  type KnowledgeUpdateRequest,
} from '@avatarium/contract';
import type { Clock } from '../sessions/clock.js';
import type { AccountRow } from '../storage/account-port.js';
import {
  type KnowledgeBaseRow,
  type KnowledgeBaseWithSources,
  KnowledgeNameTakenError,
  type KnowledgeSourceRow,
  type KnowledgeStore,
  type SourcePlan,
} from '../storage/knowledge-port.js';
import type { KnowledgeIndex } from './index-port.js';
import type { Indexer } from './indexing/indexer.js';
import { INDEXING_LIMITS } from './limits.js';
import { presentBase, presentSystemBase } from './present.js';
import { newSource, planSources, readSources, type SourceRules } from './sources.js';
import type { SystemBase } from './system-base.js';

export interface KnowledgeServiceDeps extends SourceRules {
  store: KnowledgeStore;
  indexer: Pick<Indexer, 'wake' | 'review'>;
  index: KnowledgeIndex;
  clock: Clock;
  systemBases: readonly SystemBase[];
  /** When this installation got its system bases, milliseconds since 1970. */
  installedAtMs: number;
}

/** Of one account at a time: one thread answers for all, and indexing waits for it. */
const MAX_ASKING = 4;
const OBJECT_ID = /^[0-9a-f]{24}$/;

function requireTotalSize(sizes: readonly { sizeBytes: number }[], failure: ErrorName): void {
  if (sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > KNOWLEDGE_LIMITS.totalBytes) {
    throw new ApiError(failure, 'docs: are larger than 500 MB together');
  }
}

async function naming<T>(name: string | undefined, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw error instanceof KnowledgeNameTakenError
      ? new ApiError('knowledgeExists', `name: there is a knowledge base "${name}" already`)
      : error;
  }
}

/** What the API does with knowledge bases. */
export class KnowledgeService {
  readonly #deps: KnowledgeServiceDeps;
  /** Questions that wait for their passages, by account. */
  readonly #asking = new Map<string, number>();

  constructor(deps: KnowledgeServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The account's own bases, newest first, and after them those of the system.
   */
  async list(query: KnowledgeListQuery, account: AccountRow): Promise<KnowledgeBase[]> {
    const { page, size, name, from } = query;
    const start = (page - 1) * size;
    const own =
      from === KNOWLEDGE_FROM.system
        ? { count: 0, rows: [] }
        : await this.#deps.store.list(account.id, { name, offset: start, limit: size });
    const wanted = name?.toLowerCase() ?? '';
    const system =
      from === KNOWLEDGE_FROM.user
        ? []
        : this.#deps.systemBases.filter((base) => base.name.toLowerCase().includes(wanted));
    const systemStart = Math.max(0, start - own.count);
    return [
      ...own.rows.map((row) => presentBase(row, account)),
      ...system
        .slice(systemStart, systemStart + size - own.rows.length)
        .map((base) => presentSystemBase(base, account, this.#deps.installedAtMs)),
    ];
  }

  /**
   * Makes a base; its documents and pages are indexed in the background.
   *
   * @throws ApiError 1003, 1233 or 1234
   */
  async create(request: KnowledgeCreateRequest, account: AccountRow): Promise<KnowledgeBase> {
    const { store, clock, indexer } = this.#deps;
    const { docs = [], urls = [] } = await readSources(request, account.id, this.#deps);
    requireTotalSize(docs, 'knowledgeCreateFailed');
    const now = clock.nowMs();
    const base: KnowledgeBaseRow = {
      id: randomBytes(12).toString('hex'),
      accountId: account.id,
      name: request.name,
      prologue: request.prologue ?? '',
      prompt: request.prompt ?? '',
      createdAt: now,
      updatedAt: now,
    };
    const sources = [docs, urls].flatMap((ofKind) => ofKind.map((source, at) => newSource(source, at, now)));
    const inserted = await naming(base.name, store.insert(base, sources, INDEXING_LIMITS.basesPerAccount));
    if (!inserted) {
      throw new ApiError(
        'knowledgeCreateFailed',
        `The account has ${INDEXING_LIMITS.basesPerAccount} knowledge bases, and that is the most`,
      );
    }
    void indexer.wake();
    return this.detail(base.id, account);
  }

  /** @throws ApiError 1232 */
  async detail(id: string, account: AccountRow): Promise<KnowledgeBase> {
    const system = this.#systemBase(id);
    if (system) {
      return presentSystemBase(system, account, this.#deps.installedAtMs);
    }
    const found = await this.#find(account.id, id);
    if (!found) {
      throw new ApiError('knowledgeNotFound');
    }
    return presentBase(found, account);
  }

  /**
   * The passages that an avatar would be given for a question.
   *
   * @throws ApiError 1232, or 1005 while too many questions of the account wait
   */
  async search(query: KnowledgeSearchQuery, account: AccountRow): Promise<KnowledgePassages> {
    if (!(await this.has(account.id, query.id))) {
      throw new ApiError('knowledgeNotFound');
    }
    const asking = this.#asking.get(account.id) ?? 0;
    if (asking >= MAX_ASKING) {
      throw new ApiError('tooManyRequests', `${MAX_ASKING} questions at a time`);
    }
    this.#asking.set(account.id, asking + 1);
    try {
      const result = await this.#deps.index.search(query.id, query.q, query.count);
      return { count: result.length, result };
    } finally {
      const left = (this.#asking.get(account.id) ?? 1) - 1;
      if (left > 0) {
        this.#asking.set(account.id, left);
      } else {
        this.#asking.delete(account.id);
      }
    }
  }

  /**
   * Changes what the request mentions. Of documents and pages only what is new, or has failed, is indexed.
   *
   * @throws ApiError 1003, 1009, 1232, 1233 or 1235
   */
  async update(request: KnowledgeUpdateRequest, account: AccountRow): Promise<KnowledgeBase> {
    const { store, clock, indexer } = this.#deps;
    const { id, name, prologue, prompt } = request;
    await this.#requireOwn(id, account);
    const { docs, urls } = await readSources(request, account.id, this.#deps);
    const now = clock.nowMs();
    const plan = (current: KnowledgeSourceRow[]): SourcePlan => {
      const plans = [docs, urls].map((wanted, at) => {
        const ofKind = current.filter(({ kind }) => kind === (at === 0 ? 'doc' : 'url'));
        return wanted ? planSources(ofKind, wanted, now) : { add: [], removeIds: [], keep: [] };
      });
      const merged = {
        add: plans.flatMap(({ add }) => add),
        removeIds: plans.flatMap(({ removeIds }) => removeIds),
        keep: plans.flatMap(({ keep }) => keep),
      };
      const staying = current.filter((source) => !merged.removeIds.includes(source.id));
      requireTotalSize(
        [...staying, ...merged.add].filter(({ kind }) => kind === 'doc'),
        'knowledgeUpdateFailed',
      );
      return merged;
    };
    const changed = await naming(
      name,
      store.update(account.id, id, { name, prologue, prompt, updatedAt: now }, plan),
    );
    if (!changed) {
      throw new ApiError('knowledgeNotFound');
    }
    await indexer.review();
    void indexer.wake();
    return presentBase(changed, account);
  }

  /**
   * Removes a base with everything that was indexed for it.
   *
   * @throws ApiError 1009 or 1232
   */
  async delete(id: string, account: AccountRow): Promise<{ _id: string }> {
    await this.#requireOwn(id, account);
    if (!(await this.#deps.store.delete(account.id, id))) {
      throw new ApiError('knowledgeNotFound');
    }
    await this.#deps.indexer.review();
    return { _id: id };
  }

  /** True when the account may use a base of this id. */
  async has(accountId: string, id: string): Promise<boolean> {
    return this.#systemBase(id) !== undefined || (await this.#find(accountId, id)) !== null;
  }

  /** What is no id at all is not asked for. */
  async #find(accountId: string, id: string): Promise<KnowledgeBaseWithSources | null> {
    return OBJECT_ID.test(id) ? this.#deps.store.find(accountId, id) : null;
  }

  #systemBase(id: string): SystemBase | undefined {
    return this.#deps.systemBases.find((base) => base.id === id);
  }

  async #requireOwn(id: string, account: AccountRow): Promise<void> {
    if (this.#systemBase(id)) {
      throw new ApiError(
        'permissionDenied',
        'id: this knowledge base comes with the server and cannot be changed',
      );
    }
    if (!(await this.has(account.id, id))) {
      throw new ApiError('knowledgeNotFound');
    }
  }
}
