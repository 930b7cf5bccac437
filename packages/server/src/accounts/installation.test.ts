import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretBox } from '../storage/secret-box.js';
import { addKey } from '../storage/testing/add-key.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../storage/testing/temporary-storage.js';
import { ensureInstallation } from './installation.js';

const box = new SecretBox(Buffer.from('a master key of this test alone'));

let temporary: TemporaryStorage;
beforeAll(async () => {
  temporary = await openTemporaryStorage();
}, OPEN_TIMEOUT_MS);
afterAll(() => temporary.dispose());

describe("the installation's own account and key", () => {
  it('are made once, with credentials that are told once and stored hashed and sealed', async () => {
    const { storage } = temporary;
    await addKey(storage, 'somebody else', { keyEncrypted: box.seal('theirs') });
    const first = await ensureInstallation(storage, box, {}, 1000);
    const { apiKey = '', clientId = '' } = first.made;
    expect([apiKey.length, clientId.length]).toEqual([24, 24]);
    expect(first.account.name).toBe('default');
    const stored = await storage.apiKeys.callerByHash(box.hash(apiKey));
    expect(stored).toEqual({ account: first.account, key: first.key });
    expect(JSON.stringify(stored)).not.toContain(apiKey);
    expect(box.open(first.key.keyEncrypted)).toBe(apiKey);

    const second = await ensureInstallation(storage, box, {}, 2000);
    expect(second).toEqual({ account: first.account, key: first.key, made: {} });
  });

  it('follow the settings when they name a key or a client id, and sign out who came in by the old one', async () => {
    const { storage } = temporary;
    const before = await ensureInstallation(storage, box, {}, 1000);
    await storage.consoleSessions.insert('cookie', before.key.id, 9000);
    const given = { apiKey: 'k'.repeat(24), clientId: 'a-client-id-given' };
    const changed = await ensureInstallation(storage, box, given, 3000);
    expect(changed.made).toEqual({});
    expect(changed.key).toMatchObject({ id: before.key.id, clientId: given.clientId });
    expect((await storage.apiKeys.callerByHash(box.hash(given.apiKey)))?.key).toEqual(changed.key);
    expect(await storage.apiKeys.callerByHash(before.key.keyHash)).toBeNull();
    expect(await storage.consoleSessions.findKeyId('cookie', 3000)).toBeNull();
    await storage.consoleSessions.insert('cookie', before.key.id, 9000);
    expect((await ensureInstallation(storage, box, given, 4000)).key).toEqual(changed.key);
    expect(await storage.consoleSessions.findKeyId('cookie', 4000)).toBe(before.key.id);
  });

  it('do not take what is another key’s', async () => {
    const { storage } = temporary;
    const { key } = await addKey(storage, 'other', { keyHash: box.hash('o'.repeat(24)) });
    await expect(ensureInstallation(storage, box, { apiKey: 'o'.repeat(24) }, 0)).rejects.toThrow(
      /^API_KEY: /,
    );
    await expect(ensureInstallation(storage, box, { clientId: key.clientId }, 0)).rejects.toThrow(
      /^CLIENT_ID: /,
    );
  });

  it('are another key of the account when the first one was deleted, until the settings name one', async () => {
    const { storage } = temporary;
    const { account, key } = await ensureInstallation(storage, box, {}, 0);
    const other = await addKey(storage, account.name);
    await storage.apiKeys.delete(account.id, key.id);
    expect(await ensureInstallation(storage, box, {}, 0)).toEqual({ ...other, made: {} });
    const named = await ensureInstallation(storage, box, { apiKey: 'n'.repeat(24) }, 0);
    expect(named.key).toMatchObject({ name: 'default', keyHash: box.hash('n'.repeat(24)) });
    expect(await storage.apiKeys.find(account.id, other.key.id)).toEqual(other.key);
  });
});
