import { setTimeout as delay } from 'node:timers/promises';
import { Agent, type Dispatcher, errors } from 'undici';
import { ProviderError } from '../provider-error.js';
import { quoted, refusal } from './refusal.js';

export interface VendorTimeouts {
  connectMs: number;
  /** To the head of the answer. */
  headMs: number;
  /** Between two pieces of the answer. */
  silenceMs: number;
}

export interface VendorOptions {
  /** As messages name it. */
  provider: string;
  /** Without a slash at the end. */
  baseUrl: string;
  headers: Record<string, string>;
  /** Never repeated, whatever the vendor says. */
  secret?: string;
  timeouts?: Partial<VendorTimeouts>;
}

export interface VendorRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

export interface VendorAnswer {
  contentType: string;
  /** Pieces of the body. Leaving the loop early closes the request. Throws ProviderError, or the signal's reason. */
  body: AsyncIterable<Uint8Array>;
  /** All of the body, at most `MAX_TEXT_BYTES`. */
  text(): Promise<string>;
  /** What is left of the body is of no interest: leaving the loop then keeps the connection. */
  isOver(): void;
}

const TIMEOUTS: VendorTimeouts = { connectMs: 5000, headMs: 30_000, silenceMs: 20_000 };
/** Kept open for the next sentence; a vendor that closes sooner says so in its headers. */
const KEEP_ALIVE_MS = 120_000;
const MAX_TEXT_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_BYTES = 16_384;
/** An answer that is over may take so long to end; it mostly comes in the same packet. */
const END_MS = 100;
/** A vendor that wants no more than this is waited for. */
const LONGEST_WAIT_S = 1;
/** A connection that was used this recently is open. */
const WARM_MS = 4000;

/** Requests to one vendor over connections that are kept open. Every fault becomes a ProviderError. */
export class VendorClient {
  private readonly agent: Agent;
  private readonly timeouts: VendorTimeouts;
  private readonly origin: string;
  private readonly basePath: string;
  private usedAtMs = Number.NEGATIVE_INFINITY;
  private warming = false;

  constructor(private readonly options: VendorOptions) {
    this.timeouts = { ...TIMEOUTS, ...options.timeouts };
    const url = new URL(options.baseUrl);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.agent = new Agent({
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: this.timeouts.connectMs },
      // Kept here, to the millisecond, and not while nobody reads.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Sends a request, once more where the connection had gone stale or the vendor asks for a short wait. Throws
   * ProviderError for a refusal or no answer, and the signal's reason when aborted.
   */
  async send(request: VendorRequest): Promise<VendorAnswer> {
    try {
      return await this.sendOnce(request);
    } catch (error) {
      const waitS = error instanceof ProviderError ? waitBeforeRetryS(error) : null;
      if (waitS === null || request.signal?.aborted) throw error;
      await delay(waitS * 1000, undefined, { signal: request.signal });
      return await this.sendOnce(request);
    }
  }

  /** Opens a connection by a request that costs nothing; what comes back is of no interest. */
  warmUp(path: string): void {
    if (this.warming || performance.now() - this.usedAtMs < WARM_MS) return;
    this.warming = true;
    this.sendOnce({ method: 'GET', path })
      .then((answer) => answer.text())
      .catch(() => undefined)
      .finally(() => {
        this.warming = false;
      });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async sendOnce({ method, path, headers, body, signal }: VendorRequest): Promise<VendorAnswer> {
    signal?.throwIfAborted();
    const { headMs } = this.timeouts;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(this.late('no answer', headMs)), headMs);
    let reply: Dispatcher.ResponseData;
    try {
      reply = await this.agent.request({
        origin: this.origin,
        path: `${this.basePath}${path}`,
        method,
        headers: { 'user-agent': 'avatarium', ...this.options.headers, ...headers },
        body: body ?? null,
        signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      });
    } catch (error) {
      throw this.fault(error, signal, late.signal);
    } finally {
      clearTimeout(timer);
    }
    this.usedAtMs = performance.now();
    // One that is left early fails as it is destroyed.
    reply.body.on('error', () => undefined);
    const over = { isOver: false };
    const answer: VendorAnswer = {
      contentType: String(reply.headers['content-type'] ?? ''),
      body: this.pieces(reply, over, signal),
      text: () => this.read(reply, signal),
      isOver: () => {
        over.isOver = true;
      },
    };
    if (reply.statusCode >= 200 && reply.statusCode < 300) return answer;
    const text = await this.read(reply, signal, MAX_ERROR_BYTES).catch(() => '');
    const refused = { status: reply.statusCode, text, retryAfter: reply.headers['retry-after'] };
    throw refusal(this.options.provider, refused, this.options.secret);
  }

  private async *pieces(
    reply: Dispatcher.ResponseData,
    over: { isOver: boolean },
    signal: AbortSignal | undefined,
  ): AsyncIterable<Uint8Array> {
    const { silenceMs } = this.timeouts;
    const late = new AbortController();
    const pieces = reply.body.iterator({ destroyOnReturn: false });
    const next = async () => {
      const timer = setTimeout(() => {
        late.abort(this.late('the answer stopped, nothing came', silenceMs));
        reply.body.destroy();
      }, silenceMs);
      try {
        return await pieces.next();
      } finally {
        clearTimeout(timer);
      }
    };
    try {
      for (let piece = await next(); !piece.done; piece = await next()) {
        this.usedAtMs = performance.now();
        yield piece.value as Uint8Array;
      }
      // A body that was destroyed just ends.
      late.signal.throwIfAborted();
    } catch (error) {
      throw this.fault(error, signal, late.signal, true);
    } finally {
      if (over.isOver) await readOut(reply, next);
      else reply.body.destroy();
    }
  }

  private async read(
    reply: Dispatcher.ResponseData,
    signal?: AbortSignal,
    maxBytes = MAX_TEXT_BYTES,
  ): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of this.pieces(reply, { isOver: false }, signal)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) break;
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  private late(what: string, ms: number): ProviderError {
    return new ProviderError(this.options.provider, 'unreachable', `${what} within ${ms / 1000} s`);
  }

  private fault(
    error: unknown,
    signal: AbortSignal | undefined,
    late: AbortSignal,
    answering = false,
  ): unknown {
    if (signal?.aborted) return signal.reason;
    if (late.aborted) return late.reason;
    const { provider, secret } = this.options;
    const code = (error as { code?: unknown } | null)?.code;
    if (error instanceof errors.ConnectTimeoutError) {
      return this.late(`no connection to ${this.origin}`, this.timeouts.connectMs);
    }
    if (answering) return new ProviderError(provider, 'broken', 'the answer broke off');
    if (error instanceof errors.SocketError || code === 'ECONNRESET' || code === 'EPIPE') {
      return new StaleConnection(provider, 'unreachable', 'the connection was closed before an answer came');
    }
    const cause = error instanceof Error ? (typeof code === 'string' ? code : error.message) : String(error);
    const message = `no connection to ${this.origin} (${quoted(cause, secret)})`;
    return new ProviderError(provider, 'unreachable', message);
  }
}

/** Reads what is left of an answer that is over, so that its connection can be used again. */
async function readOut(
  reply: Dispatcher.ResponseData,
  next: () => Promise<{ done?: boolean }>,
): Promise<void> {
  const timer = setTimeout(() => reply.body.destroy(), END_MS);
  try {
    while (!(await next()).done);
  } catch {
    // Then the connection is not kept.
  } finally {
    clearTimeout(timer);
  }
}

/** A connection that was kept open had been closed by the other side meanwhile. */
class StaleConnection extends ProviderError {}

/** Seconds after which another try makes sense at once; null when it does not. */
function waitBeforeRetryS(error: ProviderError): number | null {
  if (error instanceof StaleConnection) return 0;
  const { fault, retryAfterS } = error;
  return fault === 'busy' && retryAfterS !== undefined && retryAfterS <= LONGEST_WAIT_S ? retryAfterS : null;
}
