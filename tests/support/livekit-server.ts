import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort, REPO_ROOT } from './server-process.js';
import { waitFor } from './wait.js';

const BIN = process.env.LIVEKIT_SERVER_BIN ?? path.join(REPO_ROOT, '.cache/bin/livekit-server-1.13.5');

/** Whether an original livekit-server is there. On CI one must be. */
export function hasLivekitServer(): boolean {
  const there = existsSync(BIN);
  if (!there && process.env.CI) throw new Error(`no livekit-server at ${BIN}: run npm test, which builds it`);
  return there;
}

/** Starts an original livekit-server on loopback. */
export async function startLivekitServer(): Promise<{
  url: string;
  apiKey: string;
  apiSecret: string;
  close(): Promise<void>;
}> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livekit-'));
  const [port, udpPort] = [await freePort(), await freePort()];
  const apiKey = 'devkey';
  const apiSecret = 'secret-of-the-test-livekit-server-0123456789';
  const config = {
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      node_ip: '127.0.0.1',
      use_external_ip: false,
      enable_loopback_candidate: true,
      interfaces: { includes: ['lo'] },
      udp_port: udpPort,
      tcp_port: 0,
    },
    keys: { [apiKey]: apiSecret },
    logging: { level: 'error' },
  };
  const file = path.join(folder, 'livekit.yaml');
  await writeFile(file, JSON.stringify(config));
  const child = spawn(BIN, ['--config', file], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitFor('livekit-server', () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        (reply) => reply.ok,
        () => false,
      ),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `ws://127.0.0.1:${port}`, apiKey, apiSecret, close };
}
