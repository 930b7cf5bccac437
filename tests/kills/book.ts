import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './caller.js';

/** An object of the server's as its owner knows it. */
export interface Entry<State> {
  readonly name: string;
  /** What the owner wrote last and was told is written; null when it is not there. */
  state: State | null;
  /** What the server told of it besides: id, times. */
  facts: Record<string, unknown>;
  /** What it may be instead, since the replies were lost. */
  doubts: (State | null)[];
  /** A request about it is on its way. */
  busy: boolean;
}

export interface Observed<State> {
  state: State;
  facts: Record<string, unknown>;
}

/** How many requests were acknowledged, and what became of those whose reply was lost. */
export interface Tally {
  acknowledged: number;
  doubtful: number;
  doubtfulDone: number;
}

/** Everything of one kind that was ever asked for, by the name that its owner gave it. No name is given twice. */
export class Book<State> {
  readonly #entries = new Map<string, Entry<State>>();

  constructor(
    readonly kind: string,
    private readonly tally: Tally,
  ) {}

  /** Those that are there for certain and that no request is about. */
  idle(): (Entry<State> & { state: State })[] {
    const isIdle = (entry: Entry<State>): entry is Entry<State> & { state: State } =>
      entry.state !== null && !entry.busy;
    return [...this.#entries.values()].filter(isIdle);
  }

  get(name: string): Entry<State> | undefined {
    return this.#entries.get(name);
  }

  /** A name for something that is to be made. */
  open(name: string): Entry<State> {
    const entry = { name, state: null, facts: {}, doubts: [], busy: false };
    this.#entries.set(name, entry);
    return entry;
  }

  /**
   * Sends a request that is to bring an object into the intended state.
   *
   * @param halfway states that it may be left in when the server is killed meanwhile
   * @returns what was answered; null when it was refused or the reply was lost
   */
  async change<T extends object>(
    entry: Entry<State>,
    intended: State | null,
    send: () => Promise<Outcome<T>>,
    factsOf: (data: T) => Record<string, unknown>,
    halfway: (State | null)[] = [],
  ): Promise<T | null> {
    entry.busy = true;
    entry.doubts = [...halfway, intended];
    const outcome = await send();
    if (outcome.kind === 'lost') return null;
    entry.busy = false;
    entry.doubts = [];
    if (outcome.kind === 'refused') return null;
    entry.state = intended;
    entry.facts = intended === null ? {} : { ...entry.facts, ...factsOf(outcome.data) };
    this.tally.acknowledged += 1;
    return outcome.data;
  }

  /** Compares what is there now with what must be, and takes it for certain from now on. Says what is wrong. */
  examine(observed: ReadonlyMap<string, Observed<State>>): string[] {
    const wrong: string[] = [];
    for (const entry of this.#entries.values()) {
      const found = observed.get(entry.name);
      const state = found?.state ?? null;
      const unchanged = isDeepStrictEqual(state, entry.state);
      if (!unchanged && !entry.doubts.some((doubt) => isDeepStrictEqual(state, doubt))) {
        const expected = [entry.state, ...entry.doubts].map((one) => JSON.stringify(one)).join(' or ');
        wrong.push(`${this.kind} ${entry.name} is ${JSON.stringify(state)} and should be ${expected}`);
      }
      if (unchanged && found && entry.doubts.length === 0) {
        for (const [fact, value] of Object.entries(entry.facts)) {
          if (!isDeepStrictEqual(found.facts[fact], value)) {
            const [is, was] = [found.facts[fact], value].map((one) => JSON.stringify(one));
            wrong.push(`${this.kind} ${entry.name}: ${fact} is ${is} and was ${was}`);
          }
        }
      }
      if (entry.doubts.length > 0) {
        this.tally.doubtful += 1;
        if (!unchanged) this.tally.doubtfulDone += 1;
      }
      Object.assign(entry, { state, facts: found?.facts ?? {}, doubts: [], busy: false });
    }
    for (const name of observed.keys()) {
      if (!this.#entries.has(name)) wrong.push(`nobody has asked for ${this.kind} ${name}`);
    }
    return wrong;
  }
}
