import { randomUUID } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { startMediaThread } from './media-thread.js';

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

/** Opens a room on a media server of its own, on loopback. */
export async function openAgentRoom(): Promise<AgentRoom> {
  const { url, apiKey, apiSecret, close } = await startMediaThread();
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
  return {
    url,
    credentials: { livekit_url: url, livekit_token: await avatar.toJwt(), audio_only_from_data_stream: true },
    avatar: 'akool-avatar-agent',
    agentToken: await agent.toJwt(),
    viewerToken: await tokenOf('viewer').toJwt(),
    close,
  };
}
