import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { startMediaThread } from './media-thread.js';
import { readAgoraToken, readUserSig } from './vendor-tokens.js';

/** An account that the cloud knows. */
export const VENDOR_ACCOUNT = {
  AGORA_APP_ID: '0123456789abcdef0123456789abcdef',
  AGORA_APP_CERTIFICATE: 'fedcba9876543210fedcba9876543210',
  TRTC_SDK_APP_ID: '1400000123',
  TRTC_SECRET_KEY: '89abcdef'.repeat(8),
} as const;

export interface VendorCloud {
  /** What the stand-ins take for their server. */
  url: string;
  /** Who has been let in so far, as `<room>/<identity>`. */
  readonly admitted: string[];
  /** How it answers who wants in from now on. */
  answer: 'normal' | 'refuse' | 'never';
  /** How many tracks somebody who was admitted publishes; 0 when they are not in their room. */
  tracksOf(place: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * The clouds of Agora and TRTC as the stand-ins see them: it takes their tokens, and answers with the way into a room
 * on a media server of its own. Nothing of the product's own code decides who is let in.
 */
export async function startVendorCloud(): Promise<VendorCloud> {
  const media = await startMediaThread();
  const rooms = new RoomServiceClient(media.url.replace('ws', 'http'), media.apiKey, media.apiSecret);
  const admitted: string[] = [];
  const server = createServer((request, reply) => {
    reply.setHeader('access-control-allow-origin', '*');
    reply.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') {
      reply.end();
      return;
    }
    if (cloud.answer === 'never') return;
    admit(request, reply).catch((error) => refuse(reply, String(error)));
  });

  async function admit(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = JSON.parse(await textOf(request));
    if (cloud.answer === 'refuse') throw new Error('this account is suspended');
    const way = request.url?.endsWith('/agora/join') ? agoraWay(body) : trtcWay(body);
    if (way.expiresAtS < Date.now() / 1000) throw new Error('the token has expired');
    const token = new AccessToken(media.apiKey, media.apiSecret, { identity: way.identity, ttl: 3600 });
    token.addGrant({ roomJoin: true, room: way.room });
    admitted.push(`${way.room}/${way.identity}`);
    const data = {
      livekit_url: media.url,
      livekit_token: await token.toJwt(),
      identity: way.identity,
      avatar_identity: '',
      expires_at: way.expiresAtS * 1000,
    };
    reply.setHeader('content-type', 'application/json').end(JSON.stringify({ code: 1000, msg: 'OK', data }));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cloud: VendorCloud = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    admitted,
    answer: 'normal',
    async tracksOf(place) {
      const [room = '', identity = ''] = place.split('/');
      return rooms.getParticipant(room, identity).then(
        ({ tracks }) => tracks.length,
        () => 0,
      );
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await media.close();
    },
  };
  return cloud;
}

interface Way {
  room: string;
  identity: string;
  expiresAtS: number;
}

function agoraWay(body: { app_id: string; channel: string; token: string; uid: number | string }): Way {
  const claims = readAgoraToken(body.token, VENDOR_ACCOUNT.AGORA_APP_CERTIFICATE);
  const uid = String(body.uid);
  if (body.app_id !== VENDOR_ACCOUNT.AGORA_APP_ID || claims.appId !== body.app_id)
    throw new Error('unknown app');
  if (claims.channel !== body.channel || claims.uid !== uid) throw new Error('a token for somebody else');
  const joinUntilS = claims.privileges.get(1) ?? 0;
  return {
    room: `agora-${claims.channel}`,
    identity: uid,
    expiresAtS: Math.min(claims.expiresAtS, joinUntilS),
  };
}

function trtcWay(body: {
  sdk_app_id: number;
  user_id: string;
  user_sig: string;
  room_id: number | string;
}): Way {
  const claims = readUserSig(body.user_sig, VENDOR_ACCOUNT.TRTC_SECRET_KEY);
  const known = String(claims.sdkAppId) === VENDOR_ACCOUNT.TRTC_SDK_APP_ID;
  if (!known || claims.sdkAppId !== Number(body.sdk_app_id)) throw new Error('unknown app');
  if (claims.userId !== body.user_id) throw new Error('a signature for somebody else');
  return { room: `trtc-${body.room_id}`, identity: claims.userId, expiresAtS: claims.expiresAtS };
}

function refuse(reply: ServerResponse, msg: string): void {
  reply.setHeader('content-type', 'application/json').end(JSON.stringify({ code: 1101, msg }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
