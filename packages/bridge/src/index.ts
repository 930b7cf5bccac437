export { BridgedSession, type BridgeLog } from './host/bridged-session.js';
export { Bridges, type BridgesOptions } from './host/bridges.js';
export {
  type AgoraAccess,
  type BridgeOptions,
  PEOPLE_ATTRIBUTE,
  type PictureSettings,
  type RoomAccess,
  type TrtcAccess,
  type Vendor,
  type VendorAccess,
} from './protocol.js';
