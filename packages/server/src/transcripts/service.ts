import {
  ApiError,
  MAX_TRANSCRIPT_ENTRIES,
  objectId,
  pageOffset,
  type TranscriptEntry as ShownEntry,
  type Transcript,
  type TranscriptList,
} from '@avatarium/contract';
import type { SessionRow, SessionStore } from '../storage/port.js';
import type { TranscriptStore } from '../storage/transcript-port.js';
import type { TranscriptEntry } from './port.js';
import { webVtt } from './web-vtt.js';

export interface TranscriptServiceDeps {
  store: TranscriptStore;
  sessions: Pick<SessionStore, 'find'>;
  /** Stores what waits to be, so that it can be read. */
  flush(): Promise<void>;
}

function show({
  from,
  text,
  via,
  startMs,
  endMs,
  interrupted,
  sources,
  offline,
}: TranscriptEntry): ShownEntry {
  return {
    from,
    text,
    via,
    start_ms: startMs,
    end_ms: endMs,
    interrupted,
    offline: offline ?? false,
    sources,
  };
}

/** What the API does with transcripts. */
export class TranscriptService {
  readonly #deps: TranscriptServiceDeps;

  constructor(deps: TranscriptServiceDeps) {
    this.#deps = deps;
  }

  async list(
    query: { page: number; size: number; session_id?: string | undefined },
    accountId: string,
  ): Promise<TranscriptList> {
    await this.#deps.flush();
    const { count, rows } = await this.#deps.store.list(accountId, {
      sessionId: query.session_id,
      offset: pageOffset(query),
      limit: query.size,
    });
    return {
      count,
      result: rows.map(({ session, entries, firstMs, lastMs }) => ({
        session_id: session.id,
        avatar_id: session.avatarId,
        started_at: session.startedAt,
        ended_at: session.endedAt,
        count: entries,
        first_ms: firstMs,
        last_ms: lastMs,
      })),
    };
  }

  /** @throws ApiError 1216 */
  async read(sessionId: string, accountId: string): Promise<Transcript> {
    const { session, entries } = await this.#read(sessionId, accountId);
    const { store } = this.#deps;
    const isWhole = entries.length < MAX_TRANSCRIPT_ENTRIES;
    const { rows } = isWhole
      ? { rows: [] }
      : await store.list(accountId, { sessionId: session.id, offset: 0, limit: 1 });
    return {
      session_id: session.id,
      avatar_id: session.avatarId,
      started_at: session.startedAt,
      ended_at: session.endedAt,
      count: rows[0]?.entries ?? entries.length,
      entries: entries.map(show),
    };
  }

  /**
   * As WebVTT, with times that count from the session's start.
   *
   * @throws ApiError 1216
   */
  async subtitles(sessionId: string, accountId: string): Promise<string> {
    const { session, entries } = await this.#read(sessionId, accountId);
    return webVtt(session.id, session.startedAt ?? session.createdAt, entries);
  }

  /** @throws ApiError 1216 */
  async delete(sessionId: string, accountId: string): Promise<{ session_id: string; deleted: number }> {
    const { id } = await this.#session(sessionId, accountId);
    await this.#deps.flush();
    return { session_id: id, deleted: await this.#deps.store.delete(accountId, id) };
  }

  async #read(sessionId: string, accountId: string) {
    const session = await this.#session(sessionId, accountId);
    await this.#deps.flush();
    return {
      session,
      entries: await this.#deps.store.read(accountId, session.id, MAX_TRANSCRIPT_ENTRIES),
    };
  }

  async #session(id: string, accountId: string): Promise<SessionRow> {
    const row = objectId.safeParse(id).success ? await this.#deps.sessions.find(accountId, id) : null;
    if (row === null) {
      throw new ApiError('sessionNotFound');
    }
    return row;
  }
}
