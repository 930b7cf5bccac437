import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../account-port.js';
import { addKey, newId } from './add-key.js';
import { brokenInvariants, brokenInvariantsAt } from './invariants.js';
import { newSession } from './new-session.js';
import { OPEN_TIMEOUT_MS, openTemporaryStorage, type TemporaryStorage } from './temporary-storage.js';

let opened: TemporaryStorage;
let caller: Caller;
let filesDir: string;
const fileId = newId();

beforeAll(async () => {
  filesDir = await mkdtemp(join(tmpdir(), 'avatarium-invariants-'));
  opened = await openTemporaryStorage();
  const { storage } = opened;
  caller = await addKey(storage, 'one', { webhookUrl: 'https://receiver.example/' });
  for (const id of [newId(), newId()]) {
    await storage.sessions.insert(newSession(caller, { id, createdAt: 10 }), 10);
    await storage.sessions.claim({ owner: 'worker', expiresAt: 9000 }, 20);
    await storage.sessions.markProcessing(id, 'worker', 20);
    await storage.sessions.end(id, { status: 3, endReason: 'client_closed', endedAt: 5020 });
  }
  const file = {
    id: fileId,
    accountId: caller.account.id,
    name: 'a',
    contentType: 'text/plain',
    createdAt: 1,
  };
  await storage.files.insert({ ...file, sizeBytes: 3 }, 100);
  await writeFile(join(filesDir, fileId), 'abc');
}, OPEN_TIMEOUT_MS);
afterAll(async () => {
  await opened.dispose();
  await rm(filesDir, { recursive: true, force: true });
});

/** What is found while a change of the rows stands, which is then taken back. */
async function brokenBy(...statements: string[]): Promise<string[]> {
  let broken: string[] = [];
  await opened.db
    .transaction(async (tx) => {
      for (const statement of statements) {
        await tx.execute(sql.raw(statement));
      }
      broken = await brokenInvariants(tx, { filesDir, settled: true });
      tx.rollback();
    })
    .catch((error) => {
      if ((error as Error).message !== 'Rollback') {
        throw error;
      }
    });
  return broken;
}

describe('the invariants', () => {
  it('hold of rows that the stores have written', async () => {
    expect(await brokenInvariants(opened.db, { filesDir, settled: true })).toEqual([]);
  });

  it.each([
    ['used seconds that no session has used', 'update api_keys set used_ms = 7', /^api_keys: what was used/],
    [
      'an end before the beginning',
      'update sessions set ended_at = 15',
      /^sessions: asked for, begun, ended/,
    ],
    [
      'a failure without a reason',
      "update sessions set status = 4, end_reason = 'failed'",
      /^sessions: one has failed/,
    ],
    [
      'a session that has not ended',
      'update sessions set status = 2, ended_at = null, end_reason = null',
      /its end/,
    ],
    [
      'a document of no base',
      `insert into knowledge_sources (id, knowledge_id, kind, position, name, url, size_bytes, status, created_at)
        values ('${newId()}', 'none', 'doc', 0, 'a', 'b', 0, 1, 0)`,
      /^knowledge_sources: knowledge_sources_knowledge_id/,
    ],
    [
      'a payload that is not the event',
      `update webhook_deliveries set payload = payload || '{"status": 9}'`,
      /^webhook_deliveries: a payload is not as documented/,
    ],
    ['bytes that are missing', 'update files set size_bytes = 4', /^files: .* has 3 of its 4 bytes on disk/],
  ])('name %s', async (_name, statement, sentence) => {
    // Without its triggers, a table takes rows that belong to nothing.
    const broken = await brokenBy('set local session_replication_role = replica', statement);
    expect(broken).toContainEqual(expect.stringMatching(sentence));
  });

  it('name rows that the table itself would refuse', async () => {
    const broken = await brokenBy(
      'alter table sessions drop constraint sessions_status',
      'update sessions set status = 7, error = null',
      'alter table sessions add constraint sessions_status check (status between 1 and 4) not valid',
    );
    expect(broken).toContainEqual(expect.stringMatching(/^sessions: sessions_status: broken by 2/));
  });

  it(
    'can be asked of a folder that no server has open',
    async () => expect(await brokenInvariantsAt({ databaseDir: join(filesDir, 'database') })).toEqual([]),
    OPEN_TIMEOUT_MS,
  );
});
