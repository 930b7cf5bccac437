export { Bridges } from './host/bridges.js';
export { type BridgeOptions, PEOPLE_ATTRIBUTE, type VendorAccess } from './protocol.js';
