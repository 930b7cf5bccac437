import { randomBytes } from 'node:crypto';
import {
  ApiError,
  objectId,
  pageOffset,
  SESSION_STATUS,
  type Session,
  type SessionClosed,
  type SessionCreateRequest,
  type SessionList,
  type Usage,
  type UsageQuery,
} from '@avatarium/contract';
import type { Logger } from 'pino';
import { type AccountRow, type Caller, KeyLimitError } from '../storage/account-port.js';
import type { NewSession, SessionRow, SessionStore, VendorRoom } from '../storage/port.js';
import type { Vendors, VendorType } from '../vendors/accounts.js';
import type { Clock } from './clock.js';
import type { MediaServerAccess } from './credentials.js';
import { presentSession } from './present.js';
import { type RequestedSession, type RequestRules, readSessionRequest } from './request.js';
import { readUsage } from './usage.js';
import { vendorNames } from './vendor-rooms.js';

/** The side of a worker that the API needs. */
export interface Dispatcher {
  /** Lets the worker look for sessions to claim; resolves when it has. */
  wake(): Promise<void>;
  /** Resolves when the session is in its room or has failed, at once when nobody here has claimed it. */
  started(id: string): Promise<void>;
  /** Ends a session that is held here; false when it is not. */
  end(id: string, reason: 'client_closed'): Promise<boolean>;
}

export interface SessionServiceDeps {
  sessions: SessionStore;
  dispatcher: Dispatcher;
  clock: Clock;
  rules: RequestRules;
  access: MediaServerAccess;
  vendors: Vendors;
  /** Sessions that may be queueing or processing at once. */
  maxLive: number;
}

/** What the request itself contributes to a session. */
export interface CallContext extends Caller {
  /** ws:// or wss:// URL under which this caller reaches the media server. */
  livekitUrl: string;
  /** When, after its start, the session is to fail; never, unless set. */
  failAfterMs?: number | undefined;
  log: Pick<Logger, 'warn'>;
  /** Told what the caller should know about the request, as `field: what`. */
  note(warning: string): void;
}

const REFUSALS = {
  disabled: () => new ApiError('accountBlocked'),
  sessions: () => new ApiError('busy', 'This key has as many sessions as it may have at once'),
  budget: () =>
    new ApiError(
      'insufficientCredit',
      'The budget of this key is spent, or its sessions may still use it up',
    ),
};

/** @throws ApiError 1104, 1200 or 1215 when the key allows no session */
async function insertWithin(
  sessions: SessionStore,
  session: NewSession,
  maxLive: number,
): Promise<SessionRow | null> {
  try {
    return await sessions.insert(session, maxLive);
  } catch (error) {
    throw error instanceof KeyLimitError ? REFUSALS[error.limit]() : error;
  }
}

/** Room and participants of a session with LiveKit, in a room of ours unless the caller brings one. */
function livekitNames(id: string, ownRoom: RequestedSession['ownRoom']) {
  return ownRoom
    ? { ...ownRoom, clientIdentity: '', vendor: null }
    : { serverIdentity: `avatar-${id}`, clientIdentity: `client-${id}`, vendor: null };
}

/** Participants of a session with a vendor, in a room of ours, and what that is called on the vendor's side. */
function vendorPlaces(type: VendorType, id: string, own: VendorRoom | null, vendors: Vendors) {
  const { channel, ...identities } = vendorNames(type, id);
  const account = vendors.account[type];
  const ours = { appId: (account ?? vendors.local[type]).appId, channel, uid: identities.serverIdentity };
  return {
    ...identities,
    vendor: own ?? { access: account ? ('account' as const) : ('local' as const), ...ours },
  };
}

/** What the API does with sessions. */
export class SessionService {
  readonly #deps: SessionServiceDeps;

  #accepting = true;

  constructor(deps: SessionServiceDeps) {
    this.#deps = deps;
  }

  /** From now on no session is made: the server is about to stop. */
  stopAccepting(): void {
    this.#accepting = false;
  }

  /**
   * Makes a session. When there is room for it, its avatar is in the room by the time this resolves; otherwise
   * it is queueing.
   *
   * @throws ApiError 1104, 1200 or 1215 when the key allows no more; 1215 when the queue is full or the server is stopping; 1218, with the failed session as data, when the avatar cannot
   * get into its room
   */
  async create(request: SessionCreateRequest, context: CallContext): Promise<Session> {
    const { sessions, dispatcher, clock, rules, maxLive, vendors } = this.#deps;
    if (!this.#accepting) {
      throw new ApiError('busy', 'The server is stopping');
    }
    const { ownRoom, ownVendorRoom, warnings, ...asked } = await readSessionRequest(
      request,
      rules,
      context.account.id,
    );
    const id = randomBytes(12).toString('hex');
    const inserted = await insertWithin(
      sessions,
      {
        ...asked,
        id,
        accountId: context.account.id,
        keyId: context.key.id,
        livekitUrl: context.livekitUrl,
        roomName: `session-${id}`,
        ...(asked.streamType === 'livekit'
          ? livekitNames(id, ownRoom)
          : vendorPlaces(asked.streamType, id, ownVendorRoom, vendors)),
        failAfterMs: context.failAfterMs ?? null,
        createdAt: clock.nowMs(),
      },
      maxLive,
    );
    if (!inserted) {
      throw new ApiError('busy');
    }
    for (const warning of warnings) {
      context.log.warn({ session: id }, warning);
      context.note(warning);
    }
    await dispatcher.wake();
    await dispatcher.started(id);
    const session = await this.detail(id, context.account);
    if (session.status === 4) {
      throw new ApiError(
        'processingError',
        `The session could not start: ${session.error?.msg ?? 'unknown'}`,
        {
          data: session,
        },
      );
    }
    return session;
  }

  /** @throws ApiError 1216 */
  async detail(id: string, account: AccountRow): Promise<Session> {
    const [session] = await this.#present([await this.#find(id, account)], account);
    if (!session) {
      throw new ApiError('sessionNotFound');
    }
    return session;
  }

  async list(
    query: { page: number; size: number; status?: number | undefined },
    account: AccountRow,
  ): Promise<SessionList> {
    const { count, rows } = await this.#deps.sessions.list(account.id, {
      status: query.status,
      offset: pageOffset(query),
      limit: query.size,
    });
    return { count, result: await this.#present(rows, account) };
  }

  /** What the account's sessions used in the last days. */
  usage(query: UsageQuery, account: AccountRow): Promise<Usage> {
    const { sessions, clock } = this.#deps;
    return readUsage(sessions, account.id, query, clock.nowMs());
  }

  async #present(rows: SessionRow[], account: AccountRow): Promise<Session[]> {
    const { sessions, access, vendors, clock } = this.#deps;
    const positions = rows.some(({ status }) => status === SESSION_STATUS.queueing)
      ? await sessions.queuePositions(account.id)
      : new Map<string, number>();
    const nowMs = clock.nowMs();
    return rows.map((row) =>
      presentSession(row, account, access, vendors, { nowMs, queuePosition: positions.get(row.id) ?? null }),
    );
  }

  /** Ends every session of a key that is to work no more. */
  async endOfKey(keyId: string): Promise<void> {
    const { sessions } = this.#deps;
    await Promise.all((await sessions.liveIdsOfKey(keyId)).map((id) => this.#end(id)));
  }

  /**
   * Ends a session and waits until its avatar has left. Closing twice is no error.
   *
   * @throws ApiError 1216
   */
  async close(id: string, account: AccountRow): Promise<SessionClosed> {
    await this.#find(id, account);
    await this.#end(id);
    const row = await this.#find(id, account);
    return { session_id: id, status: 'closed', closed_at: row.endedAt ?? this.#deps.clock.nowMs() };
  }

  async #end(id: string): Promise<void> {
    const { sessions, dispatcher, clock } = this.#deps;
    const held = await dispatcher.end(id, 'client_closed');
    if (!held) {
      await sessions.end(id, { status: 3, endReason: 'client_closed', endedAt: clock.nowMs() });
    }
  }

  async #find(id: string, account: AccountRow): Promise<SessionRow> {
    const row = objectId.safeParse(id).success ? await this.#deps.sessions.find(account.id, id) : null;
    if (!row) {
      throw new ApiError('sessionNotFound');
    }
    return row;
  }
}
