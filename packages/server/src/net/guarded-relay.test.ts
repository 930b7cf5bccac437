import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { waitUntil } from '../worker/testing/wait-until.js';
import { GuardedRelay, parseUrlAllowlist, RefusedUrlError, type Resolver } from './index.js';

const SWITCHING = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket'];

const servers: Server[] = [];
let relay: GuardedRelay;
let seen: IncomingMessage[];

/** A server that answers upgrades with these lines, and counts everything that comes. */
async function serve(lines: string[], echoes = false): Promise<number> {
  const server = createServer((incoming, response) => {
    seen.push(incoming);
    response.end('what only we should read');
  });
  server.on('upgrade', (incoming, socket) => {
    seen.push(incoming);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (echoes) {
      socket.pipe(socket);
    } else {
      socket.end('what only we should read');
    }
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const loopback: Resolver = async () => [{ address: '127.0.0.1', family: 4 }];

/** Asks for a WebSocket, as the room client does. */
function dial(url: string) {
  const { hostname, port, pathname, search } = new URL(url);
  const headers = { connection: 'Upgrade', upgrade: 'websocket' };
  const dialling = request({ host: hostname, port, path: `${pathname}/rtc${search}`, headers });
  return new Promise<{ status: number; answer: IncomingMessage; said: (words: string) => Promise<string> }>(
    (resolve, reject) => {
      dialling.on('error', reject);
      dialling.on('response', (answer) => {
        resolve({ status: answer.statusCode ?? 0, answer, said: () => text(answer) });
      });
      dialling.on('upgrade', (answer, socket) => {
        const said = (words: string) =>
          new Promise<string>((heard) => {
            socket.once('data', (data) => heard(String(data)));
            socket.write(words);
          });
        socket.on('error', () => {});
        resolve({ status: answer.statusCode ?? 0, answer, said });
      });
      dialling.end();
    },
  );
}

beforeEach(() => {
  seen = [];
});
afterEach(async () => {
  await relay.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('the way to a room server that a caller named', () => {
  it('is a WebSocket to the name that was given, at the addresses it had then', async () => {
    const port = await serve([...SWITCHING, 'X-Kept: yes'], true);
    let asked = 0;
    relay = new GuardedRelay({
      allowlist: parseUrlAllowlist(`room.example:${port}`),
      resolver: async (name) => {
        asked += 1;
        return asked === 1 ? loopback(name) : [{ address: '203.0.113.1', family: 4 }];
      },
    });
    const way = await relay.open(`ws://room.example:${port}/base/`);
    for (const words of ['hello', 'again']) {
      const dialled = await dial(way.url);
      expect(dialled.status).toBe(101);
      expect(dialled.answer.headers['x-kept']).toBe('yes');
      expect(await dialled.said(words)).toBe(words);
    }
    expect(seen.map(({ url }) => url)).toEqual(['/base/rtc', '/base/rtc']);
    expect(seen[0]?.headers.host).toBe(`room.example:${port}`);
    expect(asked).toBe(1);
  });

  it.each([
    [
      'a redirect',
      ['HTTP/1.1 302 Found', 'Location: http://127.0.0.1:1/latest/meta-data', 'Content-Length: 24'],
      302,
    ],
    ['an error page', ['HTTP/1.1 500 Broken', 'Content-Length: 24'], 500],
    ['an answer that is no answer', ['SSH-2.0-OpenSSH_9.2'], 502],
    ['a page', ['HTTP/1.1 200 OK', 'Content-Length: 24'], 502],
  ])('shows of %s nothing but a status', async (_name, lines, status) => {
    const port = await serve(lines);
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist(`127.0.0.1:${port}`) });
    const way = await relay.open(`ws://127.0.0.1:${port}`);
    const dialled = await dial(way.url);
    expect(dialled.status).toBe(status);
    expect(dialled.answer.headers.location).toBeUndefined();
    expect(await dialled.said('')).toBe('');
    // What the client asks next is answered without asking anybody.
    const asked = await fetch(`${way.url.replace('ws:', 'http:')}/rtc/validate`, { redirect: 'manual' });
    expect([asked.status, await asked.text(), seen.length]).toEqual([status, '', 1]);
  });

  it.each<[string, Resolver | undefined]>([
    ['ws://127.0.0.1:PORT', undefined],
    ['http://[::1]:PORT', undefined],
    ['wss://room.example:PORT', loopback],
    ['file:///etc/passwd', undefined],
  ])('does not lead to %s', async (url, resolver) => {
    const port = await serve(SWITCHING);
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist(''), ...(resolver ? { resolver } : {}) });
    await expect(relay.open(url.replace('PORT', String(port)))).rejects.toBeInstanceOf(RefusedUrlError);
    expect(seen).toEqual([]);
  });

  it('asks for what the URL asks for, and for what the client does', async () => {
    const port = await serve([...SWITCHING], true);
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist(`127.0.0.1:${port}`) });
    const way = await relay.open(`ws://127.0.0.1:${port}/base?tenant=a%20b`);
    await dial(way.url);
    await dial(`${way.url}?access_token=x`);
    expect(seen.map(({ url }) => url)).toEqual([
      '/base/rtc?tenant=a%20b',
      '/base/rtc?access_token=x&tenant=a%20b',
    ]);
  });

  it('waits no longer for an answer that comes in drops', async () => {
    const dripping = createTcpServer((socket) => {
      const timer = setInterval(() => socket.write('X-Drop: x\r\n'), 20);
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
      socket.write('HTTP/1.1 101 Switching Protocols\r\n');
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    const { port } = dripping.address() as AddressInfo;
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist(`127.0.0.1:${port}`), answerTimeoutMs: 200 });
    const way = await relay.open(`ws://127.0.0.1:${port}`);
    expect((await dial(way.url)).status).toBe(502);
    await new Promise((resolve) => dripping.close(resolve));
  });

  it('lets go of those it turns down, also when they keep their half open', async () => {
    const listen = vi.spyOn(TcpServer.prototype, 'listen');
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist('127.0.0.1') });
    const way = await relay.open('ws://127.0.0.1:1');
    const server = listen.mock.contexts[0] as TcpServer;
    listen.mockRestore();
    const client = connect({ port: Number(new URL(way.url).port), host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {}).resume();
    client.write('GET /0123/rtc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => client.once('end', resolve));
    const open = () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    await waitUntil('it is let go', async () => (await open()) === 0);
    client.destroy();
  });

  it('is tried anew after the relay could not listen', async () => {
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist('127.0.0.1') });
    const listen = vi.spyOn(TcpServer.prototype, 'listen').mockImplementationOnce(function (this: TcpServer) {
      queueMicrotask(() => this.emit('error', new Error('too many open files')));
      return this;
    });
    await expect(relay.open('ws://127.0.0.1:1')).rejects.toThrow('too many open files');
    listen.mockRestore();
    expect((await relay.open('ws://127.0.0.1:1')).url).toMatch(/^ws:/);
  });

  it('is not to be guessed, and ends when it is closed', async () => {
    const port = await serve([...SWITCHING], true);
    relay = new GuardedRelay({ allowlist: parseUrlAllowlist(`127.0.0.1:${port}`) });
    const way = await relay.open(`ws://127.0.0.1:${port}`);
    const other = await relay.open(`ws://127.0.0.1:${port}`);
    expect((await dial(way.url.replace(/\w+$/, '0123'))).status).toBe(404);
    const dialled = await dial(way.url);
    const ended = new Promise((resolve) => dialled.answer.socket.once('close', resolve));
    way.close();
    await ended;
    expect((await dial(way.url)).status).toBe(404);
    expect((await dial(other.url)).status).toBe(101);
  });
});
