import type { UID } from './checks.js';
import type { ExceptionEvent } from './exceptions.js';
import type { RemoteUser } from './remote-user.js';
import type { ConnectionDisconnectedReason, ConnectionState, NetworkQuality } from './types.js';

export type MediaType = 'audio' | 'video';
type UserInfo = 'mute-audio' | 'unmute-audio' | 'mute-video' | 'unmute-video';

/** What a client tells, and with what. */
export type ClientEvents = {
  'connection-state-change': [
    current: ConnectionState,
    previous: ConnectionState,
    reason?: ConnectionDisconnectedReason,
  ];
  'user-joined': [user: RemoteUser];
  'user-left': [user: RemoteUser, reason: 'Quit' | 'ServerTimeOut'];
  'user-published': [user: RemoteUser, mediaType: MediaType];
  'user-unpublished': [user: RemoteUser, mediaType: MediaType];
  'user-info-updated': [uid: UID, message: UserInfo];
  'stream-message': [uid: UID, payload: Uint8Array];
  'network-quality': [quality: NetworkQuality];
  'volume-indicator': [volumes: { uid: UID; level: number }[]];
  exception: [event: ExceptionEvent];
  'token-privilege-will-expire': [];
  'token-privilege-did-expire': [];
  'media-reconnect-start': [uid: UID];
  'media-reconnect-end': [uid: UID];
};
