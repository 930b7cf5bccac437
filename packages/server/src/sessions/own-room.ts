import { ApiError, type OwnRoomCredentials, type StreamType, storableText } from '@avatarium/contract';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { VendorRoom } from '../storage/port.js';
import type { Vendors, VendorType } from '../vendors/accounts.js';

/** A LiveKit room of the caller's, with the token that the avatar enters it with. */
export interface OwnLivekitRoom {
  livekitUrl: string;
  roomName: string;
  serverIdentity: string;
  token: string;
}

/** A channel or room of the caller's at a vendor, with the token that the avatar enters it with. */
export interface OwnVendorRoom {
  room: VendorRoom & { access: 'own' };
  token: string;
}

const claimedName = storableText(1024).min(1);
const ROOM_CLAIMS = z.object({ sub: claimedName, video: z.object({ room: claimedName }) });
const AGORA_APP_ID = /^[0-9a-f]{32}$/i;

/** What must stand under `credentials`, whatever its name. @throws ApiError 1003 that names it */
function required<T>(field: string, value: T | undefined): T {
  if (value === undefined) {
    throw ApiError.parameter(`credentials.${field}`, 'is required');
  }
  return value;
}

/** Room and identity that a caller's token names. Its signature is the other server's business. */
function namedByToken(token: string): { roomName: string; serverIdentity: string } {
  try {
    const claims = ROOM_CLAIMS.safeParse(decodeJwt(token));
    if (claims.success) {
      return { roomName: claims.data.video.room, serverIdentity: claims.data.sub };
    }
  } catch {
    // Reported below.
  }
  throw ApiError.parameter(
    'credentials.livekit_token',
    'must be an access token that names a room and an identity',
  );
}

/** The LiveKit room that a request brings along; null when it brings none. @throws ApiError 1003 */
export async function ownLivekitRoom(
  sent: OwnRoomCredentials | undefined,
  checkUrl: (field: string, url: string) => Promise<void>,
): Promise<OwnLivekitRoom | null> {
  if (!sent || (sent.livekit_url === undefined && sent.livekit_token === undefined)) {
    return null;
  }
  const livekitUrl = required('livekit_url', sent.livekit_url);
  const token = required('livekit_token', sent.livekit_token);
  await checkUrl('credentials.livekit_url', livekitUrl);
  return { livekitUrl, token, ...namedByToken(token) };
}

function agoraRoom(sent: OwnRoomCredentials, ofServer: string | undefined): OwnVendorRoom {
  const uid = String(required('agora_uid', sent.agora_uid));
  const channel = required('agora_channel', sent.agora_channel);
  const token = required('agora_token', sent.agora_token);
  const appId = required('agora_app_id', sent.agora_app_id ?? ofServer);
  if (!AGORA_APP_ID.test(appId)) {
    throw ApiError.parameter('credentials.agora_app_id', 'must be 32 hexadecimal characters');
  }
  return { room: { access: 'own', appId, channel, uid }, token };
}

function trtcRoom(sent: OwnRoomCredentials): OwnVendorRoom {
  const appId = String(required('trtc_sdk_app_id', sent.trtc_sdk_app_id ?? sent.trtc_app_id));
  const channel = required('trtc_sdk_room_id', sent.trtc_sdk_room_id ?? sent.trtc_room_id);
  const uid = required('trtc_sdk_user_id', sent.trtc_sdk_user_id ?? sent.trtc_user_id);
  const token = required('trtc_sdk_user_sig', sent.trtc_sdk_user_sig ?? sent.trtc_user_sig);
  return { room: { access: 'own', appId, channel, uid }, token };
}

const SDK_SETTING: Record<VendorType, string> = { agora: 'AGORA_SDK', trtc: 'TRTC_SDK' };

/** The vendor's room that a request brings along; null when it brings none. @throws ApiError 1003 */
export function ownVendorRoom(
  type: VendorType,
  sent: OwnRoomCredentials | undefined,
  vendors: Pick<Vendors, 'account' | 'bridged'>,
): OwnVendorRoom | null {
  if (!sent) {
    return null;
  }
  const own = type === 'agora' ? agoraRoom(sent, vendors.account.agora?.appId) : trtcRoom(sent);
  if (!vendors.bridged[type]) {
    throw ApiError.parameter(
      'credentials',
      `a room of your own at ${type} needs the bridge, which this server does not have (its operator sets BRIDGE_BROWSER and ${SDK_SETTING[type]}); without credentials the session is a local one`,
    );
  }
  return own;
}

/** Whether the avatar enters a LiveKit room of the caller's rather than one of ours. */
export function isInOwnLivekitRoom(session: {
  streamType: StreamType | string;
  ownTokenEncrypted: string | null;
}): boolean {
  return session.streamType === 'livekit' && session.ownTokenEncrypted !== null;
}
