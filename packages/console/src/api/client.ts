/** A reply with a code other than 1000, or no reply at all (`code` 0). */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The cookie is missing or no longer good. */
  get isSignedOut(): boolean {
    return this.code === 1101 || this.code === 1102;
  }
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query, from the root of the server. */
  path: string;
  body?: unknown;
}

let signedOut: () => void = () => {};

/** Calls `handler` whenever the server says that the cookie is no longer good. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/**
 * Sends one request with the page's cookie and unwraps the envelope.
 * @throws {ApiError} with the envelope's code and message, or code 0 when the server cannot be reached.
 */
export async function call<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
  const { method, path, body } = request;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'The server cannot be reached');
  }
  return unwrap<T>(await response.json().catch(() => undefined), response.status);
}

/** What is in a reply's envelope. @throws {ApiError} as `call` does */
export function unwrap<T>(envelope: unknown, httpStatus: number): T {
  if (!isEnvelope(envelope)) {
    throw new ApiError(0, `The server answered with something unexpected (HTTP ${httpStatus})`);
  }
  if (envelope.code === 1000) return envelope.data as T;
  const error = new ApiError(envelope.code, envelope.msg);
  if (error.isSignedOut) signedOut();
  throw error;
}

function isEnvelope(value: unknown): value is { code: number; msg: string; data?: unknown } {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'number';
}
