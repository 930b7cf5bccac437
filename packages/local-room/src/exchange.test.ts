import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { exchange } from './exchange.js';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer = (status: number, body: unknown) =>
  serve(
    (_, reply) =>
      void reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
  );

test('a vendor token is traded for a place in the room', async () => {
  let asked = '';
  const url = await serve(async (request, reply) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked = `${request.method} ${request.url} ${body}`;
    reply.end(
      JSON.stringify({
        code: 1000,
        msg: 'OK',
        data: {
          livekit_url: 'ws://127.0.0.1:7880',
          livekit_token: 'jwt',
          identity: '11',
          avatar_identity: '12',
          expires_at: 1_700_000_000_000,
        },
      }),
    );
  });
  expect(await exchange(url, 'agora', { channel: 'c', token: 't' })).toEqual({
    livekitUrl: 'ws://127.0.0.1:7880',
    livekitToken: 'jwt',
    identity: '11',
    avatarIdentity: '12',
    expiresAt: 1_700_000_000_000,
  });
  expect(asked).toBe('POST /api/avatarium/v1/local/agora/join {"channel":"c","token":"t"}');
});

test('a refusal carries the code and the message of the API', async () => {
  const url = await answer(401, { code: 1101, msg: 'the token has expired' });
  await expect(exchange(url, 'trtc', {})).rejects.toMatchObject({
    code: 1101,
    message: 'the token has expired',
  });
});

test('what is no Avatarium server is said to be none', async () => {
  const elsewhere = await answer(200, { hello: 'world' });
  await expect(exchange(elsewhere, 'agora', {})).rejects.toThrow('is not an Avatarium server');
  await expect(exchange('http://127.0.0.1:1', 'agora', {})).rejects.toMatchObject({
    code: undefined,
    message: expect.stringMatching(
      /^no Avatarium server answered at http:\/\/127\.0\.0\.1:1\/api\/.*AVATARIUM_URL/,
    ),
  });
});

test('an address without a scheme is said to lack it', async () => {
  await expect(exchange('localhost:8080', 'trtc', {})).rejects.toMatchObject({
    code: undefined,
    message: 'AVATARIUM_URL must begin with http:// or https://, not "localhost:8080"',
  });
});

test('asking can be called off', async () => {
  const url = await serve(() => {});
  const calling = new AbortController();
  const asking = exchange(url, 'agora', {}, calling.signal);
  calling.abort(new Error('left'));
  await expect(asking).rejects.toThrow('left');
});
