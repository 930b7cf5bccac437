import type { Turn } from '@avatarium/contract';

const MAX_SESSIONS = 500;
const MAX_TURNS = 50;

/** The last turns of the last sessions of this process, in memory. */
export class RecentTurns {
  /** By session; the one with the newest turn last. */
  readonly #sessions = new Map<string, Turn[]>();

  add(sessionId: string, turn: Turn): void {
    const turns = [...this.of(sessionId), turn].slice(-MAX_TURNS);
    this.#sessions.delete(sessionId);
    this.#sessions.set(sessionId, turns);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }

  /** Oldest first; none of a session that this process has not run, or no longer remembers. */
  of(sessionId: string): readonly Turn[] {
    return this.#sessions.get(sessionId) ?? [];
  }
}
