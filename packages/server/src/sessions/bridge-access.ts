import type { VendorAccess } from '@avatarium/bridge';
import type { SessionRow } from '../storage/port.js';
import type { Vendors } from '../vendors/accounts.js';
import { vendorToken } from './vendor-rooms.js';

/**
 * How the avatar gets into the vendor's channel; null where it needs not, since clients enter its own room.
 *
 * @throws when nothing here can sign its token any more
 */
export function vendorAccessOf(
  session: SessionRow,
  vendors: Vendors,
  unseal: (sealed: string) => string,
): VendorAccess | null {
  const { vendor: room, ownTokenEncrypted } = session;
  if (!room || room.access === 'local') {
    return null;
  }
  const token =
    room.access === 'own' ? unseal(ownTokenEncrypted ?? '') : vendorToken(session, room.uid, vendors);
  if (token === '') {
    throw new Error(
      `the account of ${session.streamType} that this session was made with is not set any more`,
    );
  }
  return session.streamType === 'trtc'
    ? { vendor: 'trtc', sdkAppId: Number(room.appId), roomId: room.channel, userId: room.uid, userSig: token }
    : { vendor: 'agora', appId: room.appId, channel: room.channel, uid: room.uid, token };
}
