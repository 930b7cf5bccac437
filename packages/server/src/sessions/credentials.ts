import type { LivekitCredentials } from '@avatarium/contract';
import { SignJWT } from 'jose';
import type { SessionRow } from '../storage/port.js';
import { CREDENTIALS_GRACE_MS, deadlineMs } from './lifetime.js';

/** Key and secret of the media server, and where this process reaches it. */
export interface MediaServerAccess {
  /** ws:// or wss:// as seen from here. */
  url: string;
  apiKey: string;
  apiSecret: string;
}

/**
 * A LiveKit access token that depends on its arguments alone: asked for again, it comes out the same. (The
 * server SDK's AccessToken writes the time of the call into it.)
 */
async function roomToken(access: MediaServerAccess, identity: string, session: SessionRow, avatar: boolean) {
  const expiresAtS = Math.ceil((deadlineMs(session) + CREDENTIALS_GRACE_MS) / 1000);
  return new SignJWT({
    video: {
      room: session.roomName,
      roomJoin: true,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      canUpdateOwnMetadata: avatar,
    },
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(access.apiKey)
    .setSubject(identity)
    .setNotBefore(Math.floor(session.createdAt / 1000))
    .setExpirationTime(expiresAtS)
    .sign(new TextEncoder().encode(access.apiSecret));
}

/** The token that the avatar enters the session's room with. */
export function avatarToken(session: SessionRow, access: MediaServerAccess): Promise<string> {
  return roomToken(access, session.serverIdentity, session, true);
}

/** The client's side of a session, the same at every call; without a token in a room of the caller's own. */
export async function clientCredentials(
  session: SessionRow,
  access: MediaServerAccess,
): Promise<LivekitCredentials> {
  const ownRoom = session.ownTokenEncrypted !== null;
  return {
    livekit_url: session.livekitUrl,
    livekit_token: ownRoom ? '' : await roomToken(access, session.clientIdentity, session, false),
    livekit_room_name: session.roomName,
    livekit_client_identity: session.clientIdentity,
    livekit_server_identity: session.serverIdentity,
  };
}
