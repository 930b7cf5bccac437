import { randomUUID } from 'node:crypto';
import { startMediaServer } from '@avatarium/media-server';
import { AccessToken, RoomServiceClient, type VideoGrant } from 'livekit-server-sdk';

/** A running room server that tests join. */
export interface RoomServer {
  url: string;
  apiKey: string;
  apiSecret: string;
  close(): Promise<void>;
}

/** The embedded media server on loopback, on a free port or in the place of one that was closed. */
export async function startEmbeddedServer(former?: RoomServer): Promise<RoomServer> {
  const apiKey = 'testkey';
  const apiSecret = former?.apiSecret ?? randomUUID();
  const port = 42_000 + Math.floor(Math.random() * 8_000);
  const server = await startMediaServer({
    host: '127.0.0.1',
    port: former ? Number(new URL(former.url).port) : 0,
    apiKey,
    apiSecret,
    udpPorts: [port, port + 99],
    loopbackOnly: true,
  });
  return { url: `ws://127.0.0.1:${server.port}`, apiKey, apiSecret, close: () => server.close() };
}

/** A room name of its own on a server, and what tests need to get into that room. */
export class TestRoom {
  readonly name = `room-${randomUUID().slice(0, 8)}`;
  readonly url: string;
  readonly service: RoomServiceClient;

  constructor(private readonly server: RoomServer) {
    this.url = server.url;
    this.service = new RoomServiceClient(server.url.replace('ws', 'http'), server.apiKey, server.apiSecret);
  }

  /** `onBehalfOf`: identity of the agent in whose name an avatar is in the room. */
  token(identity: string, grants: VideoGrant = {}, onBehalfOf?: string): Promise<string> {
    const token = new AccessToken(this.server.apiKey, this.server.apiSecret, {
      identity,
      ttl: 600,
      attributes: onBehalfOf === undefined ? {} : { 'lk.publish_on_behalf': onBehalfOf },
    });
    if (onBehalfOf !== undefined) token.kind = 'agent';
    token.addGrant({
      roomJoin: true,
      room: this.name,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      ...grants,
    });
    return token.toJwt();
  }

  /** Identities that are not hidden, as the server knows them. */
  async visible(): Promise<string[]> {
    const everybody = await this.service.listParticipants(this.name);
    return everybody.filter(({ permission }) => !permission?.hidden).map(({ identity }) => identity);
  }

  /** Whether somebody of that identity is in the room; a room that nobody has opened is empty. */
  async holds(identity: string): Promise<boolean> {
    return this.visible().then(
      (identities) => identities.includes(identity),
      () => false,
    );
  }
}
