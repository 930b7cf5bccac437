import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { AccessToken } from 'livekit-server-sdk';

const AGENT = 'agent';

/** A room that is not the product's: with an agent, whose speech an avatar is to say. */
export interface AgentRoom {
  url: string;
  /** `credentials` of a session whose avatar is to enter it. */
  credentials: { livekit_url: string; livekit_token: string; audio_only_from_data_stream: true };
  /** The avatar's identity there. */
  avatar: string;
  agentToken: string;
  viewerToken: string;
  close(): Promise<void>;
}

/** In a thread of its own, so that whoever looks at pictures meanwhile does not hold up the sound. */
const SERVER_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module)
    .then(({ startMediaServer }) => startMediaServer(workerData.options))
    .then((server) => parentPort.postMessage(server.port));
`;

/** Opens a room on a media server of its own, on loopback. */
export async function openAgentRoom(): Promise<AgentRoom> {
  const apiKey = 'agent-key';
  const apiSecret = randomBytes(32).toString('hex');
  const firstPort = 50_000 + Math.floor(Math.random() * 8_000);
  const options = {
    host: '127.0.0.1',
    port: 0,
    apiKey,
    apiSecret,
    udpPorts: [firstPort, firstPort + 99],
    loopbackOnly: true,
  };
  const module = createRequire(import.meta.url).resolve('@avatarium/media-server');
  const server = new Worker(SERVER_THREAD, { eval: true, workerData: { module, options } });
  const [port] = (await once(server, 'message')) as [number];
  const room = `agent-room-${randomUUID()}`;
  const tokenOf = (identity: string, attributes: Record<string, string> = {}): AccessToken => {
    const token = new AccessToken(apiKey, apiSecret, { identity, attributes, ttl: 3_600 });
    token.addGrant({ room, roomJoin: true, canPublish: true, canPublishData: true, canSubscribe: true });
    return token;
  };
  const avatar = tokenOf('akool-avatar-agent', { 'lk.publish_on_behalf': AGENT });
  avatar.kind = 'agent';
  const agent = tokenOf(AGENT);
  agent.kind = 'agent';
  const url = `ws://127.0.0.1:${port}`;
  return {
    url,
    credentials: { livekit_url: url, livekit_token: await avatar.toJwt(), audio_only_from_data_stream: true },
    avatar: 'akool-avatar-agent',
    agentToken: await agent.toJwt(),
    viewerToken: await tokenOf('viewer').toJwt(),
    close: async () => void (await server.terminate()),
  };
}
