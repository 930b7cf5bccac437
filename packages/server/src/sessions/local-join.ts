import { type AgoraJoinRequest, ApiError, type LocalJoin, type TrtcJoinRequest } from '@avatarium/contract';
import type { SessionStore } from '../storage/port.js';
import type { Vendors, VendorType } from '../vendors/accounts.js';
import { agoraJoinEndsAtMs, readAgoraToken } from '../vendors/agora-token.js';
import { readUserSig, userSigEndsAtMs } from '../vendors/trtc-user-sig.js';
import type { Clock } from './clock.js';
import { clientToken, type MediaServerAccess } from './credentials.js';
import { vendorNames } from './vendor-rooms.js';

/** Trades the vendors' tokens of local sessions for a place in their LiveKit rooms. */
export interface LocalJoins {
  /** @throws ApiError 1003, 1101 or 1216 */
  agora(request: AgoraJoinRequest, livekitUrl: string): Promise<LocalJoin>;
  /** @throws ApiError 1003, 1101 or 1216 */
  trtc(request: TrtcJoinRequest, livekitUrl: string): Promise<LocalJoin>;
}

const CHANNEL = /^session-([0-9a-f]{24})$/;
const CLIENT = /^client-([0-9a-f]{24})$/;

function sameAsInToken(field: string, given: string, inToken: string): void {
  if (given !== inToken) {
    throw ApiError.parameter(field, 'is not the one that the token is for');
  }
}

export function createLocalJoins(deps: {
  sessions: Pick<SessionStore, 'findLive'>;
  access: MediaServerAccess;
  vendors: Pick<Vendors, 'local'>;
  clock: Pick<Clock, 'nowMs'>;
}): LocalJoins {
  const { sessions, access, clock } = deps;
  const { agora, trtc } = deps.vendors.local;

  function requireFresh(expiresAtMs: number): void {
    if (expiresAtMs <= clock.nowMs()) {
      throw new ApiError('illegalToken', 'The token has expired');
    }
  }

  /** The way into a session's room, for whom the vendor's token has proven to be its client. */
  async function admit(
    type: VendorType,
    id: string | undefined,
    identity: string,
    at: { livekitUrl: string; expiresAtMs: number },
  ): Promise<LocalJoin> {
    const session = id === undefined ? null : await sessions.findLive(id);
    const isTheirs =
      session?.streamType === type &&
      session.vendor?.access === 'local' &&
      session.clientIdentity === identity;
    if (!session || !isTheirs) {
      throw new ApiError('sessionNotFound');
    }
    return {
      livekit_url: at.livekitUrl,
      livekit_token: clientToken(session, access),
      identity,
      avatar_identity: session.serverIdentity,
      expires_at: at.expiresAtMs,
    };
  }

  return {
    async agora(request, livekitUrl) {
      const claims = readAgoraToken(request.token, agora.secret);
      if (!claims) {
        throw new ApiError('illegalToken', 'The token was not made by this server');
      }
      const expiresAtMs = agoraJoinEndsAtMs(claims);
      requireFresh(expiresAtMs);
      sameAsInToken('app_id', request.app_id, claims.appId);
      sameAsInToken('channel', request.channel, claims.channel);
      sameAsInToken('uid', String(request.uid), claims.uid);
      const id = CHANNEL.exec(claims.channel)?.[1];
      return admit('agora', id, claims.uid, { livekitUrl, expiresAtMs });
    },

    async trtc(request, livekitUrl) {
      const claims = readUserSig(request.user_sig, trtc.secret);
      if (!claims) {
        throw new ApiError('illegalToken', 'The user_sig was not made by this server');
      }
      const expiresAtMs = userSigEndsAtMs(claims);
      requireFresh(expiresAtMs);
      sameAsInToken('sdk_app_id', String(request.sdk_app_id), String(claims.sdkAppId));
      sameAsInToken('user_id', request.user_id, claims.userId);
      const id = CLIENT.exec(claims.userId)?.[1];
      if (id !== undefined) {
        // A UserSig names no room; the user's follows from who it is.
        sameAsInToken('room_id', request.room_id, vendorNames('trtc', id).channel);
      }
      return admit('trtc', id, claims.userId, { livekitUrl, expiresAtMs });
    },
  };
}
