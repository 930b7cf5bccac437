import { createHmac } from 'node:crypto';
import type { StreamType } from '@avatarium/contract';
import type { Settings } from '../config/settings.js';

export type VendorType = Exclude<StreamType, 'livekit'>;

/** What signs a vendor's tokens: an app, and the certificate or key that belongs to it. */
export interface VendorAccount {
  /** Of Agora 32 hexadecimal characters, of TRTC a number in decimal. */
  appId: string;
  secret: string;
}

export interface Vendors {
  /** Made ones, for sessions whose clients use a stand-in of the vendor's SDK. */
  local: Record<VendorType, VendorAccount>;
  /** Those of the operator; null without. */
  account: Record<VendorType, VendorAccount | null>;
  /** Whether the bridge can carry a session to the vendor's cloud. */
  bridged: Record<VendorType, boolean>;
}

/** App ids of TRTC that look like its own. */
const [FIRST_TRTC_APP, TRTC_APPS] = [1_400_000_000, 600_000_000];

/** Accounts that no vendor knows. They follow from the media server's secret, so nothing needs keeping. */
function localAccounts(apiSecret: string): Vendors['local'] {
  const made = (what: string) => createHmac('sha256', apiSecret).update(`avatarium ${what}`).digest();
  return {
    agora: {
      appId: made('agora app id').toString('hex', 0, 16),
      secret: made('agora app certificate').toString('hex', 0, 16),
    },
    trtc: {
      appId: String(FIRST_TRTC_APP + (made('trtc sdk app id').readUInt32BE() % TRTC_APPS)),
      secret: made('trtc secret key').toString('hex'),
    },
  };
}

/** @param apiSecret of the media server */
export function openVendors(
  settings: Pick<
    Settings,
    | 'AGORA_APP_ID'
    | 'AGORA_APP_CERTIFICATE'
    | 'TRTC_SDK_APP_ID'
    | 'TRTC_SECRET_KEY'
    | 'BRIDGE_BROWSER'
    | 'AGORA_SDK'
    | 'TRTC_SDK'
  >,
  apiSecret: string,
): Vendors {
  const { AGORA_APP_ID: agoraId, AGORA_APP_CERTIFICATE: certificate } = settings;
  const { TRTC_SDK_APP_ID: trtcId, TRTC_SECRET_KEY: key } = settings;
  const hasBrowser = settings.BRIDGE_BROWSER !== undefined;
  return {
    local: localAccounts(apiSecret),
    account: {
      agora:
        agoraId !== undefined && certificate !== undefined ? { appId: agoraId, secret: certificate } : null,
      trtc: trtcId !== undefined && key !== undefined ? { appId: String(trtcId), secret: key } : null,
    },
    bridged: {
      agora: hasBrowser && settings.AGORA_SDK !== undefined,
      trtc: hasBrowser && settings.TRTC_SDK !== undefined,
    },
  };
}
