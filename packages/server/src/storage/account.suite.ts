import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TakenError } from './account-port.js';
import type { Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;

/** What every Storage must do with accounts, keys and sign-ins. `open` gives an empty one. */
export function accountSuite(
  name: string,
  open: () => Promise<{ storage: Storage; dispose(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let dispose: () => Promise<void>;
    beforeAll(async () => {
      ({ storage, dispose } = await open());
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    it('makes an account once, whoever asks for it at the same time, each with a uid of its own', async () => {
      const first = await storage.accounts.ensure({ id: newId(), name: 'first', createdAt: NOW });
      expect(first.uid).toBe(100_001);
      const made = await Promise.all(
        ['a', 'b', 'a', 'c', 'b', 'a'].map((name) =>
          storage.accounts.ensure({ id: newId(), name, createdAt: NOW }),
        ),
      );
      expect(new Set(made.map((account) => `${account.id} ${account.uid} ${account.name}`)).size).toBe(3);
      expect(new Set(made.map(({ uid }) => uid))).toEqual(new Set([100_002, 100_003, 100_004]));
      expect(await storage.accounts.findByName('first')).toEqual(first);
      expect(await storage.accounts.findByName('a')).toEqual(made[0]);
      expect(await storage.accounts.findByName('nobody')).toBeNull();
    });

    it('finds the caller by the hash and by the id of a key', async () => {
      const caller = await addKey(storage, 'finding', { keyHash: 'found', budgetMs: 2 ** 40 });
      expect(await storage.apiKeys.callerByHash('found')).toEqual(caller);
      expect(await storage.apiKeys.callerById(caller.key.id)).toEqual(caller);
      expect(await storage.apiKeys.callerByHash('none')).toBeNull();
      expect(await storage.apiKeys.callerById('none')).toBeNull();
    });

    it('hides the keys of an account from others', async () => {
      const mine = await addKey(storage, 'mine', { name: 'main' });
      const other = await addKey(storage, 'other', { name: 'main' });
      const { apiKeys } = storage;
      expect(await apiKeys.find(mine.account.id, mine.key.id)).toEqual(mine.key);
      expect(await apiKeys.find(other.account.id, mine.key.id)).toBeNull();
      expect(await apiKeys.update(other.account.id, mine.key.id, { name: 'stolen' })).toBeNull();
      expect(await apiKeys.delete(other.account.id, mine.key.id)).toBe(false);
      expect(await apiKeys.findByName(other.account.id, 'main')).toEqual(other.key);
      expect(await apiKeys.list(other.account.id, { offset: 0, limit: 9 })).toEqual({
        count: 1,
        rows: [other],
      });
    });

    it('lists keys oldest first, by pages, of one account or of all', async () => {
      const third = await addKey(storage, 'listing', { createdAt: 3 });
      const first = await addKey(storage, 'listing', { createdAt: 1 });
      const second = await addKey(storage, 'listing', { createdAt: 2 });
      expect(await storage.apiKeys.list(first.account.id, { offset: 1, limit: 5 })).toEqual({
        count: 3,
        rows: [second, third],
      });
      const all = await storage.apiKeys.list(null, { offset: 0, limit: 100 });
      expect(all.count).toBe(all.rows.length);
      expect(all.rows.at(-1)).toEqual(third);
      expect(new Set(all.rows.map(({ account }) => account.name)).size).toBeGreaterThan(1);
    });

    it('changes what it is told to and nothing else', async () => {
      const { account, key } = await addKey(storage, 'changing');
      const change = { name: 'renamed', maxSessions: 3, webhookUrl: 'https://example.com/', disabled: true };
      expect(await storage.apiKeys.update(account.id, key.id, change)).toEqual({ ...key, ...change });
      expect(await storage.apiKeys.update(account.id, key.id, {})).toEqual({ ...key, ...change });
      expect(await storage.apiKeys.update(account.id, key.id, { maxSessions: null })).toMatchObject({
        maxSessions: null,
        name: 'renamed',
      });
    });

    it('says which field of a key is taken', async () => {
      const { account, key } = await addKey(storage, 'taking', { name: 'one' });
      const { key: second } = await addKey(storage, 'taking', { name: 'two' });
      await expect(addKey(storage, 'taking', { name: 'one' })).rejects.toEqual(new TakenError('name'));
      await expect(addKey(storage, 'elsewhere', { clientId: key.clientId })).rejects.toEqual(
        new TakenError('clientId'),
      );
      await expect(
        storage.apiKeys.update(account.id, second.id, { keyHash: key.keyHash }),
      ).rejects.toMatchObject({ field: 'apiKey' });
      expect(await storage.apiKeys.find(account.id, second.id)).toEqual(second);
    });

    it('forgets a key when told', async () => {
      const { account, key } = await addKey(storage, 'deleting');
      expect(await storage.apiKeys.delete(account.id, key.id)).toBe(true);
      expect(await storage.apiKeys.delete(account.id, key.id)).toBe(false);
      expect(await storage.apiKeys.callerByHash(key.keyHash)).toBeNull();
    });

    it('forgets sign-ins when they expire, are deleted, or end with their key', async () => {
      const { account, key } = await addKey(storage, 'signing in');
      const other = await addKey(storage, 'signing in');
      const { consoleSessions } = storage;
      await consoleSessions.insert('t1', key.id, NOW + 10);
      await consoleSessions.insert('t2', key.id, NOW + 20);
      await consoleSessions.insert('t3', other.key.id, NOW + 20);
      expect(await consoleSessions.findKeyId('t1', NOW)).toBe(key.id);
      expect(await consoleSessions.findKeyId('t1', NOW + 10)).toBeNull();
      await consoleSessions.deleteExpired(NOW + 15);
      expect(await consoleSessions.findKeyId('t1', NOW)).toBeNull();
      await consoleSessions.delete('t2');
      expect(await consoleSessions.findKeyId('t2', NOW)).toBeNull();
      await consoleSessions.insert('t4', key.id, NOW + 20);
      await consoleSessions.deleteOfKey(key.id);
      expect(await consoleSessions.findKeyId('t4', NOW)).toBeNull();
      await consoleSessions.insert('t5', key.id, NOW + 20);
      await storage.apiKeys.delete(account.id, key.id);
      expect(await consoleSessions.findKeyId('t5', NOW)).toBeNull();
      expect(await consoleSessions.findKeyId('t3', NOW)).toBe(other.key.id);
    });
  });
}
