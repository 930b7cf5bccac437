declare global {
  /** Where the Avatarium server is; set by the page, or defined by its bundler. */
  var AVATARIUM_URL: string | undefined;
}

const DEFAULT_URL = 'http://localhost:8080';

/** What Avatarium serves stand-ins under; a reverse proxy may put a path before it. */
const SERVED = /\/sdk\/(?:agora|trtc)-local\.m?js$/;

/**
 * Where the Avatarium server is, without a slash at the end: what `globalThis.AVATARIUM_URL` says, else where the
 * stand-in's own file came from if Avatarium served it, else http://localhost:8080.
 *
 * @param scriptUrl address of the stand-in's file
 */
export function serverUrl(scriptUrl: string | undefined): string {
  const configured = globalThis.AVATARIUM_URL;
  if (configured) return configured.replace(/\/+$/, '');
  const address = scriptUrl && URL.canParse(scriptUrl) ? new URL(scriptUrl) : undefined;
  if (address && /^https?:$/.test(address.protocol) && SERVED.test(address.pathname)) {
    return address.origin + address.pathname.replace(SERVED, '');
  }
  return DEFAULT_URL;
}
