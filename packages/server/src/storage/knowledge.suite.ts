import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type KnowledgeBaseRow,
  KnowledgeNameTakenError,
  type KnowledgeSourceRow,
  type NewPassage,
  type NewSource,
} from './knowledge-port.js';
import type { Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;
const lease = (owner: string, forMs = 15_000) => ({ owner, expiresAt: NOW + forMs });

function newSource(change: Partial<NewSource> = {}): NewSource {
  return {
    id: newId(),
    kind: 'doc',
    position: 0,
    name: 'a.txt',
    url: 'https://a.example/a.txt',
    sizeBytes: 10,
    createdAt: NOW,
    ...change,
  };
}

function passage(position: number, text = `passage ${position}`): NewPassage {
  return { id: newId(), position, text, embedding: new Uint8Array(new Float32Array([position, 0.5]).buffer) };
}

const keepAll = (sources: KnowledgeSourceRow[]) => ({
  add: [],
  removeIds: [],
  keep: sources.map(({ id, position, name }) => ({ id, position, name, again: false })),
});

/** What every Storage must do with knowledge bases and their sources. `open` gives an empty one. */
export function knowledgeSuite(
  title: string,
  open: () => Promise<{ storage: Storage; dispose(): Promise<void> }>,
): void {
  describe(title, () => {
    let storage: Storage;
    let dispose: () => Promise<void>;
    beforeAll(async () => {
      ({ storage, dispose } = await open());
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    async function addBase(
      accountName: string,
      sources: NewSource[] = [],
      change: Partial<KnowledgeBaseRow> = {},
    ): Promise<KnowledgeBaseRow> {
      const { account } = await addKey(storage, accountName);
      const id = newId();
      const base = {
        id,
        accountId: account.id,
        name: `base ${id}`,
        prologue: '',
        prompt: '',
        createdAt: NOW,
        updatedAt: NOW,
        ...change,
      };
      expect(await storage.knowledge.insert(base, sources, 100)).toBe(true);
      return base;
    }

    /** Claims everything there is, so that a test finds only its own sources. */
    async function emptyQueue(): Promise<void> {
      for (;;) {
        const claimed = await storage.knowledge.claim(lease('emptier'), NOW + 1_000_000);
        if (!claimed) {
          return;
        }
        await storage.knowledge.finish(claimed.source.id, 'emptier', { status: 3, name: 'done' });
      }
    }

    async function ownClaim(owner = 'me', nowMs = NOW): Promise<KnowledgeSourceRow> {
      const claimed = await storage.knowledge.claim(lease(owner), nowMs);
      if (!claimed) {
        throw new Error('nothing to claim');
      }
      return claimed.source;
    }

    it('keeps a base with its sources in their order, for its account only', async () => {
      const page = newSource({ kind: 'url', url: 'https://a.example/', position: 0 });
      const second = newSource({ position: 1, url: 'https://a.example/b' });
      const first = newSource({ position: 0 });
      const base = await addBase('keeper', [page, second, first], { prologue: 'Hello', prompt: 'Be brief' });
      const { name, prologue, prompt } = base;
      expect(await storage.knowledge.brief(base.id)).toEqual({ name, prologue, prompt });
      expect(await storage.knowledge.brief(newId())).toBeNull();
      const found = await storage.knowledge.find(base.accountId, base.id);
      expect(found?.base).toEqual(base);
      expect(found?.sources.map(({ id }) => id)).toEqual([first.id, second.id, page.id]);
      expect(found?.sources[0]).toMatchObject({
        ...first,
        status: 1,
        error: null,
        attempts: 0,
        leaseOwner: null,
      });
      const { account } = await addKey(storage, 'stranger');
      expect(await storage.knowledge.find(account.id, base.id)).toBeNull();
      expect(await storage.knowledge.delete(account.id, base.id)).toBe(false);
      expect(
        await storage.knowledge.update(account.id, base.id, { name: 'stolen', updatedAt: NOW }, keepAll),
      ).toBeNull();
      expect((await storage.knowledge.list(account.id, { offset: 0, limit: 9 })).count).toBe(0);
    });

    it('lists the newest first, by part of the name, a page at a time', async () => {
      const names = ['Alpha', 'beta', '100% Alpha_beta'];
      const bases: KnowledgeBaseRow[] = [];
      for (const [at, name] of names.entries()) {
        bases.push(await addBase('lister', [newSource()], { name, createdAt: NOW + at }));
      }
      const accountId = bases[0]?.accountId ?? '';
      const listed = async (name: string | undefined, offset = 0, limit = 9) => {
        const { count, rows } = await storage.knowledge.list(accountId, { name, offset, limit });
        return [count, rows.map(({ base }) => base.name)];
      };
      expect(await listed(undefined)).toEqual([3, [...names].reverse()]);
      expect(await listed(undefined, 1, 1)).toEqual([3, ['beta']]);
      expect(await listed('ALPHA')).toEqual([2, ['100% Alpha_beta', 'Alpha']]);
      // What means something to LIKE stands for itself.
      expect(await listed('%')).toEqual([1, ['100% Alpha_beta']]);
      expect(await listed('A_b')).toEqual([1, ['100% Alpha_beta']]);
    });

    it('takes a name once in an account, and no more bases than allowed', async () => {
      const base = await addBase('namer', [], { name: 'taken' });
      await expect(addBase('namer', [], { name: 'taken' })).rejects.toThrow(KnowledgeNameTakenError);
      await addBase('other namer', [], { name: 'taken' });
      const other = await addBase('namer', [newSource()], { name: 'free' });
      const change = { name: 'taken', prologue: 'changed', updatedAt: NOW };
      await expect(storage.knowledge.update(base.accountId, other.id, change, keepAll)).rejects.toThrow(
        KnowledgeNameTakenError,
      );
      expect((await storage.knowledge.find(base.accountId, other.id))?.base).toEqual(other);
      const inserted = await Promise.all(
        ['x', 'y', 'z'].map((name) => storage.knowledge.insert({ ...base, id: newId(), name }, [], 3)),
      );
      expect(inserted.filter(Boolean)).toHaveLength(1);
    });

    it('changes sources as planned, all or nothing', async () => {
      const [stays, goes] = [newSource(), newSource({ position: 1, url: 'https://a.example/b' })];
      const base = await addBase('changer', [stays, goes]);
      const comes = newSource({ position: 0, url: 'https://a.example/c' });
      const changed = await storage.knowledge.update(
        base.accountId,
        base.id,
        { prologue: 'new', updatedAt: NOW + 1 },
        () => ({
          add: [comes],
          removeIds: [goes.id],
          keep: [{ id: stays.id, position: 1, name: 'renamed.txt', again: false }],
        }),
      );
      expect(changed?.base).toEqual({ ...base, prologue: 'new', updatedAt: NOW + 1 });
      expect(changed?.sources.map(({ id, position, name }) => [id, position, name])).toEqual([
        [comes.id, 0, 'a.txt'],
        [stays.id, 1, 'renamed.txt'],
      ]);
      const before = await storage.knowledge.find(base.accountId, base.id);
      await expect(
        storage.knowledge.update(base.accountId, base.id, { prologue: 'lost', updatedAt: NOW + 2 }, () => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(await storage.knowledge.find(base.accountId, base.id)).toEqual(before);
    });

    it('gives each waiting source to one claimant, however many claim at once', async () => {
      await emptyQueue();
      const sources = [0, 1, 2].map((position) =>
        newSource({ position, url: `https://a.example/${position}` }),
      );
      await addBase('crowd', sources);
      const owners = ['a', 'b', 'c', 'd', 'e'];
      const claimed = await Promise.all(owners.map((owner) => storage.knowledge.claim(lease(owner), NOW)));
      const ids = claimed.flatMap((claim) => (claim ? [claim.source.id] : []));
      expect(ids.sort()).toEqual(sources.map(({ id }) => id).sort());
    });

    it('gives waiting sources in the order they came', async () => {
      await emptyQueue();
      const sources = [0, 1].map((position) => newSource({ position, url: `https://a.example/${position}` }));
      const base = await addBase('claimer', sources);
      expect(await storage.knowledge.claim(lease('a'), NOW)).toMatchObject({
        accountId: base.accountId,
        source: {
          id: sources[0]?.id,
          status: 2,
          attempts: 1,
          leaseOwner: 'a',
          leaseExpiresAt: NOW + 15_000,
        },
      });
      expect((await ownClaim()).id).toBe(sources[1]?.id);
      expect(await storage.knowledge.claim(lease('a'), NOW)).toBeNull();
    });

    it('lets no base wait for all of another', async () => {
      await emptyQueue();
      const many = [0, 1, 2].map((position) => newSource({ position, url: `https://a.example/${position}` }));
      await addBase('many', many);
      const one = newSource({ createdAt: NOW + 1 });
      await addBase('one', [one]);
      const claimed = [await ownClaim(), await ownClaim(), await ownClaim()];
      expect(claimed.map(({ id }) => id)).toEqual([many[0]?.id, one.id, many[1]?.id]);
    });

    it('hands on what lost its holder, without what that one had left', async () => {
      await emptyQueue();
      const source = newSource();
      await addBase('orphan', [source]);
      await ownClaim('first');
      expect(await storage.knowledge.addPassages(source.id, 'first', [passage(0)])).toBe(true);
      expect(await storage.knowledge.claim(lease('second'), NOW + 14_999)).toBeNull();
      expect(await ownClaim('second', NOW + 15_000)).toMatchObject({ id: source.id, attempts: 2 });
      expect(await storage.knowledge.vectors(source.id, 0, 9)).toEqual([]);
      // The first one comes too late for everything.
      expect(await storage.knowledge.renew(lease('first'), [source.id])).toEqual([]);
      expect(await storage.knowledge.noteSize(source.id, 'first', 1)).toBeNull();
      expect(await storage.knowledge.addPassages(source.id, 'first', [passage(0)])).toBe(false);
      expect(await storage.knowledge.finish(source.id, 'first', { status: 3, name: 'x' })).toBe(false);
      expect(await storage.knowledge.renew(lease('second', 30_000), [source.id, 'none'])).toEqual([
        source.id,
      ]);
      await storage.knowledge.release('second');
      expect(await ownClaim('third')).toMatchObject({ id: source.id, attempts: 3 });
      await storage.knowledge.giveBack(source.id, 'third');
      expect(await ownClaim('third')).toMatchObject({ id: source.id, attempts: 3 });
    });

    it('measures a source against its whole base', async () => {
      await emptyQueue();
      const [source, big, page] = [
        newSource(),
        newSource({ position: 1, sizeBytes: 2 ** 33, url: 'https://a.example/big' }),
        newSource({ kind: 'url', sizeBytes: 7 }),
      ];
      await addBase('measurer', [source, big, page]);
      const first = await ownClaim();
      expect(await storage.knowledge.noteSize(first.id, 'me', 5)).toEqual({
        totalBytes: 2 ** 33 + 5,
        passages: 0,
      });
      await storage.knowledge.addPassages(first.id, 'me', [passage(0), passage(1)]);
      const second = await ownClaim();
      expect(await storage.knowledge.noteSize(second.id, 'me', 9)).toMatchObject({ passages: 2 });
    });

    it('shows passages of ready sources, in order, and drops those of failed ones', async () => {
      await emptyQueue();
      const [good, bad] = [newSource(), newSource({ position: 1, url: 'https://a.example/bad' })];
      const base = await addBase('searcher', [good, bad]);
      const passages = [0, 1, 2].map((position) => passage(position, `text ${position}, “naïve” 😀`));
      for (const { id } of [good, bad]) {
        expect((await ownClaim()).id).toBe(id);
        const own = id === good.id ? passages : [passage(0)];
        await storage.knowledge.addPassages(id, 'me', own);
      }
      expect(await storage.knowledge.readySources(base.id)).toEqual([]);
      expect(await storage.knowledge.finish(good.id, 'me', { status: 3, name: 'good.txt' })).toBe(true);
      const error = { code: 1220, msg: 'bad' };
      expect(await storage.knowledge.finish(bad.id, 'me', { status: 4, error })).toBe(true);
      expect(await storage.knowledge.readySources(base.id)).toEqual([
        { id: good.id, name: 'good.txt', url: good.url },
      ]);
      expect(await storage.knowledge.vectors(bad.id, 0, 9)).toEqual([]);
      const vectors = await storage.knowledge.vectors(good.id, 0, 2);
      expect([...vectors, ...(await storage.knowledge.vectors(good.id, 2, 2))].map(({ id }) => id)).toEqual(
        passages.map(({ id }) => id),
      );
      expect([...(vectors[1]?.embedding ?? [])]).toEqual([...(passages[1]?.embedding ?? [])]);
      const ids = passages.map(({ id }) => id);
      expect(await storage.knowledge.texts([...ids, 'none'])).toEqual(
        new Map(passages.map(({ id, text }) => [id, text])),
      );
      expect(await storage.knowledge.texts([])).toEqual(new Map());
      const found = await storage.knowledge.find(base.accountId, base.id);
      expect(
        found?.sources.map(({ status, error: shown, leaseOwner, attempts }) => [
          status,
          shown,
          leaseOwner,
          attempts,
        ]),
      ).toEqual([
        [3, null, null, 0],
        [4, error, null, 0],
      ]);
      // Tried again, a failed one waits as if it were new.
      await storage.knowledge.update(base.accountId, base.id, { updatedAt: NOW }, () => ({
        add: [],
        removeIds: [],
        keep: [{ id: bad.id, position: 1, name: 'bad', again: true }],
      }));
      expect(await ownClaim()).toMatchObject({ id: bad.id, error: null, attempts: 1 });
      expect(await storage.knowledge.delete(base.accountId, base.id)).toBe(true);
      expect(await storage.knowledge.texts(ids)).toEqual(new Map());
      expect(await storage.knowledge.addPassages(bad.id, 'me', [passage(0)])).toBe(false);
      expect(await storage.knowledge.delete(base.accountId, base.id)).toBe(false);
    });
  });
}
