import type { Api, Reply } from './api.js';

/** How an object that was made over the API is removed again. */
export interface Remover {
  /** In words, for the report of one that stayed. */
  kind: string;
  remove(api: Api, id: string): Promise<Reply>;
}

interface Belonging extends Remover {
  id: string;
  /** Where it was made, with credentials that last. */
  keeper: Api;
}

/** Answers to the removal of what is there no more are as good as a success. */
const GONE = [1000, 1008, 1014, 1216, 1232];

/** Remembers what is made on a server, whichever rule made it, and removes it. */
export class Belongings {
  readonly #removers: ReadonlyMap<string, Remover>;
  #made: Belonging[] = [];

  /** @param removers by the path that a POST makes such an object under */
  constructor(removers: ReadonlyMap<string, Remover>) {
    this.#removers = removers;
  }

  /** Looks at an answer: was something made? */
  see(reply: Reply, keeper: Api): void {
    const remover = reply.method === 'POST' ? this.#removers.get(reply.path.replace(/\?.*/, '')) : undefined;
    const id = (reply.body as { data?: { _id?: unknown } } | undefined)?.data?._id;
    if (remover && reply.code === 1000 && typeof id === 'string') {
      this.#made.push({ ...remover, id, keeper });
    }
  }

  /**
   * Removes everything, or everything of one kind, the youngest first. What cannot be removed is tried again the
   * next time.
   *
   * @returns what could not be removed, in words
   */
  async remove(kind?: string): Promise<string[]> {
    const going = this.#made.filter((one) => kind === undefined || one.kind === kind).reverse();
    this.#made = this.#made.filter((one) => !going.includes(one));
    const left: string[] = [];
    for (const one of going) {
      const problem = await one.remove(one.keeper, one.id).then(
        ({ code }) => (code !== null && GONE.includes(code) ? null : `code ${code}`),
        (error: Error) => error.message,
      );
      if (problem !== null) {
        this.#made.unshift(one);
        left.push(`${one.kind} ${one.id} (${problem})`);
      }
    }
    return left;
  }
}
