import { ERRORS } from '@avatarium/contract';
import type { Background } from '@avatarium/puppet';
import type { Performer } from '../performer/index.js';

/** Fetches backgrounds and hangs them behind the avatar; of several asked for at a time the newest stays. */
export class Backdrop {
  private newest: AbortController | null = null;

  constructor(
    private readonly performer: Pick<Performer, 'setBackground'>,
    /** Rejects with words for whoever named the URL, and when the signal gives it up. */
    private readonly fetch: (url: string, signal: AbortSignal) => Promise<Background>,
  ) {}

  /** Resolves to null when it hangs, or when it is not wanted any more; otherwise to what the client is told. */
  async load(url: string, field: string): Promise<{ code: number; msg: string } | null> {
    this.close();
    const mine = new AbortController();
    this.newest = mine;
    try {
      const background = await this.fetch(url, mine.signal);
      if (mine === this.newest) await this.performer.setBackground(background);
      return null;
    } catch (error) {
      if (mine !== this.newest) return null;
      const reason = error instanceof Error ? error.message : String(error);
      return { code: ERRORS.contentNotFound.code, msg: `${field}: ${reason}` };
    }
  }

  /** Gives up what is being fetched. */
  close(): void {
    this.newest?.abort();
    this.newest = null;
  }
}
