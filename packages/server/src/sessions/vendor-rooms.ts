import { createHash } from 'node:crypto';
import type { AgoraCredentials, TrtcCredentials } from '@avatarium/contract';
import type { SessionRow, VendorRoom } from '../storage/port.js';
import type { Vendors, VendorType } from '../vendors/accounts.js';
import { makeAgoraToken } from '../vendors/agora-token.js';
import { makeUserSig } from '../vendors/trtc-user-sig.js';
import { credentialsEndAtS } from './lifetime.js';

/** Room and identities of a session, as its vendor takes them. */
export interface VendorNames {
  channel: string;
  clientIdentity: string;
  serverIdentity: string;
}

/** Two numbers from 1 to 2³¹ − 1 that follow from a session's id and differ from each other. */
function numbersOf(sessionId: string): [number, number] {
  const digest = createHash('sha256').update(`avatarium vendor room ${sessionId}`).digest();
  const largest = 2 ** 31 - 1;
  const first = 1 + (digest.readUInt32BE(0) % largest);
  const second = 1 + (digest.readUInt32BE(4) % largest);
  return [first, second === first ? 1 + (first % largest) : second];
}

/** How a session of ours is called at the vendor, and its participants in both places. */
export function vendorNames(type: VendorType, sessionId: string): VendorNames {
  const [first, second] = numbersOf(sessionId);
  return type === 'agora'
    ? { channel: `session-${sessionId}`, clientIdentity: String(first), serverIdentity: String(second) }
    : {
        channel: String(first),
        clientIdentity: `client-${sessionId}`,
        serverIdentity: `avatar-${sessionId}`,
      };
}

/** What signs the tokens of a session; null in a room of the caller's own, or when the operator's account is gone. */
function accountOf(room: VendorRoom, type: VendorType, vendors: Vendors) {
  const account = room.access === 'own' ? null : vendors[room.access][type];
  return account?.appId === room.appId ? account : null;
}

/**
 * The vendor's token for one of a session's participants, good until a while after the session's end. It depends on
 * the row alone: asked for again, it comes out the same. Empty where nothing here can sign it.
 */
export function vendorToken(session: SessionRow, identity: string, vendors: Vendors): string {
  const { vendor: room, streamType } = session;
  const account = room && accountOf(room, streamType as VendorType, vendors);
  if (!room || !account) {
    return '';
  }
  const issuedAtS = Math.floor(session.createdAt / 1000);
  const lifetimeS = credentialsEndAtS(session) - issuedAtS;
  if (streamType === 'trtc') {
    const claims = { sdkAppId: Number(account.appId), userId: identity, issuedAtS, lifetimeS };
    return makeUserSig(claims, account.secret);
  }
  const privileges = {
    join: lifetimeS,
    publishAudio: lifetimeS,
    publishVideo: lifetimeS,
    publishData: lifetimeS,
  };
  const [salt] = numbersOf(session.id);
  return makeAgoraToken(
    { appId: account.appId, channel: room.channel, uid: identity, issuedAtS, lifetimeS, salt, privileges },
    account.secret,
  );
}

/** The client's side of a session of Agora; in a channel of the caller's own without token and uid. */
export function agoraCredentialsOf(
  session: SessionRow,
  room: VendorRoom,
  vendors: Vendors,
): AgoraCredentials {
  return {
    agora_app_id: room.appId,
    agora_channel: room.channel,
    agora_token: vendorToken(session, session.clientIdentity, vendors),
    agora_uid: room.access === 'own' ? 0 : Number(session.clientIdentity),
  };
}

/** The client's side of a session of TRTC, under both sets of names. */
export function trtcCredentialsOf(session: SessionRow, room: VendorRoom, vendors: Vendors): TrtcCredentials {
  const appId = Number(room.appId);
  const userId = room.access === 'own' ? '' : session.clientIdentity;
  const userSig = vendorToken(session, session.clientIdentity, vendors);
  return {
    trtc_sdk_app_id: appId,
    trtc_sdk_room_id: room.channel,
    trtc_sdk_user_id: userId,
    trtc_sdk_user_sig: userSig,
    trtc_app_id: appId,
    trtc_room_id: room.channel,
    trtc_user_id: userId,
    trtc_user_sig: userSig,
  };
}
