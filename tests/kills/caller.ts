/** What became of a request: acknowledged, refused by a rule, or its reply was lost in the kill. */
export type Outcome<T> =
  | { kind: 'done'; data: T }
  | { kind: 'refused'; code: number; msg: string }
  | { kind: 'lost' };

export interface RequestOptions {
  /** API key of another than the usual caller. */
  apiKey?: string;
  json?: object;
  body?: NonNullable<RequestInit['body']>;
}

/** Sends requests until the server is killed. */
export class Caller {
  killed = false;

  constructor(
    readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  /** @throws Error when there is no reply although nobody has killed the server */
  async send<T>(method: string, path: string, options: RequestOptions = {}): Promise<Outcome<T>> {
    const headers: Record<string, string> = { 'x-api-key': options.apiKey ?? this.apiKey };
    const init: RequestInit & { duplex?: 'half' } = { method, headers };
    if (options.json) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(options.json);
    } else if (options.body) {
      headers['content-type'] = 'application/octet-stream';
      init.body = options.body;
      init.duplex = 'half';
    }
    try {
      const reply = await fetch(this.baseUrl + path, init);
      const { code, msg, data } = (await reply.json()) as { code: number; msg: string; data: T };
      return code === 1000 ? { kind: 'done', data } : { kind: 'refused', code, msg };
    } catch (error) {
      if (this.killed) return { kind: 'lost' };
      throw new Error(`${method} ${path} had no reply from a server that nobody killed`, { cause: error });
    }
  }

  /** @throws Error unless it is acknowledged */
  async must<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const outcome = await this.send<T>(method, path, options);
    if (outcome.kind === 'done') return outcome.data;
    const why = outcome.kind === 'refused' ? `${outcome.code}: ${outcome.msg}` : 'nothing';
    throw new Error(`${method} ${path} was answered with ${why}`);
  }

  /** All pages of a list. */
  async all<T>(path: string, query = ''): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page += 1) {
      const data = await this.must<{ result: T[] } | T[]>('GET', `${path}?page=${page}&size=100${query}`);
      const result = Array.isArray(data) ? data : data.result;
      found.push(...result);
      if (result.length < 100) return found;
    }
  }
}
