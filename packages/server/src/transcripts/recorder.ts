import type { Logger } from 'pino';
import type { Clock } from '../sessions/clock.js';
import type { NewTranscriptEntry, TranscriptStore } from '../storage/transcript-port.js';
import type { TranscriptEntry, TranscriptSink } from './port.js';

/** Turns are stored together, this long after the first of them at the latest. */
const WRITE_AFTER_MS = 1000;
/** Turns that are stored at a time: what failed is tried again, and must not be there already. */
const MAX_BATCH = 100;
/** A text that is longer is cut. */
const MAX_TEXT_CHARS = 16_384;
/** What more a session says is not kept: nobody speaks so much in an hour, only a program does. */
const MAX_SESSION_CHARS = 2_000_000;
/** Sessions whose length is remembered. */
const MAX_SESSIONS = 5000;
/** Turns that wait while the database takes none; the oldest go first. */
const MAX_WAITING = 10_000;
const MAX_SOURCES = 20;
const MAX_SOURCE_CHARS = 2000;

/** What a database can hold: no NUL and no half of a surrogate pair. */
function storable(text: string, maxChars: number): string {
  return text.slice(0, maxChars).replace(/\0|\p{Cs}/gu, '');
}

function storableEntry(entry: TranscriptEntry): TranscriptEntry {
  return {
    ...entry,
    text: storable(entry.text, MAX_TEXT_CHARS),
    startMs: Math.round(entry.startMs),
    endMs: Math.round(Math.max(entry.startMs, entry.endMs)),
    sources: entry.sources.slice(0, MAX_SOURCES).map(({ name, url }) => ({
      name: storable(name, MAX_SOURCE_CHARS),
      url: storable(url, MAX_SOURCE_CHARS),
    })),
  };
}

/** Stores turns some at a time, so that a turn costs little. What a kill loses is the last second. */
export class TranscriptRecorder implements TranscriptSink {
  readonly #deps: { store: Pick<TranscriptStore, 'add'>; clock: Clock; log: Logger };
  #waiting: NewTranscriptEntry[] = [];
  #cancelTimer: (() => void) | null = null;
  #pass: Promise<void> = Promise.resolve();
  /** Characters by session, those that spoke last at the end. */
  readonly #chars = new Map<string, number>();

  constructor(deps: { store: Pick<TranscriptStore, 'add'>; clock: Clock; log: Logger }) {
    this.#deps = deps;
  }

  add(sessionId: string, entry: TranscriptEntry): void {
    const stored = storableEntry(entry);
    if (stored.text.trim() === '' || !this.#hasRoom(sessionId, stored.text.length)) {
      return;
    }
    this.#waiting.push({ sessionId, entry: stored });
    this.#dropOldest();
    this.#schedule();
  }

  /** Resolves when everything that was added before has been stored, or could not be. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#pass = this.#pass.then(async () => {
      while (this.#waiting.length > 0 && (await this.#storeSome())) {}
    });
    return this.#pass;
  }

  /** False where the database takes none now. */
  async #storeSome(): Promise<boolean> {
    const batch = this.#waiting.splice(0, MAX_BATCH);
    try {
      await this.#deps.store.add(batch);
      return true;
    } catch (error) {
      this.#deps.log.error({ err: error, turns: batch.length }, 'transcripts could not be stored');
      this.#waiting.unshift(...batch);
      this.#dropOldest();
      this.#schedule();
      return false;
    }
  }

  /** Stores what waits; what cannot be stored now is lost. */
  async close(): Promise<void> {
    await this.flush();
    this.#cancelTimer?.();
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#deps.clock.after(WRITE_AFTER_MS, () => void this.flush());
  }

  #hasRoom(sessionId: string, chars: number): boolean {
    const before = this.#chars.get(sessionId) ?? 0;
    this.#chars.delete(sessionId);
    this.#chars.set(sessionId, before + chars);
    const [oldest] = this.#chars.keys();
    if (this.#chars.size > MAX_SESSIONS && oldest !== undefined) {
      this.#chars.delete(oldest);
    }
    const hasRoom = before + chars <= MAX_SESSION_CHARS;
    if (!hasRoom && before <= MAX_SESSION_CHARS) {
      this.#deps.log.warn({ session: sessionId }, 'its transcript is as long as it may be');
    }
    return hasRoom;
  }

  #dropOldest(): void {
    const surplus = this.#waiting.length - MAX_WAITING;
    if (surplus > 0) {
      this.#waiting.splice(0, surplus);
      this.#deps.log.error({ turns: surplus }, 'transcripts were lost');
    }
  }
}
