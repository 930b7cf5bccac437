import type { Session } from '../api/types.js';
import { AgoraRoom } from './agora-room.js';
import { LivekitRoom } from './livekit-room.js';
import type { AvatarRoom, RoomHandlers } from './room.js';
import { TrtcRoom } from './trtc-room.js';

/**
 * The room of a session, by its credentials.
 *
 * @throws Error when it is in a room of its caller's own, which has other credentials
 */
export function openRoom(session: Session, handlers: RoomHandlers): AvatarRoom {
  const { credentials } = session;
  const isLocal = session.local === true;
  const {
    agora_app_id: agoraAppId,
    agora_channel: channel,
    agora_token: token,
    agora_uid: uid,
  } = credentials;
  if (agoraAppId && channel && token && uid) {
    return new AgoraRoom({ appId: agoraAppId, channel, token, uid, isLocal }, handlers);
  }
  const {
    trtc_app_id: sdkAppId,
    trtc_room_id: roomId,
    trtc_user_id: userId,
    trtc_user_sig: userSig,
  } = credentials;
  if (sdkAppId && roomId && userId && userSig) {
    return new TrtcRoom({ sdkAppId, roomId: Number(roomId), userId, userSig, isLocal }, handlers);
  }
  const { livekit_url: url, livekit_token: livekitToken, livekit_server_identity: avatar } = credentials;
  if (url && livekitToken) {
    return new LivekitRoom({ url, token: livekitToken, avatarIdentity: avatar || undefined }, handlers);
  }
  throw new Error('This session runs in a room of its caller’s own; only they can join it.');
}
