/** What the host and its page tell each other. Everything here goes through JSON. */

/** The way into an Agora channel. */
export interface AgoraAccess {
  vendor: 'agora';
  appId: string;
  channel: string;
  token: string;
  /** A number in decimal, or a name. */
  uid: string;
}

/** The way into a TRTC room. */
export interface TrtcAccess {
  vendor: 'trtc';
  sdkAppId: number;
  /** One that is a number from 1 to 4294967294 is entered as a number, any other by its name. */
  roomId: string;
  userId: string;
  userSig: string;
}

export type VendorAccess = AgoraAccess | TrtcAccess;
export type Vendor = VendorAccess['vendor'];

/** The session's LiveKit room, as the bridge enters it. */
export interface RoomAccess {
  /** ws:// or wss://, as seen from this machine. */
  url: string;
  /** Must allow to publish, to subscribe, to send data and to change its own attributes. */
  token: string;
  avatarIdentity: string;
}

/** What the avatar's picture is sent with. */
export interface PictureSettings {
  width: number;
  height: number;
  fps: number;
  bitrateKbps: number;
}

export interface BridgeOptions {
  sessionId: string;
  room: RoomAccess;
  vendor: VendorAccess;
  picture: PictureSettings;
}

export interface JoinRequest extends BridgeOptions {
  /** For all of it. */
  timeoutMs: number;
}

export type JoinResult = { joined: true } | { joined: false; reason: string };

/** What the page says unasked. */
export type PageReport =
  | { kind: 'warning'; message: string }
  /** It is out of one of the two. `final`: somebody has decided so, and coming back would defy them. */
  | { kind: 'lost'; reason: string; final: boolean };

/** What the page's script offers to the host. */
export interface PageSide {
  join(request: JoinRequest): Promise<JoinResult>;
  leave(): Promise<void>;
}

/** The attribute by which the bridge's participant tells how many people it stands for. */
export const PEOPLE_ATTRIBUTE = 'avatarium.people';

/** What the page calls to report. */
export const REPORT_BINDING = 'reportToHost';
