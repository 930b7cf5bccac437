import { AccessToken, type ClaimGrants, TokenVerifier, type VideoGrant } from 'livekit-server-sdk';

/** What a verified access token says. */
export interface Claims {
  identity: string;
  name: string;
  metadata: string;
  attributes: Record<string, string>;
  kind: string;
  grant: VideoGrant;
  expiresAtMs: number;
}

export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/** Lifetime of the tokens handed to connected clients so that they can come back after their first one ran out. */
const REFRESHED_TTL_S = 600;

/** Checks and renews access tokens signed (HS256) with one key and secret. */
export class Tokens {
  readonly #apiKey: string;
  readonly #apiSecret: string;
  readonly #verifier: TokenVerifier;

  constructor(apiKey: string, apiSecret: string) {
    this.#apiKey = apiKey;
    this.#apiSecret = apiSecret;
    this.#verifier = new TokenVerifier(apiKey, apiSecret);
  }

  /**
   * Reads a token after checking its signature, its issuer (our key) and its times.
   * @throws TokenError whose message never holds the token itself
   */
  async verify(token: string | undefined): Promise<Claims> {
    if (!token) throw new TokenError('no permissions to access the room: the access token is missing');
    let payload: ClaimGrants;
    try {
      payload = await this.#verifier.verify(token);
    } catch (error) {
      throw new TokenError(`invalid token: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
    return {
      identity: typeof payload.sub === 'string' ? payload.sub : '',
      name: payload.name ?? '',
      metadata: payload.metadata ?? '',
      attributes: payload.attributes ?? {},
      kind: payload.kind ?? 'standard',
      grant: payload.video ?? {},
      expiresAtMs: (payload.exp ?? 0) * 1000,
    };
  }

  /**
   * Like `verify`, for a token that lets its holder join a room.
   * @throws TokenError when the token has no identity, no room or no roomJoin grant
   */
  async verifyJoin(token: string | undefined): Promise<Claims & { room: string }> {
    const claims = await this.verify(token);
    if (!claims.grant.roomJoin) throw new TokenError('the token does not grant roomJoin');
    if (!claims.grant.room) throw new TokenError('the token names no room');
    if (!claims.identity) throw new TokenError('the token has no identity');
    return { ...claims, room: claims.grant.room };
  }

  /** A fresh token with the same rights, for a client that is connected when its own is about to run out. */
  async renew(claims: Claims): Promise<string> {
    const token = new AccessToken(this.#apiKey, this.#apiSecret, {
      identity: claims.identity,
      name: claims.name,
      metadata: claims.metadata,
      attributes: claims.attributes,
      ttl: REFRESHED_TTL_S,
    });
    token.kind = claims.kind;
    token.addGrant(claims.grant);
    return token.toJwt();
  }
}

/** The token of a request: its bearer header, else the `access_token` parameter. */
export function requestToken(authorization: string | undefined, query: URLSearchParams): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  return bearer ?? query.get('access_token') ?? undefined;
}
