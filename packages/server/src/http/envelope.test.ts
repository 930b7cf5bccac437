import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../worker/testing/wait-until.js';
import { answerMalformed } from './envelope.js';

let server: Server;
let replies: ServerResponse[];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.destroy();
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Sends these bytes and never closes its half; the server begins replies that somebody else ends. */
async function send(bytes: string, options: { headersTimeout?: number } = {}) {
  replies = [];
  const checks = { connectionsCheckingInterval: 20, ...options };
  server = createServer(checks, (_request, response) => {
    replies.push(response);
    response.write('begun');
  });
  server.on('clientError', answerMalformed);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client);
  let heard = '';
  client.on('data', (data) => {
    heard += String(data);
  });
  client.on('error', () => {});
  client.write(bytes);
  return { client, heard: () => heard };
}

const openConnections = () =>
  new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

describe('HTTP that is none', () => {
  it.each([
    ['a request that never ends', 'GET / HTTP/1.1\r\nHost: x\r\n', '408 Request Timeout'],
    ['nonsense', 'nonsense\r\n\r\n', '400 Bad Request'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nlong: ${'x'.repeat(20_000)}`,
      '431 Request Header Fields Too Large',
    ],
  ])('costs no connection after the answer: %s', async (_name, bytes, status) => {
    const { heard } = await send(bytes, { headersTimeout: 50 });
    await waitUntil('it is answered', () => heard().endsWith('"data":null}'));
    expect(heard().startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
    await waitUntil('the connection is closed', async () => (await openConnections()) === 0);
  });

  it('is not answered in the middle of a reply', async () => {
    const { client, heard } = await send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitUntil('the reply has begun', () => heard().includes('begun'));
    client.write('nonsense\r\n\r\n');
    await waitUntil('the connection is closed', async () => (await openConnections()) === 0);
    expect(heard().match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect(replies[0]?.destroyed).toBe(true);
  });
});
