import { randomBytes } from 'node:crypto';
import { type ServerProcess, startServer } from '@avatarium/tests/support';
import { openStorage } from 'avatarium/storage';
import postgres from 'postgres';

/** Busy machines take their time; the time is not what is measured. */
const READY_TIMEOUT_MS = 120_000;
/** Ended at once: the store counts what is live at each insert. */
const BATCH = 100;
const MINUTE_MS = 60_000;

/** No rate of calls is measured: the limit is out of the way. */
export const NO_RATE_LIMIT = { KEY_RATE_PER_MINUTE: '1000000', REFUSED_RATE_PER_MINUTE: '1000000' };

export interface StoredSessions {
  server: ServerProcess;
  /** Of all stored sessions. */
  ids: string[];
  dispose(): Promise<void>;
}

/** The product with `count` ended sessions of one account in its database: PGlite, or the given PostgreSQL. */
export async function startWithSessions(count: number, databaseUrl?: string): Promise<StoredSessions> {
  const database: Record<string, string> = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  // The first start makes the account and its key.
  const first = await startServer({ env: database, readyTimeoutMs: READY_TIMEOUT_MS });
  try {
    await first.end();
    const ids = await store(count, first.dataDir, databaseUrl);
    const server = await startServer({
      env: { ...database, ...NO_RATE_LIMIT },
      dataDir: first.dataDir,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    return {
      server,
      ids,
      async dispose() {
        await server.dispose();
        await first.dispose();
      },
    };
  } catch (error) {
    await first.dispose();
    throw error;
  }
}

async function store(count: number, dataDir: string, databaseUrl: string | undefined): Promise<string[]> {
  const storage = await openStorage(databaseUrl, dataDir, (error) => {
    throw error;
  });
  try {
    const { rows } = await storage.apiKeys.list(null, { offset: 0, limit: 1 });
    const [owner] = rows;
    if (!owner) throw new Error('the server has made no key');
    const ids = Array.from({ length: count }, () => randomBytes(12).toString('hex'));
    const firstAt = Date.now() - count * MINUTE_MS;
    for (const [i, id] of ids.entries()) {
      await storage.sessions.insert(
        {
          id,
          accountId: owner.account.id,
          keyId: owner.key.id,
          avatarId: 'ava',
          knowledgeId: null,
          voiceId: 'voice',
          language: 'en-US',
          modeType: 1,
          streamType: 'livekit',
          durationMs: MINUTE_MS,
          backgroundUrl: null,
          voiceParams: {},
          livekitUrl: 'ws://127.0.0.1:8080',
          roomName: `session-${id}`,
          serverIdentity: `avatar-${id}`,
          clientIdentity: `client-${id}`,
          speechFromAgent: false,
          ownTokenEncrypted: null,
          vendor: null,
          createdAt: firstAt + i * MINUTE_MS,
        },
        Number.MAX_SAFE_INTEGER,
      );
      if ((i + 1) % BATCH === 0 || i + 1 === count) {
        await storage.sessions.endQueued({ status: 3, endReason: 'client_closed', endedAt: Date.now() });
      }
    }
    return ids;
  } finally {
    await storage.close();
  }
}

/** A PostgreSQL server as the tests start one, and an empty database on it; undefined where there is none. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  // Plain JavaScript: it has to run before anything is compiled.
  const script = new URL('../../../scripts/postgres.mjs', import.meta.url).href;
  const { startPostgres: start } = (await import(script)) as {
    startPostgres(): Promise<{ url: string; stop(): void } | undefined>;
  };
  const server = await start();
  if (!server) return undefined;
  const name = `avatarium_bench_${randomBytes(4).toString('hex')}`;
  const run = async (statement: string) => {
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    await admin.unsafe(statement).finally(() => admin.end({ timeout: 2 }));
  };
  await run(`create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await run(`drop database ${name} with (force)`);
      server.stop();
    },
  };
}
