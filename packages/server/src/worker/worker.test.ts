import type { SessionStatus } from '@avatarium/contract';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import type { SessionRow, Storage } from '../storage/port.js';
import { addKey } from '../storage/testing/add-key.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../storage/testing/temporary-storage.js';
import { FakeLiveSession } from './testing/fake-live-session.js';
import { waitUntil } from './testing/wait-until.js';
import { SessionWorker } from './worker.js';

const RULES = { joinTimeoutMs: 120_000, goneTimeoutMs: 30_000 };
const DURATION_MS = 600_000;

let temporary: TemporaryStorage;
let storage: Storage;
let owned: { accountId: string; keyId: string };
let serial = 0;

beforeAll(async () => {
  temporary = await openTemporaryStorage();
  storage = temporary.storage;
  const caller = await addKey(storage, 'worker');
  owned = { accountId: caller.account.id, keyId: caller.key.id };
}, OPEN_TIMEOUT_MS);
afterAll(() => temporary.dispose());

describe('a worker', () => {
  let clock: FakeClock;
  let lives: FakeLiveSession[];
  let discarded: string[];
  let workers: SessionWorker[];
  let entersAtOnce: boolean;
  let openFails: Error | null;

  beforeEach(() => {
    clock = new FakeClock();
    lives = [];
    discarded = [];
    workers = [];
    entersAtOnce = true;
    openFails = null;
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.drain('shutdown')));
    await storage.sessions.endQueued({ status: 3, endReason: 'shutdown', endedAt: clock.nowMs() });
    expect(clock.pendingTimers).toBe(0);
  });

  function makeWorker(change: { owner?: string; capacity?: number } = {}): SessionWorker {
    const worker = new SessionWorker({
      sessions: storage.sessions,
      clock,
      rules: RULES,
      owner: 'worker-1',
      capacity: 2,
      log: pino({ level: 'silent' }),
      async open(session) {
        if (openFails) {
          throw openFails;
        }
        const live = new FakeLiveSession(
          {
            sessionId: session.id,
            accountId: session.accountId,
            room: { url: session.livekitUrl, token: 'token' },
            avatarId: session.avatarId,
            voiceId: session.voiceId,
            language: session.language,
            mode: session.modeType,
            knowledgeId: session.knowledgeId,
            prologue: '',
            voiceParams: {},
            video: { width: 1280, height: 720, fps: 25, codec: 'vp8', bitrateKbps: 1500 },
          },
          entersAtOnce,
        );
        lives.push(live);
        return live;
      },
      async discard(session) {
        discarded.push(session.id);
      },
      ...change,
    });
    workers.push(worker);
    return worker;
  }

  async function queue(): Promise<string> {
    serial += 1;
    const id = serial.toString(16).padStart(24, '0');
    await storage.sessions.insert(
      {
        id,
        ...owned,
        avatarId: 'ava',
        knowledgeId: null,
        voiceId: 'voice',
        language: 'en-US',
        modeType: 2,
        streamType: 'livekit',
        durationMs: DURATION_MS,
        backgroundUrl: null,
        voiceParams: {},
        livekitUrl: 'ws://127.0.0.1:1',
        roomName: id,
        serverIdentity: 'avatar',
        clientIdentity: 'client',
        speechFromAgent: false,
        ownTokenEncrypted: null,
        vendor: null,
        createdAt: clock.nowMs() + serial,
      },
      Number.MAX_SAFE_INTEGER,
    );
    return id;
  }

  async function row(id: string): Promise<SessionRow> {
    const found = await storage.sessions.find(owned.accountId, id);
    if (!found) {
      throw new Error(`no session ${id}`);
    }
    return found;
  }

  /** Starts a worker with one session in it, whose avatar is in its room. */
  async function startOne(): Promise<{ id: string; worker: SessionWorker; live: FakeLiveSession }> {
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await worker.started(id);
    const [live] = lives;
    if (!live) {
      throw new Error('no avatar');
    }
    return { id, worker, live };
  }

  /** Lets time pass and waits for the session to be over and cleaned up. */
  async function endsAfter(byMs: number, id: string, worker: SessionWorker): Promise<SessionRow> {
    await clock.advance(byMs);
    await waitUntil('the place is free', () => worker.heldCount === 0);
    return row(id);
  }

  async function expectStatus(id: string, status: SessionStatus): Promise<void> {
    // Whatever has been set off gets its moment before we look.
    await storage.sessions.countByStatus();
    expect((await row(id)).status).toBe(status);
  }

  it('has the avatar in the room before the session is processing', async () => {
    entersAtOnce = false;
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await waitUntil('the avatar is on its way', () => lives[0]?.calls.includes('start') ?? false);
    await expectStatus(id, 1);
    lives[0]?.enter();
    await worker.started(id);
    expect(await row(id)).toMatchObject({ status: 2, startedAt: clock.nowMs(), leaseOwner: 'worker-1' });
  });

  it('holds no more sessions than it has room for, and takes the next when one ends', async () => {
    const worker = makeWorker({ capacity: 2 });
    const ids = [await queue(), await queue(), await queue()];
    await worker.start();
    expect(worker.heldCount).toBe(2);
    await expectStatus(ids[2] ?? '', 1);
    await worker.end(ids[0] ?? '', 'client_closed');
    await waitUntil('the third has its turn', async () => (await row(ids[2] ?? '')).status === 2);
    expect(await row(ids[0] ?? '')).toMatchObject({ status: 3, endReason: 'client_closed' });
  });

  it('ends a session when its duration, counted from the start, is over', async () => {
    const { id, worker, live } = await startOne();
    live.tellClients(1);
    await clock.advance(DURATION_MS - 1);
    await expectStatus(id, 2);
    const ended = await endsAfter(1, id, worker);
    expect(ended).toMatchObject({ status: 3, endReason: 'expired', endedAt: clock.nowMs() });
    expect(live.closed).toBe(true);
    expect(discarded).toEqual([id]);
  });

  it('gives up when nobody ever comes', async () => {
    const { id, worker } = await startOne();
    await clock.advance(RULES.joinTimeoutMs - 1);
    await expectStatus(id, 2);
    expect(await endsAfter(1, id, worker)).toMatchObject({ status: 3, endReason: 'abandoned' });
  });

  it('gives up when every client has been gone for a while, and not when one comes back', async () => {
    const { id, worker, live } = await startOne();
    live.tellClients(2);
    await clock.advance(RULES.joinTimeoutMs * 2);
    live.tellClients(1);
    live.tellClients(0);
    await clock.advance(RULES.goneTimeoutMs - 1);
    live.tellClients(1);
    await clock.advance(RULES.goneTimeoutMs * 2);
    await expectStatus(id, 2);
    live.tellClients(0);
    expect(await endsAfter(RULES.goneTimeoutMs, id, worker)).toMatchObject({
      status: 3,
      endReason: 'abandoned',
    });
  });

  it('fails a session whose avatar cannot get into the room, without giving secrets away', async () => {
    entersAtOnce = false;
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await waitUntil('the avatar is on its way', () => lives.length === 1);
    lives[0]?.refuse(new Error('no answer from ws://10.0.0.1:7880 for eyJhbGciOiJI.eyJzdWIi.c2ln'));
    await worker.started(id);
    const failed = await row(id);
    expect(failed).toMatchObject({ status: 4, endReason: 'failed', error: { code: 1218 }, startedAt: null });
    expect(failed.error?.msg).toMatch(/^no answer from/);
    expect(failed.error?.msg).not.toMatch(/10\.0\.0\.1|eyJ/);
    expect(lives[0]?.closed).toBe(true);
    expect(discarded).toEqual([id]);
  });

  it('fails a session whose room cannot be made', async () => {
    openFails = new Error('the media server is away');
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await worker.started(id);
    expect(await row(id)).toMatchObject({ status: 4, error: { msg: 'the media server is away' } });
    expect(worker.heldCount).toBe(0);
  });

  it('does not wait for ever for an avatar to get into the room', async () => {
    entersAtOnce = false;
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await waitUntil('the avatar is on its way', () => lives[0]?.calls.includes('start') ?? false);
    expect(await endsAfter(15_000, id, worker)).toMatchObject({ status: 4, endReason: 'failed' });
  });

  it('fails a session whose avatar breaks down', async () => {
    const { id, worker, live } = await startOne();
    live.tellFailed(new Error('the renderer has died'));
    expect(await endsAfter(0, id, worker)).toMatchObject({
      status: 4,
      error: { msg: 'the renderer has died' },
    });
  });

  it('closes an avatar that was still on its way when its session ended', async () => {
    entersAtOnce = false;
    const worker = makeWorker();
    const id = await queue();
    await worker.start();
    await waitUntil('the avatar is on its way', () => lives[0]?.calls.includes('start') ?? false);
    await worker.end(id, 'client_closed');
    await worker.started(id);
    expect(await row(id)).toMatchObject({ status: 3, endReason: 'client_closed', startedAt: null });
    expect(lives[0]?.closed).toBe(true);
  });

  it('lets go of a session that was ended elsewhere', async () => {
    const { id, worker, live } = await startOne();
    await storage.sessions.end(id, { status: 3, endReason: 'client_closed', endedAt: clock.nowMs() });
    expect(await endsAfter(5000, id, worker)).toMatchObject({ endReason: 'client_closed' });
    expect(live.closed).toBe(true);
  });

  it('renews its leases, so that nobody else takes its sessions', async () => {
    const { id } = await startOne();
    const timers = clock.pendingTimers;
    for (let i = 0; i < 12; i++) {
      await clock.advance(5000);
      await waitUntil('the heartbeat is over and the next one set', () => clock.pendingTimers === timers);
    }
    expect((await row(id)).leaseExpiresAt).toBe(clock.nowMs() + 15_000);
    const other = makeWorker({ owner: 'worker-2' });
    await other.wake();
    expect(other.heldCount).toBe(0);
  });

  it('takes up at its start what it held when it was killed', async () => {
    const { id } = await startOne();
    lives[0]?.tellClients(1);
    await waitUntil('the client is noted', async () => (await row(id)).joinedAt !== null);
    const { startedAt } = await row(id);
    workers.length = 0; // The process is killed: nothing is closed and nothing released.
    clock = new FakeClock(clock.nowMs() + 60_000);

    const reborn = makeWorker();
    await reborn.start();
    await reborn.started(id);
    expect(lives).toHaveLength(2);
    expect(lives[1]?.options).toEqual(lives[0]?.options);
    expect(await row(id)).toMatchObject({ status: 2, startedAt });
    expect(await endsAfter(RULES.goneTimeoutMs, id, reborn)).toMatchObject({ endReason: 'abandoned' });
  });

  it('ends as expired what it held when it was killed and has no time left', async () => {
    const { id } = await startOne();
    const { startedAt } = await row(id);
    workers.length = 0;
    clock = new FakeClock(clock.nowMs() + DURATION_MS + 60_000);
    const reborn = makeWorker();
    await reborn.start();
    expect(lives).toHaveLength(1);
    expect(await row(id)).toMatchObject({
      status: 3,
      endReason: 'expired',
      endedAt: (startedAt ?? 0) + DURATION_MS,
    });
    expect(discarded).toEqual([id]);
  });

  it('ends everything it holds when it is drained, and takes nothing more', async () => {
    const { id, worker, live } = await startOne();
    await worker.drain('shutdown');
    expect(await row(id)).toMatchObject({ status: 3, endReason: 'shutdown' });
    expect(live.closed).toBe(true);
    const later = await queue();
    await worker.wake();
    await expectStatus(later, 1);
  });
});
