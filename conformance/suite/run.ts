import { REMOVERS } from '../contract/objects.js';
import { Api, type Reply } from './api.js';
import { Belongings } from './belongings.js';

/** What the suite is told about the server beside its address. */
export interface Environment {
  apiKey: string;
  clientId: string | null;
  /** A key of another account. */
  otherApiKey: string | null;
  /** A LiveKit room that the server can reach, and a token that enters it. */
  room: { url: string; token: string } | null;
  /** An http URL of this machine that the server may send events to. */
  webhookReceiver: URL | null;
  /** A web origin that the server lets in. */
  origin: string;
}

/** One run against one server: what the rules share. */
export class Run {
  /** Every answer so far. */
  readonly replies: Reply[] = [];
  /** Never to be printed, and not to be sent back by the server. */
  readonly secrets = new Set<string>();
  readonly belongings = new Belongings(REMOVERS);
  /** With the key. */
  readonly api: Api;
  /** Without credentials. */
  readonly anonymous: Api;
  /** With the other account's key. */
  readonly other: Api | null;
  readonly #facts = new Map<string, Promise<unknown>>();

  constructor(
    readonly baseUrl: string,
    readonly environment: Environment,
  ) {
    const { apiKey, otherApiKey } = environment;
    this.api = new Api(baseUrl, { 'x-api-key': apiKey }, (reply, by) => this.#see(reply, by));
    this.anonymous = this.api.as({});
    this.other = otherApiKey === null ? null : this.api.as({ 'x-api-key': otherApiKey });
    for (const secret of [apiKey, otherApiKey, environment.room?.token]) {
      if (secret) {
        this.secrets.add(secret);
      }
    }
  }

  #see(reply: Reply, by: Api): void {
    this.replies.push(reply);
    // Credentials that a rule tries out do not last; what was made with them belongs to the same account.
    this.belongings.see(reply, this.other !== null && by === this.other ? this.other : this.api);
  }

  /** Something to be found out once in a run; when that fails, it fails for everybody who asks. */
  once<T>(name: string, find: () => Promise<T>): Promise<T> {
    const known = this.#facts.get(name) ?? find();
    this.#facts.set(name, known);
    return known as Promise<T>;
  }

  /** Forgets a fact that is not true any more. */
  forget(name: string): void {
    this.#facts.delete(name);
  }
}
