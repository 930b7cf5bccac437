import { servedFrom } from './served-from.js';
import { TRTC } from './trtc.js';

const { currentScript } = document;
if (currentScript instanceof HTMLScriptElement) servedFrom.url = currentScript.src;

/** What a script tag leaves in `window.TRTC`: the class itself. */
export default TRTC;
