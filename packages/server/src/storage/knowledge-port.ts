import type { SourceStatus } from '@avatarium/contract';
import type { Lease, SessionError } from './port.js';

export interface KnowledgeBaseRow {
  /** 24 hexadecimal characters. */
  id: string;
  accountId: string;
  /** Unique in its account. */
  name: string;
  prologue: string;
  prompt: string;
  createdAt: number;
  updatedAt: number;
}

/** A document or page of a knowledge base. The row is the job of indexing it. */
export interface KnowledgeSourceRow {
  id: string;
  knowledgeId: string;
  kind: 'doc' | 'url';
  /** Its place among those of its kind. */
  position: number;
  name: string;
  url: string;
  /** As the caller said at first, as measured after the fetch. */
  sizeBytes: number;
  status: SourceStatus;
  error: SessionError | null;
  /** Times that indexing was begun and not brought to an end. */
  attempts: number;
  createdAt: number;
  leaseOwner: string | null;
  leaseExpiresAt: number | null;
}

/** A source that is to be indexed. */
export type NewSource = Pick<
  KnowledgeSourceRow,
  'id' | 'kind' | 'position' | 'name' | 'url' | 'sizeBytes' | 'createdAt'
>;

/** What a change does to the sources of a base. Those that are not mentioned stay as they are. */
export interface SourcePlan {
  add: NewSource[];
  removeIds: string[];
  /** Without `name` it keeps the one it has; `again` sends one that has failed back to the queue. */
  keep: { id: string; position: number; name?: string | undefined; again: boolean }[];
}

export interface KnowledgeBaseWithSources {
  base: KnowledgeBaseRow;
  /** By kind and position. */
  sources: KnowledgeSourceRow[];
}

export interface PassageVector {
  id: string;
  /** Little-endian 32-bit floats. */
  embedding: Uint8Array;
}

export interface NewPassage extends PassageVector {
  position: number;
  text: string;
}

/** Another base of the account has this name already. */
export class KnowledgeNameTakenError extends Error {
  override readonly name = 'KnowledgeNameTakenError';
}

export interface KnowledgeStore {
  /**
   * Adds a base whose sources wait to be indexed; false when the account has `maxBases` of them.
   *
   * @throws KnowledgeNameTakenError
   */
  insert(base: KnowledgeBaseRow, sources: NewSource[], maxBases: number): Promise<boolean>;
  find(accountId: string, id: string): Promise<KnowledgeBaseWithSources | null>;
  /** Newest first; `name` is a part of the name, in any case. `count` is of all pages. */
  list(
    accountId: string,
    filter: { name?: string | undefined; offset: number; limit: number },
  ): Promise<{ count: number; rows: KnowledgeBaseWithSources[] }>;
  /**
   * Changes a base and, all at once, its sources, as `plan` says with what they are by then; what `plan` throws
   * undoes everything. Null when the account has no base of this id.
   *
   * @throws KnowledgeNameTakenError
   */
  update(
    accountId: string,
    id: string,
    change: Partial<Pick<KnowledgeBaseRow, 'name' | 'prologue' | 'prompt'>> & { updatedAt: number },
    plan: (sources: KnowledgeSourceRow[]) => SourcePlan,
  ): Promise<KnowledgeBaseWithSources | null>;
  /** Removes a base with its sources and passages; false when the account has none of this id. */
  delete(accountId: string, id: string): Promise<boolean>;

  /** Takes the next source that is to be indexed and that nobody holds, and drops what an earlier attempt has left. */
  claim(lease: Lease, nowMs: number): Promise<{ source: KnowledgeSourceRow; accountId: string } | null>;
  /** Prolongs the leases of these sources; answers with the ids that are still the owner's. */
  renew(lease: Lease, ids: string[]): Promise<string[]>;
  /** Gives up every source of this owner, which was killed while it held them. */
  release(owner: string): Promise<void>;
  /** Gives up one source that was stopped in good order: the attempt does not count. */
  giveBack(id: string, owner: string): Promise<void>;
  /**
   * Notes the measured size of a source. Answers with the bytes of all documents of its base together, and how many
   * passages the base has; null when the source is not the owner's any more.
   */
  noteSize(
    id: string,
    owner: string,
    sizeBytes: number,
  ): Promise<{ totalBytes: number; passages: number } | null>;
  /** False, and nothing is added, when the source is not the owner's any more. */
  addPassages(sourceId: string, owner: string, passages: NewPassage[]): Promise<boolean>;
  /** Ends the indexing of a source; false when it is not the owner's any more. A failed one keeps no passages. */
  finish(
    id: string,
    owner: string,
    end: { status: 3; name: string } | { status: 4; error: SessionError },
  ): Promise<boolean>;

  /** What a base says about itself, whoever's it is; null when there is none. */
  brief(knowledgeId: string): Promise<Pick<KnowledgeBaseRow, 'name' | 'prologue' | 'prompt'> | null>;
  /** The sources of a base that can be searched. Their passages never change. */
  readySources(knowledgeId: string): Promise<Pick<KnowledgeSourceRow, 'id' | 'name' | 'url'>[]>;
  /** In the order of the text, from the passage at position `from`. */
  vectors(sourceId: string, from: number, limit: number): Promise<PassageVector[]>;
  /** Texts of passages by id, as far as they are still there. */
  texts(passageIds: string[]): Promise<Map<string, string>>;
}
