import { AgoraRTCApi } from './api.js';

/** What a script tag sets as `window.AgoraRTC`. */
export default new AgoraRTCApi(
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : undefined,
);
