import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AccessToken, RoomServiceClient, type VideoGrant } from 'livekit-server-sdk';
import type { MediaServerLimits } from '../options.js';
import { type MediaServerStats, startMediaServer } from '../server.js';
import { until } from './waiting.js';

export const API_KEY = 'suitekey';
const API_SECRET = 'a-secret-that-only-these-tests-know';
/** Apart from the ports of a server that may run beside the tests. */
export const UDP_PORTS: [number, number] = [51000, 51299];

/** A server under test: ours, or the one whose behaviour ours follows. */
export interface ServerUnderTest {
  name: string;
  /** ws://… */
  url: string;
  httpUrl: string;
  admin: RoomServiceClient;
  stop(): Promise<void>;
}

export interface TokenOptions extends VideoGrant {
  name?: string;
  metadata?: string;
  attributes?: Record<string, string>;
  ttlS?: number;
  secret?: string;
}

/** An access token for a room, with the rights given on top of roomJoin. */
export async function joinToken(identity: string, room: string, options: TokenOptions = {}): Promise<string> {
  const { name, metadata, attributes, ttlS, secret, ...grant } = options;
  const token = new AccessToken(API_KEY, secret ?? API_SECRET, {
    identity,
    name,
    metadata,
    attributes,
    ttl: ttlS ?? 600,
  });
  token.addGrant({ roomJoin: true, room, ...grant });
  return token.toJwt();
}

/** Ours, in this process. */
export interface OurServer extends ServerUnderTest {
  stats(): MediaServerStats;
}

export async function startOurs(limits: Partial<MediaServerLimits> = {}, port = 0): Promise<OurServer> {
  const server = await startMediaServer({
    host: '127.0.0.1',
    port,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    udpPorts: UDP_PORTS,
    loopbackOnly: true,
    limits,
  });
  return { ...underTest('ours', server.port, () => server.close()), stats: () => server.stats() };
}

const DIST = new URL('../../dist/index.js', import.meta.url).href;
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.dist)
    .then(({ startMediaServer }) => startMediaServer(workerData.options))
    .then((server) => parentPort.postMessage(server.port));
`;

/** Ours, built, in a thread of its own; stopping it is like killing it: nobody is told. */
export async function startOursInThread(port = 0): Promise<ServerUnderTest> {
  const options = {
    host: '127.0.0.1',
    port,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    udpPorts: UDP_PORTS,
    loopbackOnly: true,
  };
  const thread = new Worker(THREAD, { eval: true, workerData: { dist: DIST, options } });
  const listening = await new Promise<number>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
  return underTest('ours', listening, async () => {
    await thread.terminate();
  });
}

const LIVEKIT_SERVER = fileURLToPath(
  new URL(
    process.env.LIVEKIT_SERVER_BIN ?? '.cache/bin/livekit-server-1.13.5',
    new URL('../../../../', import.meta.url),
  ),
);

/**
 * Whether the real livekit-server is at hand.
 * @throws Error where tests run unattended (CI): there it must be
 */
export function hasLiveKitServer(): boolean {
  if (existsSync(LIVEKIT_SERVER)) return true;
  const hint = `no livekit-server at ${LIVEKIT_SERVER}; set LIVEKIT_SERVER_BIN or build it with Go`;
  if (process.env.CI) throw new Error(hint);
  console.warn(`${hint}. The half of the suite that runs against it is left out.`);
  return false;
}

export async function startLiveKitServer(): Promise<ServerUnderTest> {
  const [port, udpPort] = [await freePort(), await freePort()];
  const config = [
    `port: ${port}`,
    'bind_addresses: [127.0.0.1]',
    'rtc:',
    '  node_ip: 127.0.0.1',
    '  use_external_ip: false',
    '  enable_loopback_candidate: true',
    '  interfaces: { includes: [lo] }',
    `  udp_port: ${udpPort}`,
    '  tcp_port: 0',
    `keys: { ${API_KEY}: ${API_SECRET} }`,
    'logging: { level: error }',
  ].join('\n');
  const child = spawn(LIVEKIT_SERVER, ['--config-body', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4000);
  });
  await until('livekit-server to listen', async () => {
    if (child.exitCode !== null) throw new Error(`livekit-server ended: ${stderr}`);
    return fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.ok,
      () => false,
    );
  });
  return underTest('livekit-server', port, () => end(child));
}

function underTest(name: string, port: number, stop: () => Promise<void>): ServerUnderTest {
  const httpUrl = `http://127.0.0.1:${port}`;
  return {
    name,
    url: `ws://127.0.0.1:${port}`,
    httpUrl,
    admin: new RoomServiceClient(httpUrl, API_KEY, API_SECRET),
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
