import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTemporaryDatabase,
  testPostgresUrl,
} from '../packages/server/src/storage/testing/temporary-postgres.js';
import {
  freePort,
  REPO_ROOT,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
  TEST_CLIENT_ID,
} from '../tests/support/index.js';
import { GUARDED, UNGUARDED } from './contract/paths.js';
import { SECTIONS } from './rules/index.js';
import { matching } from './suite/rule.js';
import { Run } from './suite/run.js';
import { runSections } from './suite/runner.js';
import { runCli } from './testing/cli.js';
import { FAULTS, LIBERTIES } from './testing/faults.js';
import { type Fault, startFaultyProxy } from './testing/faulty-proxy.js';

interface Served extends ServerProcess {
  otherApiKey: string;
  webhookPort: number;
}

let compat: Served;
let strict: Served;
let database: Awaited<ReturnType<typeof createTemporaryDatabase>> | undefined;

/** Sessions are many here, and nobody looks at them. */
const SMALL_PICTURES = { VIDEO_SIZE: '512x512', VIDEO_FPS: '5' };

/** Of one server: a busy machine is slow to start it. */
const START_TIMEOUT_MS = 90_000;
const SUITE_TIMEOUT_MS = 240_000;

/** A server with two accounts, that reaches the ports of this machine that it is told of. */
async function serve(port: number, roomPort: number, env: Record<string, string>): Promise<Served> {
  const webhookPort = await freePort();
  const allowed = [roomPort, webhookPort].map((one) => `127.0.0.1:${one}`);
  const server = await startServer({
    env: { PORT: String(port), URL_ALLOWLIST: allowed.join(','), ...SMALL_PICTURES, ...env },
    readyTimeoutMs: START_TIMEOUT_MS,
  });
  const { stdout } = await promisify(execFile)(
    path.join(REPO_ROOT, 'packages/server/bin/avatarium.js'),
    ['keys', 'create', '--account', 'other', '--json'],
    { env: { PATH: process.env.PATH ?? '', DATA_DIR: server.dataDir } },
  );
  return { ...server, otherApiKey: JSON.parse(stdout).api_key, webhookPort };
}

beforeAll(async () => {
  const [first, second] = [await freePort(), await freePort()];
  const postgres = testPostgresUrl();
  database = postgres === undefined ? undefined : await createTemporaryDatabase(postgres);
  compat = await serve(first, second, { HTTP_STATUS_MODE: 'compat' });
  strict = await serve(second, first, {
    HTTP_STATUS_MODE: 'strict',
    ...(database ? { DATABASE_URL: database.url } : {}),
  });
}, 2 * START_TIMEOUT_MS);
afterAll(async () => {
  await compat?.dispose();
  await strict?.dispose();
  await database?.drop();
});

/** The whole suite, with all that it can be given: a session's room on another server is the caller's own. */
async function wholeSuite(server: Served, other: Served) {
  const { _id, credentials } = await other.api.createSession();
  try {
    return await runCli([server.baseUrl], {
      API_KEY: TEST_API_KEY,
      CLIENT_ID: TEST_CLIENT_ID,
      OTHER_API_KEY: server.otherApiKey,
      ROOM_URL: credentials.livekit_url ?? '',
      ROOM_TOKEN: credentials.livekit_token ?? '',
      WEBHOOK_RECEIVER: `http://127.0.0.1:${server.webhookPort}`,
    });
  } finally {
    await other.api.closeSession(_id);
  }
}

async function expectEveryRuleKept(server: Served, other: Served, mode: string): Promise<void> {
  const { code, stdout, stderr } = await wholeSuite(server, other);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toMatch(new RegExp(`\\n\\d{3} passed, 0 failed, 0 skipped · .* ${mode} `));
  for (const kind of ['session', 'avatar', 'knowledge base', 'file', 'key']) {
    expect(await remaining(server, kind), `${kind} left behind`).toEqual([]);
  }
}

/** What the suite may have left on a server. */
async function remaining({ api }: ServerProcess, kind: string): Promise<unknown[]> {
  type Listed = { result: { _id: string; status?: number; current?: boolean }[] };
  const listed = async (list: string) => (await api.get<Listed>(list)).data?.result ?? [];
  switch (kind) {
    case 'session':
      return (await listed('/api/open/v4/liveAvatar/session/list')).filter(
        ({ status }) => Number(status) < 3,
      );
    case 'avatar':
      return listed('/api/open/v4/liveAvatar/avatar/list?from=3');
    case 'knowledge base':
      return (await api.get<unknown[]>('/api/open/v4/knowledge/list?from=2')).data ?? ['no list'];
    case 'file':
      return listed('/api/avatarium/v1/files');
    default:
      return (await listed('/api/avatarium/v1/keys')).filter(({ current }) => !current);
  }
}

/** Some rules, against a server that something is wrong with. */
async function rulesWith(only: string, fault: Fault) {
  const proxy = await startFaultyProxy(compat.baseUrl, fault);
  try {
    const run = new Run(proxy.baseUrl, {
      apiKey: TEST_API_KEY,
      clientId: TEST_CLIENT_ID,
      otherApiKey: compat.otherApiKey,
      room: null,
      webhookReceiver: null,
      origin: 'https://app.example.com',
    });
    const some = matching(SECTIONS, new RegExp(only));
    const sections = await runSections(
      some,
      run,
      () => {},
      () => false,
    );
    return sections.flatMap((section) => section.rules);
  } finally {
    await proxy.close();
  }
}

describe('the conformance suite', () => {
  it('finds every rule kept in compat mode, on the embedded database', {
    retry: 0,
    timeout: SUITE_TIMEOUT_MS,
  }, async () => {
    await expectEveryRuleKept(compat, strict, 'compat');
  });

  it('finds every rule kept in strict mode, on PostgreSQL where there is one', {
    retry: 0,
    timeout: SUITE_TIMEOUT_MS,
  }, async () => {
    await expectEveryRuleKept(strict, compat, 'strict');
  });

  it('knows every call that the server describes', async () => {
    const reply = await fetch(`${compat.baseUrl}/openapi.json`);
    const { paths } = (await reply.json()) as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, ':id')}`),
      );
    const known = [...GUARDED, ...UNGUARDED].map((call) => call.join(' '));
    expect(described.sort()).toEqual(known.sort());
  });

  it.each(FAULTS)('notices when $fault', async ({ only, broken, by }) => {
    const rules = await rulesWith(only, by);
    const failed = rules.filter(({ result }) => result === 'fail').map(({ rule }) => rule);
    expect(failed.join('\n'), JSON.stringify(rules, null, 2)).toMatch(new RegExp(broken, 's'));
  });

  it.each(LIBERTIES)('lets it be that $liberty', async ({ only, result, by }) => {
    const rules = await rulesWith(only, by);
    expect(rules.length).toBeGreaterThan(1);
    for (const one of rules.slice(0, -1)) expect(one.result, JSON.stringify(rules, null, 2)).toBe(result);
  });
});
