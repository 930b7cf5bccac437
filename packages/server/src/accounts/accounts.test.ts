import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretBox } from '../storage/secret-box.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../storage/testing/temporary-storage.js';
import { ensureAccount, equalSecrets } from './accounts.js';

const box = new SecretBox(Buffer.from('a master key of this test alone'));

let temporary: TemporaryStorage;
beforeAll(async () => {
  temporary = await openTemporaryStorage();
}, OPEN_TIMEOUT_MS);
afterAll(() => temporary.dispose());

describe("the installation's account", () => {
  it('is made once, with credentials that are told once and stored hashed and sealed', async () => {
    const { accounts } = temporary.storage;
    const first = await ensureAccount(accounts, box, {}, 1000);
    const { apiKey = '', clientId = '' } = first.made;
    expect([apiKey.length, clientId.length]).toEqual([24, 24]);
    expect(first.account.id).toMatch(/^[0-9a-f]{24}$/);
    const stored = await accounts.first();
    expect(stored).toEqual(first.account);
    expect(JSON.stringify(stored)).not.toContain(apiKey);
    expect(box.open(stored?.keyEncrypted ?? '')).toBe(apiKey);

    const second = await ensureAccount(accounts, box, {}, 2000);
    expect(second).toEqual({ account: first.account, made: {} });
  });

  it('follows the settings when they name a key or a client id', async () => {
    const { accounts } = temporary.storage;
    const before = await accounts.first();
    const given = { apiKey: 'k'.repeat(24), clientId: 'a-client-id-given' };
    const changed = await ensureAccount(accounts, box, given, 3000);
    expect(changed.made).toEqual({});
    expect(changed.account).toMatchObject({ id: before?.id, uid: before?.uid, clientId: given.clientId });
    expect(await accounts.findByKeyHash(box.hash(given.apiKey))).toEqual(changed.account);
    expect(await accounts.findByKeyHash(before?.keyHash ?? '')).toBeNull();
    expect((await ensureAccount(accounts, box, {}, 4000)).account).toEqual(changed.account);
  });
});

describe('equalSecrets', () => {
  it('compares texts of any length', () => {
    expect(equalSecrets('same', 'same')).toBe(true);
    expect(equalSecrets('same', 'sane')).toBe(false);
    expect(equalSecrets('same', 'longer')).toBe(false);
    expect(equalSecrets('', '')).toBe(true);
  });
});
