import { isDeepStrictEqual } from 'node:util';
import type { SessionData } from '../support/index.js';
import type { Tally } from './book.js';
import type { Outcome } from './caller.js';

interface KnownSession {
  keyName: string;
  /** What was told of it last. */
  seen: SessionData;
  /** When it was closed, if that was acknowledged. */
  closedAt: number | null;
  /** It has ended, though its end was not shown yet. */
  mustBeOver: boolean;
  busy: boolean;
}

/** What never changes in a session's life. */
const CONSTANT = ['_id', 'uid', 'type', 'stream_type', 'created_at'] as const;
/** What never changes any more once it is set. */
const ONCE = ['started_at', 'ended_at', 'end_reason', 'error'] as const;

/** Every session that was ever asked for. Sessions have no name: those whose reply was lost are counted. */
export class SessionBook {
  readonly #known = new Map<string, KnownSession>();
  #lostCreates = 0;

  constructor(private readonly tally: Tally) {}

  /** Those that may still run and that no request is about. */
  idle(): string[] {
    return [...this.#known].filter(([, one]) => one.seen.status < 3 && !one.busy).map(([id]) => id);
  }

  /** As they were seen last. */
  seen(): SessionData[] {
    return [...this.#known.values()].map((one) => one.seen);
  }

  ofKey(keyName: string): string[] {
    return [...this.#known].filter(([, one]) => one.keyName === keyName).map(([id]) => id);
  }

  keyNameOf(id: string): string | undefined {
    return this.#known.get(id)?.keyName;
  }

  async create(keyName: string, send: () => Promise<Outcome<SessionData>>): Promise<Outcome<SessionData>> {
    const outcome = await send();
    if (outcome.kind === 'lost') this.#lostCreates += 1;
    if (outcome.kind === 'done') {
      this.tally.acknowledged += 1;
      this.#add(keyName, outcome.data);
    }
    return outcome;
  }

  async close(id: string, send: () => Promise<Outcome<{ closed_at: number }>>): Promise<void> {
    const known = this.#known.get(id);
    if (!known) return;
    known.busy = true;
    const outcome = await send();
    if (outcome.kind === 'lost') {
      this.tally.doubtful += 1;
      return;
    }
    known.busy = false;
    if (outcome.kind === 'done') {
      this.tally.acknowledged += 1;
      known.closedAt = outcome.data.closed_at;
      known.mustBeOver = true;
    }
  }

  /** These have been ended by other means than closing them. */
  areOver(ids: readonly string[]): void {
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known) known.mustBeOver = true;
    }
  }

  #add(keyName: string, seen: SessionData): void {
    this.#known.set(seen._id, { keyName, seen, closedAt: null, mustBeOver: false, busy: false });
  }

  /** Compares the whole list with what must be in it, and takes it for certain from now on. */
  examine(listed: readonly SessionData[]): string[] {
    const wrong: string[] = [];
    const byId = new Map(listed.map((one) => [one._id, one]));
    for (const [id, known] of this.#known) {
      const now = byId.get(id);
      known.busy = false;
      if (!now) {
        wrong.push(`session ${id} is gone`);
        continue;
      }
      wrong.push(...differences(known, now).map((what) => `session ${id}: ${what}`));
      known.seen = now;
    }
    const unknown = listed.filter(({ _id }) => !this.#known.has(_id));
    if (unknown.length > this.#lostCreates) {
      wrong.push(
        `there are ${unknown.length} sessions that ${this.#lostCreates} lost replies do not explain`,
      );
    }
    this.tally.doubtful += this.#lostCreates;
    this.tally.doubtfulDone += unknown.length;
    this.#lostCreates = 0;
    for (const one of unknown) this.#add('', one);
    return wrong;
  }
}

function differences({ seen, closedAt, mustBeOver }: KnownSession, now: SessionData): string[] {
  const wrong: string[] = [];
  const told = (field: keyof SessionData) =>
    `${field} is ${JSON.stringify(now[field])} and was ${JSON.stringify(seen[field])}`;
  for (const field of CONSTANT) {
    if (!isDeepStrictEqual(now[field], seen[field])) wrong.push(told(field));
  }
  for (const field of ONCE) {
    if ((seen[field] ?? null) !== null && !isDeepStrictEqual(now[field], seen[field]))
      wrong.push(told(field));
  }
  if (!isDeepStrictEqual(credentialsOf(now, seen), credentialsOf(seen, now))) wrong.push(told('credentials'));
  if (now.status < seen.status || (seen.status >= 3 && now.status !== seen.status))
    wrong.push(told('status'));
  if (mustBeOver && now.status < 3) wrong.push(`runs on in status ${now.status} although it was ended`);
  if (closedAt !== null && now.ended_at !== closedAt) {
    wrong.push(`was closed at ${closedAt} and has ended at ${now.ended_at}`);
  }
  return wrong;
}

/** The token says when it expires, which is known once the session runs; from then on it stays the same. */
function credentialsOf(one: SessionData, other: SessionData): object {
  const { livekit_token, ...room } = one.credentials;
  return one.status === 2 && other.status === 2 ? { ...room, livekit_token } : room;
}
