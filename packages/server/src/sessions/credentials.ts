import { createHmac } from 'node:crypto';
import { PEOPLE_ATTRIBUTE } from '@avatarium/bridge';
import type { LivekitCredentials, Session } from '@avatarium/contract';
import type { SessionRow } from '../storage/port.js';
import type { Vendors } from '../vendors/accounts.js';
import { credentialsEndAtS } from './lifetime.js';
import { isInOwnLivekitRoom } from './own-room.js';
import { agoraCredentialsOf, trtcCredentialsOf } from './vendor-rooms.js';

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
  rights: { ownMetadata: boolean; attributes?: Record<string, string> },
): string {
  const claims = base64url({
    video: {
      room: session.roomName,
      roomJoin: true,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      canUpdateOwnMetadata: rights.ownMetadata,
    },
    attributes: rights.attributes,
    iss: access.apiKey,
    sub: identity,
    nbf: Math.floor(session.createdAt / 1000),
    exp: credentialsEndAtS(session),
  });
  const signature = createHmac('sha256', access.apiSecret).update(`${HEADER}.${claims}`).digest('base64url');
  return `${HEADER}.${claims}.${signature}`;
}

/** The token that the avatar enters the session's room with. */
export function avatarToken(session: SessionRow, access: MediaServerAccess): string {
  return roomToken(access, session.serverIdentity, session, { ownMetadata: true });
}

/** The token that the bridge enters the session's room with, where it stands for nobody at first. */
export function bridgeToken(session: SessionRow, access: MediaServerAccess): string {
  return roomToken(access, `bridge-${session.id}`, session, {
    ownMetadata: true,
    attributes: { [PEOPLE_ATTRIBUTE]: '0' },
  });
}

/** The token that a client enters the session's room with. */
export function clientToken(session: SessionRow, access: MediaServerAccess): string {
  return roomToken(access, session.clientIdentity, session, { ownMetadata: false });
}

/** The client's side with LiveKit; without a token in a room of the caller's own. */
function livekitCredentialsOf(session: SessionRow, access: MediaServerAccess): LivekitCredentials {
  return {
    livekit_url: session.livekitUrl,
    livekit_token: isInOwnLivekitRoom(session) ? '' : clientToken(session, access),
    livekit_room_name: session.roomName,
    livekit_client_identity: session.clientIdentity,
    livekit_server_identity: session.serverIdentity,
  };
}

/** The client's side of a session, as its stream type has it; the same at every call. */
export function presentCredentials(
  session: SessionRow,
  access: MediaServerAccess,
  vendors: Vendors,
): Pick<Session, 'credentials' | 'stream_urls' | 'local'> {
  const { vendor: room } = session;
  if (room === null) {
    return { credentials: livekitCredentialsOf(session, access) };
  }
  const local = room.access === 'local' ? { local: true as const } : {};
  if (session.streamType === 'trtc') {
    return { credentials: trtcCredentialsOf(session, room, vendors), ...local };
  }
  const credentials = agoraCredentialsOf(session, room, vendors);
  return { credentials, stream_urls: credentials, ...local };
}
