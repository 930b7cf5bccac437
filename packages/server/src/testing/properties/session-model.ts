/** What is to become of sessions, by the contract, in a few lines: the server is compared with it. */

export interface ModelKey {
  budgetMs: number | null;
  maxSessions: number | null;
  usedMs: number;
}

export interface ModelSession {
  id: string;
  owner: number;
  status: 1 | 2 | 3 | 4;
  durationMs: number;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  endReason: string | null;
  present: boolean;
  joined: boolean;
  absentSince: number;
}

const JOIN_MS = 120_000;
const GONE_MS = 30_000;
const SHORTEST_MS = 1000;

/** When the session ends by itself, and why. */
function endOf(session: ModelSession): { atMs: number; reason: string } {
  const startedAt = session.startedAt ?? 0;
  const expires = { atMs: startedAt + session.durationMs, reason: 'expired' };
  if (session.present) {
    return expires;
  }
  const gone = session.absentSince + GONE_MS;
  const atMs = session.joined ? gone : Math.max(startedAt + JOIN_MS, gone);
  return atMs < expires.atMs ? { atMs, reason: 'abandoned' } : expires;
}

export class SessionModel {
  readonly sessions: ModelSession[] = [];

  constructor(
    readonly keys: ModelKey[],
    readonly limits: { capacity: number; maxLive: number },
    public nowMs: number,
  ) {}

  /** Milliseconds that a new session would get, or the code that it is refused with. */
  asked(owner: number, durationMs: number): { grantedMs: number } | { code: number } {
    const key = this.#key(owner);
    const ofKey = this.#live().filter((session) => session.owner === owner);
    const reservedMs = ofKey.reduce((sum, session) => sum + session.durationMs, 0);
    const leftMs = key.budgetMs === null ? durationMs : key.budgetMs - key.usedMs - reservedMs;
    if (leftMs < Math.min(durationMs, SHORTEST_MS)) {
      return { code: 1104 };
    }
    if (
      (key.maxSessions !== null && ofKey.length >= key.maxSessions) ||
      this.#live().length >= this.limits.maxLive
    ) {
      return { code: 1215 };
    }
    return { grantedMs: Math.min(durationMs, leftMs) };
  }

  add(id: string, owner: number, durationMs: number): void {
    this.sessions.push({
      id,
      owner,
      status: 1,
      durationMs,
      createdAt: this.nowMs,
      startedAt: null,
      endedAt: null,
      endReason: null,
      present: false,
      joined: false,
      absentSince: 0,
    });
    this.#dispatch();
  }

  end(session: ModelSession, reason: string): void {
    if (session.status >= 3) {
      return;
    }
    session.status = reason === 'failed' ? 4 : 3;
    session.endedAt = this.nowMs;
    session.endReason = reason;
    this.#key(session.owner).usedMs += this.usedMs(session);
    this.#dispatch();
  }

  setPresent(session: ModelSession, present: boolean): void {
    if (session.present && !present) {
      session.absentSince = this.nowMs;
    }
    session.present = present;
    session.joined ||= present;
  }

  /** The next moment, up to this one, at which something happens. */
  nextMs(untilMs: number): number {
    return Math.min(untilMs, ...this.#running().map((session) => endOf(session).atMs));
  }

  /** Lets time come to a moment that `nextMs` gave. */
  comeTo(nowMs: number): void {
    this.nowMs = nowMs;
    for (const session of this.#running()) {
      const { atMs, reason } = endOf(session);
      if (atMs <= nowMs) {
        this.end(session, reason);
      }
    }
  }

  usedMs({ startedAt, endedAt, durationMs }: ModelSession): number {
    return startedAt === null ? 0 : Math.min((endedAt ?? this.nowMs) - startedAt, durationMs);
  }

  queuePosition(session: ModelSession): number | null {
    return session.status === 1 ? this.#waiting().indexOf(session) + 1 : null;
  }

  #key(owner: number): ModelKey {
    const key = this.keys[owner];
    if (!key) {
      throw new RangeError(`there is no key ${owner}`);
    }
    return key;
  }

  #live = () => this.sessions.filter(({ status }) => status < 3);
  #running = () => this.sessions.filter(({ status }) => status === 2);
  /** In the order they came. */
  #waiting = () => this.sessions.filter(({ status }) => status === 1);

  #dispatch(): void {
    for (const session of this.#waiting().slice(0, this.limits.capacity - this.#running().length)) {
      session.status = 2;
      session.startedAt = this.nowMs;
      session.absentSince = this.nowMs;
    }
  }
}
