import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { guardedPost, parseUrlAllowlist } from '../net/index.js';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import type { Storage } from '../storage/port.js';
import { addKey, newId } from '../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS, openTemporaryStorage } from '../storage/testing/temporary-storage.js';
import { waitUntil } from '../worker/testing/wait-until.js';
import { RETRY_DELAYS_MS, retryDelayMs } from './back-off.js';
import { WebhookCourier } from './courier.js';
import { sealEvent } from './envelope.js';

const CLIENT_SECRET = 'secret-secret-secret-024';
const NOW = 1_800_000_000_000;

let storage: Storage;
let dispose: () => Promise<void>;
beforeAll(async () => {
  ({ storage, dispose } = await openTemporaryStorage());
}, OPEN_TIMEOUT_MS);
afterAll(() => dispose());

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function openCourier(allowlist = '127.0.0.1') {
  const clock = new FakeClock(NOW);
  const courier = new WebhookCourier({
    webhooks: storage.webhooks,
    clock,
    log: pino({ level: 'silent' }),
    owner: 'this server',
    unseal: (sealed) => sealed,
    post: (url, envelope, signal) =>
      guardedPost(url, envelope, { allowlist: parseUrlAllowlist(allowlist), timeoutMs: 20_000, signal }),
  });
  cleanups.push(() => courier.stop());
  return { courier, clock };
}

/** A key with this webhook, and a session of its that has just ended. */
async function endSession(webhookUrl: string) {
  const id = newId();
  const { account, key } = await addKey(storage, `account ${id}`, {
    webhookUrl,
    keyEncrypted: CLIENT_SECRET,
  });
  await storage.sessions.insert(
    {
      id,
      accountId: account.id,
      keyId: key.id,
      avatarId: 'ava',
      knowledgeId: null,
      voiceId: 'v',
      language: 'en',
      modeType: 2,
      streamType: 'livekit',
      durationMs: 1000,
      backgroundUrl: null,
      voiceParams: {},
      livekitUrl: 'ws://localhost',
      roomName: id,
      serverIdentity: id,
      clientIdentity: id,
      speechFromAgent: false,
      ownTokenEncrypted: null,
      vendor: null,
      createdAt: NOW,
    },
    1000,
  );
  await storage.sessions.end(id, { status: 3, endReason: 'client_closed', endedAt: NOW });
  const delivery = async () => {
    const { rows } = await storage.webhooks.list(account.id, { offset: 0, limit: 10 });
    expect(rows).toHaveLength(1);
    return rows[0];
  };
  return { id, account, key, delivery };
}

describe('the example of docs/webhooks.md', () => {
  it('is told of a session by us, and does not believe anybody else', async () => {
    const docs = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
    const code = /```js\n(.*?)```/s.exec(docs)?.[1] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'avatarium-webhook-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'receiver.mjs'), code);
    const clientId = `client-${newId()}`.slice(0, 24);
    const child = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
      env: { CLIENT_ID: clientId, CLIENT_SECRET, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanups.push(async () => {
      child.kill();
      await once(child, 'exit');
    });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    await waitUntil('the receiver listens', () => /listening on port \d+/.test(printed), 30_000);
    const url = `http://127.0.0.1:${/port (\d+)/.exec(printed)?.[1]}/`;

    const { id, account, key, delivery } = await endSession(url);
    await storage.apiKeys.update(account.id, key.id, { clientId });
    const { courier } = openCourier();
    await courier.wake();
    await waitUntil('it is delivered', async () => (await delivery())?.deliveredAt !== null);
    expect(await delivery()).toMatchObject({ attempts: 1, lastStatus: 200, nextAttemptAt: null });
    expect(printed).toContain(`session.ended ${id}\n`);

    const payload = (await delivery())?.payload;
    if (!payload) {
      throw new Error('there is no payload');
    }
    const envelope = sealEvent(payload, { clientId, clientSecret: 'another-another-another!' }, NOW);
    const rules = { allowlist: parseUrlAllowlist('127.0.0.1'), timeoutMs: 20_000 };
    expect(await guardedPost(url, envelope, rules)).toBe(400);
    expect(await guardedPost(url, { ...envelope, timestamp: '1' }, rules)).toBe(400);
  }, 60_000);
});

describe('delivery', () => {
  it('is tried again later and later, for about a day, then given up', async () => {
    const waits = RETRY_DELAYS_MS.map((_, index) => retryDelayMs(index + 1, 0) ?? 0);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    const totalH = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
    expect(totalH).toBeGreaterThan(20);
    expect(totalH).toBeLessThan(28);
    expect(retryDelayMs(RETRY_DELAYS_MS.length + 1, 0)).toBeNull();

    let calls = 0;
    const { delivery } = await endSession(
      await receiver((_request, response) => {
        calls += 1;
        response
          .writeHead(calls === 3 ? 200 : calls === 1 ? 500 : 302, { location: 'http://127.0.0.1:1/' })
          .end();
      }),
    );
    const { courier, clock } = openCourier();
    const settled = (attempts: number) =>
      waitUntil(`attempt ${attempts} is over`, async () => {
        const row = await delivery();
        return (
          row?.attempts === attempts &&
          row.lastStatus !== null &&
          row.nextAttemptAt !== clock.nowMs() + 60_000
        );
      });
    await courier.wake();
    await settled(1);
    const first = await delivery();
    expect(first).toMatchObject({ lastStatus: 500, lastError: expect.stringContaining('500') });
    const waitMs = (first?.nextAttemptAt ?? 0) - NOW;
    expect(waitMs).toBeGreaterThanOrEqual(10_000);
    expect(waitMs).toBeLessThanOrEqual(11_000);
    await clock.advance(waitMs);
    await courier.wake();
    await settled(2);
    await clock.advance(60_000);
    await courier.wake();
    await waitUntil('it is delivered', async () => (await delivery())?.deliveredAt !== null);
    expect(await delivery()).toMatchObject({ attempts: 3, lastError: null, nextAttemptAt: null });
  });

  it('reaches nothing private that was not allowed', async () => {
    let calls = 0;
    const url = await receiver((_request, response) => {
      calls += 1;
      response.end();
    });
    const { delivery } = await endSession(url);
    const { courier } = openCourier('');
    await courier.wake();
    await waitUntil('it was refused', async () => (await delivery())?.lastError !== null);
    expect(await delivery()).toMatchObject({ lastStatus: null, lastError: /not a public address/ });
    expect(calls).toBe(0);
  });

  it('does not let a receiver that hangs keep others waiting, nor the stop of the server', async () => {
    const hanging = await endSession(await receiver(() => {}));
    const quick = await endSession(await receiver((_request, response) => response.end()));
    const { courier, clock } = openCourier();
    await courier.wake();
    await waitUntil('the quick one is told', async () => (await quick.delivery())?.deliveredAt !== null);
    expect(await hanging.delivery()).toMatchObject({ attempts: 1, deliveredAt: null });
    await courier.stop();
    expect(await hanging.delivery()).toMatchObject({ deliveredAt: null, nextAttemptAt: clock.nowMs() });
  });
});
