import { Patience } from './patience.js';

/** How long a server may take to answer. */
const ANSWER_TIMEOUT_MS = 20_000;
const TOO_MANY_REQUESTS = 1005;

/** One answer, as it came. */
export interface Reply {
  method: string;
  path: string;
  /** HTTP status. */
  status: number;
  headers: Headers;
  text: string;
  /** The parsed text; undefined when it is no JSON. */
  body: unknown;
  /** `code` and `msg` of the envelope; null where there is none. */
  code: number | null;
  msg: string | null;
}

export interface Sending {
  /** Sent as JSON with its content type. */
  json?: unknown;
  /** Sent as it is, without a content type unless `headers` name one. */
  raw?: string | FormData;
  headers?: Record<string, string>;
  /** An answer that there are too many calls is what the rule is about: it is not tried again. */
  atOnce?: boolean;
}

/** The server gave no answer at all. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Values of a query string; those that are undefined are left out. */
export type Query = Record<string, string | number | undefined>;

/** `path` with a query string. */
export function withQuery(path: string, query: Query): string {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      sent.set(name, String(value));
    }
  }
  return sent.size === 0 ? path : `${path}?${sent}`;
}

function envelopeOf(body: unknown): Pick<Reply, 'code' | 'msg'> {
  const { code, msg } = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: unknown;
    msg?: unknown;
  };
  return { code: typeof code === 'number' ? code : null, msg: typeof msg === 'string' ? msg : null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyOf({ json, raw }: Sending): { body?: RequestInit['body']; type?: string } {
  if (json !== undefined) {
    return { body: JSON.stringify(json), type: 'application/json' };
  }
  // Text would be given a content type on the way, bytes are not.
  return raw === undefined ? {} : { body: typeof raw === 'string' ? Buffer.from(raw) : raw };
}

/**
 * One server as somebody with these headers sees it. Every answer is handed to `onReply`. Calls that come too often
 * for the server are tried again.
 */
export class Api {
  constructor(
    readonly baseUrl: string,
    /** The credentials that go with every call. */
    readonly credentials: Record<string, string>,
    readonly onReply: (reply: Reply, by: Api) => void,
    private readonly patience = new Patience(),
  ) {}

  /** The same server with other credentials, or none. */
  as(credentials: Record<string, string>): Api {
    return new Api(this.baseUrl, credentials, this.onReply, this.patience);
  }

  /** @throws NoAnswerError */
  send(method: string, path: string, sending: Sending = {}): Promise<Reply> {
    const call = () => this.#call(method, path, sending);
    return sending.atOnce ? call() : this.patience.retry(call, ({ code }) => code === TOO_MANY_REQUESTS);
  }

  async #call(method: string, path: string, sending: Sending): Promise<Reply> {
    const { body, type } = bodyOf(sending);
    const headers = {
      ...this.credentials,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...sending.headers,
    };
    const url = /^https?:/.test(path) ? path : this.baseUrl + path;
    let reply: Reply;
    try {
      const response = await fetch(url, {
        method,
        headers,
        body,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      const text = await response.text();
      const content = parsed(text);
      reply = {
        method,
        path,
        status: response.status,
        headers: response.headers,
        text,
        body: content,
        ...envelopeOf(content),
      };
    } catch (error) {
      throw new NoAnswerError(`${method} ${path}: ${reasonOf(error)}`);
    }
    this.onReply(reply, this);
    return reply;
  }

  get(path: string, query: Query = {}): Promise<Reply> {
    return this.send('GET', withQuery(path, query));
  }

  post(path: string, json: unknown): Promise<Reply> {
    return this.send('POST', path, { json });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  }
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
