import { createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../worker/testing/wait-until.js';
import { isMediaServerPath, MediaProxy } from './media-proxy.js';

function listen(server: { listen: Server['listen']; address: Server['address'] }): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

describe('isMediaServerPath', () => {
  it('knows signalling and the room service', () => {
    for (const path of [
      '/rtc',
      '/rtc?access_token=x',
      '/rtc/validate',
      '/rtc/v1?a',
      '/twirp/livekit.RoomService/CreateRoom',
    ]) {
      expect(isMediaServerPath(path), path).toBe(true);
    }
    for (const path of ['/', '/rtcx', '/api/rtc', '/console', undefined]) {
      expect(isMediaServerPath(path), path).toBe(false);
    }
  });
});

describe('the way to the media server', () => {
  let upstream: Server;
  let front: Server;
  let frontPort: number;
  let proxy: MediaProxy;
  const upstreamSockets = new Set<Socket>();

  beforeEach(async () => {
    upstream = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        response.writeHead(401, { 'content-type': 'text/plain', 'x-from': 'upstream' });
        response.end(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
      });
    });
    upstream.on('upgrade', (request, socket, head) => {
      upstreamSockets.add(socket as Socket);
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      socket.write(`${request.url} ${request.headers['x-test']} ${head}|`);
      socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
    });
    proxy = new MediaProxy(await listen(upstream));
    front = createServer((request, response) => proxy.request(request, response));
    front.on('upgrade', (request, socket, head) => proxy.upgrade(request, socket, head));
    frontPort = await listen(front);
  });
  afterEach(async () => {
    proxy.close();
    for (const server of [front, upstream]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    upstreamSockets.clear();
  });

  function upgrade(path = '/rtc?x=1'): { socket: Socket; received: () => string } {
    const socket = connect(frontPort, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Test: kept\r\n\r\nearly`,
    );
    return { socket, received: () => text };
  }

  it('passes requests and replies on as they are', async () => {
    const reply = await fetch(`http://127.0.0.1:${frontPort}/twirp/livekit.RoomService/ListRooms?a=b`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: '{}',
    });
    expect([reply.status, reply.headers.get('x-from')]).toEqual([401, 'upstream']);
    expect(await reply.text()).toBe('POST /twirp/livekit.RoomService/ListRooms?a=b Bearer t {}');
  });

  it('joins both ends of an upgrade, with what was sent early', async () => {
    const { socket, received } = upgrade();
    await waitUntil('the early bytes came through', () => received().includes('|'));
    expect(received()).toMatch(/^HTTP\/1\.1 101 /);
    socket.write('hello');
    await waitUntil('the echo came', () => received().endsWith('HELLO'));
    expect(received()).toMatch(/\/rtc\?x=1 kept /);
    socket.destroy();
  });

  it('closes one end when the other is gone', async () => {
    const first = upgrade();
    await waitUntil('it is joined', () => first.received().includes('|'));
    first.socket.destroy();
    await waitUntil('the media server has lost it', () =>
      [...upstreamSockets].every((socket) => socket.destroyed),
    );

    const second = upgrade();
    await waitUntil('it is joined', () => second.received().includes('|'));
    for (const socket of upstreamSockets) {
      socket.destroy();
    }
    await waitUntil('the client has lost it', () => second.socket.destroyed);
  });

  it('answers 502 when the media server is away', async () => {
    await new Promise((resolve) => upstream.close(resolve));
    const { received } = upgrade();
    await waitUntil('it is refused', () => received().startsWith('HTTP/1.1 502'));
    const status = await new Promise((resolve) => {
      get(`http://127.0.0.1:${frontPort}/rtc/validate`, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(status).toBe(502);
  });

  it('survives a media server that hangs up without a word', async () => {
    const rude = createTcpServer((socket) => socket.destroy());
    const rudePort = await listen(rude as unknown as Server);
    proxy = new MediaProxy(rudePort);
    const { socket } = upgrade();
    await waitUntil('the client has lost it', () => socket.destroyed);
    await new Promise((resolve) => rude.close(resolve));
  });
});
