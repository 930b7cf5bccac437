import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseUrlAllowlist } from '../../net/index.js';
import { FakeClock } from '../../sessions/testing/fake-clock.js';
import type { KnowledgeSourceRow, NewSource } from '../../storage/knowledge-port.js';
import { addKey, newId } from '../../storage/testing/add-key.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../../storage/testing/temporary-storage.js';
import { DocumentReader } from '../reading/document-reader.js';
import { fixturePath } from '../reading/testing/fixtures.js';
import { openSite, type Site } from '../testing/site.js';
import { Indexer } from './indexer.js';

const SLOW_MS = 60_000;

let temporary: TemporaryStorage;
let site: Site;
let folder: string;
beforeAll(async () => {
  temporary = await openTemporaryStorage();
  site = await openSite();
  folder = await mkdtemp(join(tmpdir(), 'avatarium-indexer-'));
}, OPEN_TIMEOUT_MS);
afterAll(async () => {
  await site.close();
  await temporary.dispose();
  await rm(folder, { recursive: true, force: true });
});

const indexers: Indexer[] = [];
afterEach(() => Promise.all(indexers.splice(0).map((indexer) => indexer.drain())));

/** Meaning does not matter here: a text's vector is its length. */
const quickEmbed = async (text: string) => new Float32Array(512).fill(text.length);

async function start(change: Partial<ConstructorParameters<typeof Indexer>[0]> = {}) {
  const clock = new FakeClock();
  const indexer = new Indexer({
    store: temporary.storage.knowledge,
    reader: new DocumentReader(),
    embedder: { embed: quickEmbed },
    readUpload: async () => null,
    allowlist: parseUrlAllowlist('127.0.0.1'),
    tempDir: join(folder, newId()),
    log: pino({ level: 'silent' }),
    clock,
    owner: newId(),
    ...change,
  });
  indexers.push(indexer);
  await indexer.start();
  return { indexer, clock };
}

interface Base {
  id: string;
  accountId: string;
  /** Rows by id of the source, once they are as wanted. */
  until(reached: (sources: KnowledgeSourceRow[]) => boolean): Promise<KnowledgeSourceRow[]>;
}

async function addBase(sources: Partial<NewSource>[]): Promise<Base> {
  const { knowledge } = temporary.storage;
  const { account } = await addKey(temporary.storage, `account ${newId()}`);
  const id = newId();
  const base = { id, accountId: account.id, name: id, prologue: '', prompt: '', createdAt: 0, updatedAt: 0 };
  const rows = sources.map(
    (source, position): NewSource => ({
      ...{ id: newId(), kind: 'doc', position, name: 'a.txt', url: '', sizeBytes: 0, createdAt: 0 },
      ...source,
    }),
  );
  await knowledge.insert(base, rows, 10);
  return {
    id,
    accountId: account.id,
    async until(reached) {
      for (;;) {
        const found = (await knowledge.find(account.id, id))?.sources ?? [];
        if (reached(found)) {
          return found;
        }
        await pause(20);
      }
    },
  };
}

const isDone = (sources: KnowledgeSourceRow[]) => sources.every(({ status }) => status >= 3);

describe('indexing', () => {
  it(
    'makes what waits searchable: documents, pages and uploads',
    async () => {
      site.set('/page', (_, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' })
          .end(Buffer.from('<title>Caf\xe9 Orchid</title><h1>Bar</h1><p>Open till ten.</p>', 'latin1')),
      );
      site.set('/notes', (_, response) => response.writeHead(302, { location: '/a.md' }).end());
      site.set('/a.md', '# Pool\nOn the roof.');
      const tempDir = join(folder, 'making');
      const upload = {
        path: fixturePath('handbook.docx'),
        name: 'handbook.docx',
        contentType: '',
        sizeBytes: 5100,
      };
      const base = await addBase([
        { name: 'notes.md', url: `${site.origin}/notes` },
        { name: 'Handbook', url: 'avatarium:file/f1' },
        { kind: 'url', name: `${site.origin}/page`, url: `${site.origin}/page` },
      ]);
      await start({
        tempDir,
        readUpload: async (accountId, id) => (accountId === base.accountId && id === 'f1' ? upload : null),
      });
      const sources = await base.until(isDone);
      expect(sources.map(({ name, status, error, sizeBytes }) => [name, status, error, sizeBytes])).toEqual([
        ['notes.md', 3, null, 19],
        ['Handbook', 3, null, 5100],
        ['Café Orchid', 3, null, 59],
      ]);
      const { knowledge } = temporary.storage;
      const texts: string[][] = [];
      for (const { id } of sources) {
        const vectors = await knowledge.vectors(id, 0, 99);
        const found = await knowledge.texts(vectors.map((vector) => vector.id));
        texts.push(vectors.map((vector) => found.get(vector.id) ?? ''));
        expect(vectors.map(({ embedding }) => embedding.byteLength)).toEqual(vectors.map(() => 2048));
      }
      expect([texts[0], texts[1]?.length, texts[2]]).toEqual([
        ['Pool\nOn the roof.'],
        5,
        ['Bar\nOpen till ten.'],
      ]);
      expect(await readdir(tempDir)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'says of each source why it failed, and goes on with the others',
    async () => {
      site.set('/good', 'Good.');
      site.set('/bad.json', '{');
      site.set('/picture', (_, response) =>
        response.writeHead(200, { 'content-type': 'image/png' }).end('png'),
      );
      site.set('/private', (_, response) => response.writeHead(302, { location: 'http://10.1.2.3/' }).end());
      site.set('/large', (_, response) =>
        response.writeHead(200, { 'content-length': 200 * 1024 * 1024 }).write('x'),
      );
      site.set('/cut', (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' }).write('half');
        setTimeout(() => response.destroy(), 20);
      });
      const paths = ['good', 'bad.json', 'picture', 'private', 'large', 'cut', 'missing'];
      const base = await addBase([
        ...paths.map((path) => ({ name: path, url: `${site.origin}/${path}` })),
        { name: 'upload', url: 'avatarium:file/gone' },
        { name: 'inside', url: 'http://192.168.0.1/' },
      ]);
      await start();
      const errors = (await base.until(isDone)).map(({ error }) => error && `${error.code} ${error.msg}`);
      expect(errors).toEqual([
        null,
        '1220 bad.json: is not valid JSON',
        '1008 picture: has the content type "image/png", which is not accepted',
        '1003 private: leads to 10.1.2.3, which is not a public address (see URL_ALLOWLIST)',
        '1008 large: is larger than 104857600 bytes',
        '1008 cut: could not be fetched',
        '1008 missing: was answered with HTTP status 404',
        '1008 upload: names a file that is not on this server any more',
        '1003 inside: leads to 192.168.0.1, which is not a public address (see URL_ALLOWLIST)',
      ]);
    },
    SLOW_MS,
  );

  it(
    'measures the documents of a base together',
    async () => {
      site.set('/small', 'Small.');
      const base = await addBase([
        { name: 'huge', url: 'avatarium:file/none', sizeBytes: 500 * 1024 * 1024 },
        { name: 'small', url: `${site.origin}/small` },
      ]);
      const { knowledge } = temporary.storage;
      // Somebody else is at the large one, so that it counts.
      const claimed = await knowledge.claim({ owner: 'somebody', expiresAt: 2 ** 50 }, 0);
      await start();
      const [, small] = await base.until(([, second]) => second?.status === 4);
      expect(small?.error).toEqual({
        code: 1223,
        msg: 'small: makes the documents of this knowledge base larger than 500 MB together',
      });
      await knowledge.finish(claimed?.source.id ?? '', 'somebody', { status: 3, name: 'huge' });
    },
    SLOW_MS,
  );

  it(
    'reports an embedding that fails without giving its inner workings away',
    async () => {
      site.set('/words', 'Words.');
      const base = await addBase([{ name: 'words', url: `${site.origin}/words` }]);
      await start({
        embedder: {
          embed: async () => {
            throw new Error('/secret/path is broken');
          },
        },
      });
      const [source] = await base.until(isDone);
      expect(source?.error).toEqual({ code: 1218, msg: 'words: Something went wrong' });
    },
    SLOW_MS,
  );
});

describe('indexing that is interrupted', () => {
  /** An embedder that stops at its third text until it is let go. */
  function stoppingEmbedder() {
    let count = 0;
    let reached = () => {};
    const stopped = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    return {
      stopped,
      letGo,
      embed: async (text: string) => {
        count++;
        if (count === 20) {
          reached();
        }
        if (count >= 20) {
          await gate;
        }
        return quickEmbed(text);
      },
    };
  }

  const long = Array.from({ length: 40 }, (_, at) => `# Part ${at}\nText of part ${at}.`).join('\n');

  async function isWhole({ id }: Pick<KnowledgeSourceRow, 'id'>): Promise<boolean> {
    const { knowledge } = temporary.storage;
    const vectors = await knowledge.vectors(id, 0, 999);
    const texts = await knowledge.texts(vectors.map((vector) => vector.id));
    return (
      vectors.every((vector, at) => texts.get(vector.id) === `Part ${at}\nText of part ${at}.`) &&
      vectors.length === 40
    );
  }

  it(
    'by a stop leaves the source waiting, and begins anew',
    async () => {
      site.set('/long.md', long);
      const tempDir = join(folder, 'stopping');
      const base = await addBase([{ name: 'long.md', url: `${site.origin}/long.md` }]);
      const embedder = stoppingEmbedder();
      const { indexer } = await start({ embedder, tempDir });
      await embedder.stopped;
      const draining = indexer.drain();
      embedder.letGo();
      await draining;
      const [source] = await base.until(() => true);
      expect(source).toMatchObject({ status: 1, attempts: 0, leaseOwner: null });
      await expect(readdir(tempDir)).rejects.toThrow('ENOENT');
      await start();
      const [done] = await base.until(isDone);
      expect(done).toMatchObject({ id: source?.id, status: 3 });
      expect(await isWhole({ id: source?.id ?? '' })).toBe(true);
    },
    SLOW_MS,
  );

  it(
    'by a lost lease is left to the one who has it now',
    async () => {
      site.set('/long.md', long);
      const base = await addBase([{ name: 'long.md', url: `${site.origin}/long.md` }]);
      const embedder = stoppingEmbedder();
      const first = await start({ embedder, owner: 'first' });
      await embedder.stopped;
      // The first one sleeps through its lease.
      const clock = new FakeClock(first.clock.nowMs() + 20_000);
      await start({ owner: 'second', clock });
      const [done] = await base.until(isDone);
      embedder.letGo();
      await first.clock.advance(5000);
      await first.indexer.drain();
      expect(done).toMatchObject({ status: 3 });
      expect(await isWhole({ id: done?.id ?? '' })).toBe(true);
    },
    SLOW_MS,
  );

  it(
    'by a deletion leaves nothing behind',
    async () => {
      site.set('/long.md', long);
      const tempDir = join(folder, 'deleting');
      const base = await addBase([{ name: 'long.md', url: `${site.origin}/long.md` }]);
      const [source] = await base.until(() => true);
      const embedder = stoppingEmbedder();
      const { indexer } = await start({ embedder, tempDir });
      await embedder.stopped;
      const { knowledge } = temporary.storage;
      expect(await readdir(tempDir)).toHaveLength(1);
      expect(await knowledge.delete(base.accountId, base.id)).toBe(true);
      const reviewed = indexer.review();
      embedder.letGo();
      await reviewed;
      expect(await readdir(tempDir)).toEqual([]);
      expect(await knowledge.vectors(source?.id ?? '', 0, 99)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'again and again is given up in the end',
    async () => {
      site.set('/killer.md', long);
      const base = await addBase([{ name: 'killer.md', url: `${site.origin}/killer.md` }]);
      const { knowledge } = temporary.storage;
      for (let attempt = 1; attempt <= 3; attempt++) {
        expect((await knowledge.claim({ owner: 'killed', expiresAt: 2 ** 50 }, 0))?.source.attempts).toBe(
          attempt,
        );
        await knowledge.release('killed');
      }
      await start();
      const [source] = await base.until(isDone);
      expect(source?.error).toEqual({
        code: 1218,
        msg: 'killer.md: was begun 3 times, and each time the server stopped before it was done',
      });
      expect(site.hits('/killer.md')).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'says that an upload is gone which is deleted before its turn to be read',
    async () => {
      const base = await addBase([{ name: 'Handbook', url: 'avatarium:file/f1' }]);
      const upload = { path: join(folder, newId()), name: 'handbook.md', contentType: '', sizeBytes: 9 };
      await start({ readUpload: async () => upload });
      const [source] = await base.until(isDone);
      expect(source?.error).toEqual({
        code: 1008,
        msg: 'Handbook: names a file that is not on this server any more',
      });
    },
    SLOW_MS,
  );

  it('clears what an earlier process has left in its folder', async () => {
    const tempDir = await mkdtemp(join(folder, 'left-'));
    await writeFile(join(tempDir, 'download'), 'half');
    await start({ tempDir });
    expect(await readdir(tempDir)).toEqual([]);
  });
});
