import { describe, expect, it } from 'vitest';
import type { Session } from '../api/types.js';
import { AgoraRoom } from './agora-room.js';
import { LivekitRoom } from './livekit-room.js';
import { openRoom } from './open-room.js';
import type { RoomHandlers } from './room.js';
import { TrtcRoom } from './trtc-room.js';
import { browserError } from './vendor-microphone.js';

const nothing = () => {};
const handlers: RoomHandlers = {
  packet: nothing,
  video: nothing,
  soundPlaying: nothing,
  soundBlocked: nothing,
  reconnecting: nothing,
  avatarLeft: nothing,
  disconnected: nothing,
};
const open = (credentials: Session['credentials']) => openRoom({ credentials } as Session, handlers);

const LIVEKIT = {
  livekit_url: 'ws://localhost',
  livekit_token: 'token',
  livekit_room_name: 'room',
  livekit_client_identity: 'client',
  livekit_server_identity: 'avatar',
};
const AGORA = { agora_app_id: 'app', agora_channel: 'channel', agora_token: 'token', agora_uid: 7 };
const TRTC = { trtc_app_id: 1, trtc_room_id: '7', trtc_user_id: 'client', trtc_user_sig: 'sig' };

describe('the room of a session', () => {
  it('is entered by the library of its stream type', () => {
    expect(open(LIVEKIT)).toBeInstanceOf(LivekitRoom);
    expect(open(AGORA)).toBeInstanceOf(AgoraRoom);
    expect(open(TRTC)).toBeInstanceOf(TrtcRoom);
  });

  it.each([
    { ...LIVEKIT, livekit_token: '', livekit_client_identity: '' },
    { ...AGORA, agora_token: '', agora_uid: 0 },
    { ...TRTC, trtc_user_id: '', trtc_user_sig: '' },
  ])('is not entered where it is the caller’s own: %j', (credentials) => {
    expect(() => open(credentials)).toThrow(/only they can join/);
  });
});

it('calls a vendor’s trouble with the microphone by the browser’s names', () => {
  const nameOf = (fields: object) => (browserError(Object.assign(new Error('why'), fields)) as Error).name;
  expect(nameOf({ code: 'PERMISSION_DENIED' })).toBe('NotAllowedError');
  expect(nameOf({ code: 'DEVICE_NOT_FOUND' })).toBe('NotFoundError');
  expect(nameOf({ code: 5300, extraCode: 5302 })).toBe('NotAllowedError');
  expect(nameOf({ code: 5300, extraCode: 5303 })).toBe('NotReadableError');
  expect(nameOf({ code: 'OTHER' })).toBe('Error');
  expect(browserError('odd')).toBe('odd');
});
