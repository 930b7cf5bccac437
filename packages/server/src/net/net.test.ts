import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from './addresses.js';
import { checkUrl, FetchFailedError, parseUrlAllowlist, RefusedUrlError, type Resolver } from './index.js';
import { guardedFetch } from './testing/guarded-fetch.js';

const HTTP = ['http:', 'https:'];
const NOTHING = parseUrlAllowlist('');

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not an address',
    '',
  ])('does not take %s for public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    'takes %s for public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('parseUrlAllowlist', () => {
  it('knows hosts, hosts with a port, and ranges', () => {
    const list = parseUrlAllowlist(' nas.local, Cam.local:8443, 192.168.1.0/24, fd00::/8, ::1, 10.0.0.7 ');
    expect(list.allowsHost('nas.local', 80)).toBe(true);
    expect(list.allowsHost('nas.local.evil', 80)).toBe(false);
    expect(list.allowsHost('cam.local', 8443)).toBe(true);
    expect(list.allowsHost('cam.local', 443)).toBe(false);
    expect(list.allowsAddress('192.168.1.77')).toBe(true);
    expect(list.allowsAddress('::ffff:192.168.1.77')).toBe(true);
    expect(list.allowsAddress('192.168.2.77')).toBe(false);
    expect(list.allowsAddress('fd12::1')).toBe(true);
    expect(list.allowsAddress('10.0.0.7')).toBe(true);
    expect(list.allowsHost('[::1]', 1)).toBe(true);
    expect(list.allowsAddress('no address')).toBe(false);
  });

  it.each(['http://nas.local', 'nas.local/24', '10.0.0.0/33', 'a b', 'user@host'])(
    'refuses "%s"',
    (entry) => {
      expect(() => parseUrlAllowlist(entry)).toThrow(entry);
    },
  );
});

describe('checkUrl', () => {
  const check = (url: string, resolver?: Resolver, allowlist = NOTHING) =>
    checkUrl(url, { schemes: HTTP, allowlist, resolver });
  const answers =
    (...addresses: string[]): Resolver =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each([
    'ftp://8.8.8.8/x',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'nonsense',
    '',
    'http://',
    'http://user:pass@8.8.8.8/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://0/',
  ])('refuses %s without asking anybody', async (url) => {
    const nobody: Resolver = () => Promise.reject(new Error('was asked'));
    await expect(check(url, nobody)).rejects.toBeInstanceOf(RefusedUrlError);
  });

  it('refuses a name when any of its addresses is private', async () => {
    await expect(check('http://x.example/', answers('8.8.8.8', '10.0.0.1'))).rejects.toBeInstanceOf(
      RefusedUrlError,
    );
    await expect(check('http://x.example/', answers('::ffff:10.0.0.1'))).rejects.toBeInstanceOf(
      RefusedUrlError,
    );
    await expect(check('https://x.example/', answers('8.8.8.8'))).resolves.toBeUndefined();
  });

  it('lets the allow-list say otherwise', async () => {
    const allow = parseUrlAllowlist('x.example:81,10.0.0.0/8');
    await expect(check('http://x.example:81/', answers('192.168.0.1'), allow)).resolves.toBeUndefined();
    await expect(check('http://x.example/', answers('192.168.0.1'), allow)).rejects.toBeInstanceOf(
      RefusedUrlError,
    );
    await expect(check('http://y.example/', answers('10.9.8.7'), allow)).resolves.toBeUndefined();
    await expect(check('http://10.1.1.1/', undefined, allow)).resolves.toBeUndefined();
  });

  it('leaves a name that does not resolve, or not in time, for later', async () => {
    await expect(
      check('http://x.example/', () => Promise.reject(new Error('ENOTFOUND'))),
    ).resolves.toBeUndefined();
    await expect(check('http://x.example/', () => new Promise(() => {}))).resolves.toBeUndefined();
    await expect(check('http://x.example/', answers())).resolves.toBeUndefined();
  });
});

describe('guardedFetch', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  const loopback: Resolver = async () => [{ address: '127.0.0.1', family: 4 }];
  const options = (port: number) => ({
    allowlist: parseUrlAllowlist(`media.example:${port}`),
    resolver: loopback,
    maxBytes: 1000,
    timeoutMs: 2000,
    types: ['image/', 'text/plain'],
  });

  it('brings the bytes and their type, asking the name only once', async () => {
    let asked = 0;
    const port = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'Image/PNG; charset=binary' });
      response.end(`${request.headers.host}${request.url}`);
    });
    const fetched = await guardedFetch(`http://media.example:${port}/a?b=c`, {
      ...options(port),
      resolver: (name) => {
        asked += 1;
        return loopback(name);
      },
    });
    expect(fetched.contentType).toBe('image/png');
    expect(Buffer.from(fetched.bytes).toString()).toBe(`media.example:${port}/a?b=c`);
    expect(asked).toBe(1);
  });

  it('follows redirects, and checks each one', async () => {
    const port = await serve((request, response) => {
      const target = {
        '/one': '/two',
        '/two': `http://media.example:${port}/image`,
        '/home': 'http://127.0.0.1:1/',
        '/file': 'file:///etc/passwd',
        '/round': '/round',
      }[request.url ?? ''];
      if (target) {
        response.writeHead(302, { location: target }).end();
      } else {
        response.writeHead(200, { 'content-type': 'image/gif' }).end('gif');
      }
    });
    const fetch = (path: string) => guardedFetch(`http://media.example:${port}${path}`, options(port));
    expect((await fetch('/one')).contentType).toBe('image/gif');
    await expect(fetch('/home')).rejects.toBeInstanceOf(RefusedUrlError);
    await expect(fetch('/file')).rejects.toBeInstanceOf(RefusedUrlError);
    await expect(fetch('/round')).rejects.toThrow(/redirects more than/);
  });

  it('connects to nothing but the address that was checked', async () => {
    let reached = false;
    const port = await serve((_request, response) => {
      reached = true;
      response.end();
    });
    const answers = [{ address: '203.0.114.1', family: 4 as const }];
    const rebinding: Resolver = async () => answers.splice(0, 1);
    const fetching = guardedFetch(`http://rebinding.example:${port}/`, {
      ...options(port),
      resolver: rebinding,
      timeoutMs: 500,
    });
    await expect(fetching).rejects.toBeInstanceOf(FetchFailedError);
    expect(reached).toBe(false);
  });

  it('refuses private addresses before it connects', async () => {
    let reached = false;
    const port = await serve((_request, response) => {
      reached = true;
      response.end();
    });
    const strict = { ...options(port), allowlist: NOTHING };
    await expect(guardedFetch(`http://media.example:${port}/`, strict)).rejects.toBeInstanceOf(
      RefusedUrlError,
    );
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, strict)).rejects.toBeInstanceOf(RefusedUrlError);
    expect(reached).toBe(false);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['a page that is missing', (_q, r) => void r.writeHead(404).end(), /HTTP status 404/],
    [
      'another type',
      (_q, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('x'),
      /text\/html/,
    ],
    ['no type', (_q, r) => void r.writeHead(200).end('x'), /content type ""/],
    [
      'a length that is too large',
      (_q, r) =>
        void r.writeHead(200, { 'content-type': 'image/png', 'content-length': 1001 }).end('x'.repeat(1001)),
      /larger than 1000/,
    ],
    [
      'more bytes than were announced',
      (_q, r) => {
        r.writeHead(200, { 'content-type': 'image/png' });
        r.write('x'.repeat(900));
        r.end('x'.repeat(200));
      },
      /larger than 1000/,
    ],
    ['a connection that breaks', (q) => void q.socket.destroy(), /could not be fetched/],
  ])('fails on %s', async (_name, listener, message) => {
    const port = await serve(listener);
    const fetching = guardedFetch(`http://media.example:${port}/`, options(port));
    await expect(fetching).rejects.toBeInstanceOf(FetchFailedError);
    await expect(guardedFetch(`http://media.example:${port}/`, options(port))).rejects.toThrow(message);
  });

  it('gives up when it takes too long, even in the middle of the body', async () => {
    const port = await serve(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.write('x');
      await delay(5000, undefined, { ref: false });
      response.end();
    });
    const fetching = guardedFetch(`http://media.example:${port}/`, { ...options(port), timeoutMs: 200 });
    await expect(fetching).rejects.toThrow(/longer than 200 ms/);
  });
});
