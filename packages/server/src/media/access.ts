import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import type { MediaServerAccess } from '../sessions/credentials.js';
import type { KeptSecrets } from '../storage/kept-secrets.js';
import { startEmbeddedMediaServer } from './embedded.js';

export interface MediaServer {
  access: MediaServerAccess;
  /** Port on the loopback of the embedded server; null when the operator runs a server. */
  embeddedPort: number | null;
  close(): Promise<void>;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/**
 * The media server that sessions use: the operator's, or the embedded one under a key and secret that outlive
 * restarts.
 *
 * @param onLost is called when the embedded one dies by itself
 */
export async function openMediaServer(
  settings: Settings,
  deps: { secrets: KeptSecrets; log: Logger; onLost(error: Error): void },
): Promise<MediaServer> {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = settings;
  if (url !== undefined && key !== undefined && secret !== undefined) {
    const access = { url: url.replace(/^http/, 'ws'), apiKey: key, apiSecret: secret };
    return { access, embeddedPort: null, close: async () => {} };
  }
  const apiKey = await deps.secrets.get('livekit-api-key', () => `API${randomBytes(9).toString('hex')}`);
  const apiSecret = await deps.secrets.get('livekit-api-secret', () => randomBytes(32).toString('base64url'));
  try {
    const embedded = await startEmbeddedMediaServer(
      {
        apiKey,
        apiSecret,
        udpPorts: settings.MEDIA_UDP_PORTS,
        advertiseIp: settings.MEDIA_ADVERTISE_IP,
        loopbackOnly: isLoopback(settings.HOST),
      },
      deps.log,
      deps.onLost,
    );
    const access = { url: `ws://127.0.0.1:${embedded.port}`, apiKey, apiSecret };
    return { access, embeddedPort: embedded.port, close: () => embedded.close() };
  } catch (error) {
    throw new StartError(`the media server did not start: ${error instanceof Error ? error.message : error}`);
  }
}
