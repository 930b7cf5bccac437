import type { KnowledgeBase } from '@avatarium/contract';
import { fieldProblem } from '../../api/errors.js';
import { knowledgeDetail, updateKnowledge } from '../../api/knowledge.js';
import { reason } from '../../api/reason.js';

export interface Sources {
  docs: { name: string; url: string; size: number }[];
  urls: string[];
}

type Change = (now: Sources) => Partial<Sources>;

interface Pending {
  change: Change;
  resolve(): void;
  reject(error: unknown): void;
}

interface KnowledgeApi {
  detail(id: string): Promise<KnowledgeBase>;
  update(body: { id: string } & Partial<Sources>): Promise<KnowledgeBase>;
}

/**
 * Changes the documents and pages of one knowledge base. The API takes whole lists, so the changes are made one
 * after the other to what is there just then; those that come in meanwhile go together.
 */
export class SourceEditor {
  readonly #id: string;
  readonly #api: KnowledgeApi;
  readonly #onChanged: (base: KnowledgeBase) => void;
  #pending: Pending[] = [];
  #running = false;

  constructor(
    id: string,
    onChanged: (base: KnowledgeBase) => void,
    api: KnowledgeApi = { detail: knowledgeDetail, update: updateKnowledge },
  ) {
    this.#id = id;
    this.#onChanged = onChanged;
    this.#api = api;
  }

  addDoc(doc: Sources['docs'][number]): Promise<void> {
    return this.#submit(({ docs }) => ({ docs: [...docs, doc] }));
  }

  removeDoc(url: string): Promise<void> {
    return this.#submit(({ docs }) => ({ docs: docs.filter((doc) => doc.url !== url) }));
  }

  /** Those that are there already stay where they are. */
  addPages(added: readonly string[]): Promise<void> {
    return this.#submit(({ urls }) => ({ urls: [...new Set([...urls, ...added])] }));
  }

  removePage(url: string): Promise<void> {
    return this.#submit(({ urls }) => ({ urls: urls.filter((other) => other !== url) }));
  }

  /** The server tries again what has failed, whenever it is named. */
  retryFailed(): Promise<void> {
    return this.#submit((now) => now);
  }

  #submit(change: Change): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#pending.push({ change, resolve, reject });
    });
    void this.#work();
    return done;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#pending.length > 0) {
      const together = this.#pending.splice(0);
      try {
        await this.#apply(together.map(({ change }) => change));
        for (const { resolve } of together) resolve();
      } catch (error) {
        // One that is refused must not take the others with it.
        if (together.length === 1) together[0]?.reject(error);
        else for (const alone of together) await this.#alone(alone);
      }
    }
    this.#running = false;
  }

  async #alone({ change, resolve, reject }: Pending): Promise<void> {
    try {
      await this.#apply([change]);
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const base = await this.#api.detail(this.#id);
    let sources: Sources = {
      docs: base.docs.map(({ name, url, size }) => ({ name, url, size })),
      urls: base.urls,
    };
    // Only the lists that are changed are sent: naming a list is also asking to try its failures again.
    let sent: Partial<Sources> = {};
    for (const change of changes) {
      const part = change(sources);
      sources = { ...sources, ...part };
      sent = { ...sent, ...part };
    }
    try {
      this.#onChanged(await this.#api.update({ id: this.#id, ...sent }));
    } catch (error) {
      throw named(error, sources);
    }
  }
}

/** The server says which of a list it means by its place, `docs.3.name`: its name says more. */
function named(error: unknown, { docs, urls }: Sources): unknown {
  const { field, problem } = fieldProblem(error) ?? {};
  const [, list, place] = /^(docs|urls)\.(\d+)\b/.exec(field ?? '') ?? [];
  const subject = list === 'docs' ? docs[Number(place)]?.name : urls[Number(place)];
  return list && subject && problem ? new Error(reason(problem, subject), { cause: error }) : error;
}
