import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DisconnectReason } from '@livekit/protocol';
import { WebSocketServer } from 'ws';
import { requestToken, TokenError, Tokens } from './auth/tokens.js';
import { type MediaServerOptions, resolveSettings } from './options.js';
import { RoomService } from './room-service/room-service.js';
import { handleTwirp } from './room-service/twirp.js';
import { CapacityError, Rooms } from './rooms/registry.js';
import { dualJoinParameters, JoinRequestError, singleJoinParameters } from './signalling/join.js';
import { type SessionContext, startSession } from './signalling/session.js';
import { warmUp } from './werift/warm-up.js';

/** Counts of what the server holds at the moment. */
export interface MediaServerStats {
  rooms: number;
  participants: number;
  publications: number;
  subscriptions: number;
  /** TCP connections, signalling sockets included. */
  connections: number;
}

export interface MediaServer {
  /** The port it listens on. */
  port: number;
  stats(): MediaServerStats;
  /** Sends everybody away (reason SERVER_SHUTDOWN) and frees every socket and timer. */
  close(): Promise<void>;
}

const SIGNAL_PATHS = new Set(['/rtc', '/rtc/v1']);
const VALIDATE_PATHS = new Set(['/rtc/validate', '/rtc/v1/validate']);
const MAX_HEADER_BYTES = 128 * 1024;
/** For a refused client to read why. */
const LAST_WORD_MS = 1000;

/**
 * Starts a LiveKit-compatible media server.
 * @throws RangeError or TypeError for wrong options, and the listener's error when the port is taken
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const settings = resolveSettings(options);
  const { limits } = settings;
  const rooms = new Rooms(limits);
  const tokens = new Tokens(settings.apiKey, settings.apiSecret);
  const context: SessionContext = {
    settings,
    rooms,
    tokens,
    peerSettings: {
      ports: settings.udpPorts,
      ownHostOnly: settings.loopbackOnly,
      advertiseIp: settings.advertiseIp,
      maxDataBytes: limits.maxDataBytes,
      maxMediaSections: limits.maxMediaSections,
    },
  };
  const roomService = new RoomService(rooms, limits);
  const websockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.maxSignalBytes,
  });
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.handshakeTimeoutMs,
      requestTimeout: limits.handshakeTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, limits.handshakeTimeoutMs),
    },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        settings.log('error', 'request failed', { error: String(error) });
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.maxConnections = limits.maxConnections;
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setCorsHeaders(response);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const url = urlOf(request);
    if (!url) return void response.writeHead(400).end('bad request');
    if (VALIDATE_PATHS.has(url.pathname)) {
      const refusal = await refusalOf(() =>
        tokens.verifyJoin(requestToken(request.headers.authorization, url.searchParams)),
      );
      return void response.writeHead(refusal?.status ?? 200).end(refusal?.message ?? 'success');
    }
    if (url.pathname.startsWith('/twirp/')) return handleTwirp(request, response, url, tokens, roomService);
    if (url.pathname === '/') return void response.writeHead(200).end('OK');
    response.writeHead(404).end('not found');
  }

  async function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const url = urlOf(request);
    if (!url || !SIGNAL_PATHS.has(url.pathname)) return refuse(socket, 404, 'not found');
    const claims = await tokens.verifyJoin(requestToken(request.headers.authorization, url.searchParams));
    const join =
      url.pathname === '/rtc/v1'
        ? await singleJoinParameters(url.searchParams, limits.maxSignalBytes)
        : dualJoinParameters(url.searchParams);
    if (!join.reconnect) rooms.checkRoomFor(rooms.getOrCreate(claims.room), claims.identity);
    if (socket.destroyed) return;
    websockets.handleUpgrade(request, socket, head, (websocket) => {
      try {
        startSession(context, websocket, claims, join);
      } catch (error) {
        settings.log('warn', 'joining failed', { error: String(error) });
        websocket.close(1011);
      }
    });
  }

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    upgrade(request, socket, head).catch((error: unknown) => {
      const { status, message } = refusalFor(error);
      if (status >= 500) settings.log('warn', 'join refused', { message });
      refuse(socket, status, message);
    });
  });
  server.on('clientError', (_error, socket) => {
    endSocket(socket, 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });

  await listen(server, settings.port, settings.host);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  settings.log('info', 'media server listens', { host: settings.host, port });
  const warmedUp = warmUp(context.peerSettings).catch((error: unknown) =>
    settings.log('warn', 'a first connection with ourselves failed', { error: String(error) }),
  );

  return {
    port,
    stats: () => statsOf(rooms, connections.size),
    close: async () => {
      rooms.close(DisconnectReason.SERVER_SHUTDOWN);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const client of websockets.clients) client.terminate();
      server.closeAllConnections();
      await Promise.all([closed, warmedUp]);
    },
  };
}

interface Refusal {
  status: number;
  message: string;
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof TokenError) return { status: 401, message: error.message };
  if (error instanceof JoinRequestError) return { status: 400, message: error.message };
  if (error instanceof CapacityError) return { status: 503, message: error.message };
  return { status: 500, message: 'internal error' };
}

async function refusalOf(check: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return refusalFor(error);
  }
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = Buffer.from(message);
  endSocket(
    socket,
    `HTTP/1.1 ${status} Refused\r\naccess-control-allow-origin: *\r\ncontent-type: text/plain\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${message}`,
  );
}

/** Says a last word and closes, also when the other side neither reads nor closes. */
function endSocket(socket: Duplex, lastWord: string): void {
  if (socket.destroyed) return;
  if (socket.writable) socket.end(lastWord);
  const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS);
  socket.once('close', () => clearTimeout(timer));
}

function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', 'http://media-server');
  } catch {
    return undefined;
  }
}

function setCorsHeaders(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', '*, authorization');
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.setHeader('access-control-max-age', '7200');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function statsOf(rooms: Rooms, connections: number): MediaServerStats {
  const participants = rooms.participants;
  return {
    rooms: rooms.all().length,
    participants: participants.length,
    publications: participants.reduce((sum, participant) => sum + participant.publishing.live.length, 0),
    subscriptions: participants.reduce((sum, participant) => sum + participant.subscriptions.size, 0),
    connections,
  };
}
