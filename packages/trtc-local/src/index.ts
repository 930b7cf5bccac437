import { servedFrom } from './served-from.js';
import { TRTC } from './trtc.js';

servedFrom.url = import.meta.url;

export { RtcError } from './errors.js';
export type { EventMap } from './types.js';
export { TRTC };
export default TRTC;
