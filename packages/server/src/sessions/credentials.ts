import { createHmac } from 'node:crypto';
import type { LivekitCredentials } from '@avatarium/contract';
import type { SessionRow } from '../storage/port.js';
import { CREDENTIALS_GRACE_MS, deadlineMs } from './lifetime.js';

/** Key and secret of the media server, and where this process reaches it. */
export interface MediaServerAccess {
  /** ws:// or wss:// as seen from here. */
  url: string;
  apiKey: string;
  apiSecret: string;
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = base64url({ alg: 'HS256', typ: 'JWT' });

/**
 * A LiveKit access token (JWT, RFC 7519, signed with HS256) that depends on its arguments alone: asked for again,
 * it comes out the same. (The server SDK's AccessToken writes the time of the call into it.) Signed on the spot: a
 * list has a token a row, and each would take a trip through the thread pool otherwise.
 */
function roomToken(
  access: MediaServerAccess,
  identity: string,
  session: SessionRow,
  avatar: boolean,
): string {
  const claims = base64url({
    video: {
      room: session.roomName,
      roomJoin: true,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      canUpdateOwnMetadata: avatar,
    },
    iss: access.apiKey,
    sub: identity,
    nbf: Math.floor(session.createdAt / 1000),
    exp: Math.ceil((deadlineMs(session) + CREDENTIALS_GRACE_MS) / 1000),
  });
  const signature = createHmac('sha256', access.apiSecret).update(`${HEADER}.${claims}`).digest('base64url');
  return `${HEADER}.${claims}.${signature}`;
}

/** The token that the avatar enters the session's room with. */
export function avatarToken(session: SessionRow, access: MediaServerAccess): string {
  return roomToken(access, session.serverIdentity, session, true);
}

/** The client's side of a session, the same at every call; without a token in a room of the caller's own. */
export function clientCredentials(session: SessionRow, access: MediaServerAccess): LivekitCredentials {
  const ownRoom = session.ownTokenEncrypted !== null;
  return {
    livekit_url: session.livekitUrl,
    livekit_token: ownRoom ? '' : roomToken(access, session.clientIdentity, session, false),
    livekit_room_name: session.roomName,
    livekit_client_identity: session.clientIdentity,
    livekit_server_identity: session.serverIdentity,
  };
}
