import { ERRORS } from '@avatarium/contract';
import type { FetchMedia } from '../net/index.js';
import type { Performer } from '../performer/index.js';

/** Fetches backgrounds and hangs them behind the avatar; of several asked for at a time the newest stays. */
export class Backdrop {
  private newest = 0;

  constructor(
    private readonly performer: Pick<Performer, 'setBackground'>,
    private readonly fetchMedia: FetchMedia,
  ) {}

  /** Resolves to null when it hangs, or when a newer one is wanted; otherwise to what the client is told. */
  async load(url: string, field: string): Promise<{ code: number; msg: string } | null> {
    const mine = ++this.newest;
    try {
      const { bytes } = await this.fetchMedia(url);
      if (mine === this.newest) await this.performer.setBackground({ kind: 'image', bytes });
      return null;
    } catch (error) {
      if (mine !== this.newest) return null;
      const reason = error instanceof Error ? error.message : String(error);
      return { code: ERRORS.contentNotFound.code, msg: `${field}: ${reason}` };
    }
  }
}
