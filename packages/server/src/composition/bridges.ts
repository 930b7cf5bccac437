import { Bridges } from '@avatarium/bridge';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';

/** The ways to vendors' channels; null where the operator has given no browser for them. */
export function createBridges(
  { BRIDGE_BROWSER: browser, AGORA_SDK: agora, TRTC_SDK: trtc }: Settings,
  log: Logger,
): Bridges | null {
  return browser === undefined ? null : new Bridges({ browser, sdks: { agora, trtc }, log });
}
