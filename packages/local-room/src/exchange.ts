/** A place in a LiveKit room, got for a vendor's token. */
export interface Admission {
  livekitUrl: string;
  livekitToken: string;
  /** Our own name in the room, and the avatar's. */
  identity: string;
  avatarIdentity: string;
  /** When the vendor's token runs out, ms since 1970. */
  expiresAt: number;
}

/** Codes of the API that an exchange answers with. */
export const EXCHANGE_CODES = { invalidField: 1003, badToken: 1101, noSession: 1216, tooMany: 1005 } as const;

/** No admission: the server said no (`code` is the API's), or could not be asked (`code` is undefined). */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';

  constructor(
    message: string,
    readonly code: number | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Trades a vendor's token for a place in the LiveKit room of its session.
 *
 * @param request the fields that the vendor's endpoint takes, such as `app_id`, `channel`, `token`, `uid`
 * @throws ExchangeError; the signal's reason when it is aborted
 */
export async function exchange(
  server: string,
  vendor: 'agora' | 'trtc',
  request: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Admission> {
  if (!/^(?:https?:\/)?\//i.test(server)) {
    throw new ExchangeError(`AVATARIUM_URL must begin with http:// or https://, not "${server}"`, undefined);
  }
  const url = `${server}/api/avatarium/v1/local/${vendor}/join`;
  let reply: unknown;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      ...(signal ? { signal } : {}),
    });
    reply = await response.json();
  } catch (cause) {
    signal?.throwIfAborted();
    const hint = 'it may not be running, or be elsewhere: AVATARIUM_URL tells where';
    throw new ExchangeError(`no Avatarium server answered at ${url} (${hint})`, undefined, { cause });
  }
  const { code, msg, data } = record(reply);
  if (typeof code !== 'number') {
    throw new ExchangeError(`${url} is not an Avatarium server: AVATARIUM_URL tells where it is`, undefined);
  }
  if (code !== 1000) throw new ExchangeError(String(msg), code);
  const { livekit_url, livekit_token, identity, avatar_identity, expires_at } = record(data);
  return {
    livekitUrl: String(livekit_url),
    livekitToken: String(livekit_token),
    identity: String(identity),
    avatarIdentity: String(avatar_identity),
    expiresAt: Number(expires_at),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
