import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AvatarRow, NewAvatar } from './avatar-port.js';
import type { FileRow } from './file-port.js';
import type { Storage } from './port.js';
import { addKey, newId } from './testing/add-key.js';
import { OPEN_TIMEOUT_MS } from './testing/temporary-storage.js';

const NOW = 1_800_000_000_000;
/** Of an outcome. */
const NOTHING = {
  error: null,
  media: null,
  thumbnail: null,
  pack: null,
  quality: null,
  consent: null,
  licence: null,
};
/** When imports end, and what accounts may store. */
const AT = { nowMs: NOW, maxAccountBytes: 1000 };
const LEASE = { owner: 'one', expiresAt: NOW + 1000 };

/** What every Storage must do with files and avatars. `open` gives an empty one. */
export function mediaSuite(
  name: string,
  open: () => Promise<{ storage: Storage; dispose(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let dispose: () => Promise<void>;
    let accountId: string;
    let otherId: string;
    let keyId: string;
    let serial = 0;

    beforeAll(async () => {
      ({ storage, dispose } = await open());
    }, OPEN_TIMEOUT_MS);
    afterAll(() => dispose());

    /** Accounts of its own for a test that counts. */
    async function freshAccounts(): Promise<void> {
      serial += 1;
      const caller = await addKey(storage, `media ${serial}`);
      accountId = caller.account.id;
      keyId = caller.key.id;
      otherId = (await addKey(storage, `other media ${serial}`)).account.id;
    }

    function file(change: Partial<FileRow> = {}): FileRow {
      serial += 1;
      return {
        id: newId(),
        accountId,
        name: `file ${serial}`,
        contentType: 'image/png',
        sizeBytes: 10,
        createdAt: NOW + serial,
        ...change,
      };
    }

    async function make(change: Partial<NewAvatar> = {}): Promise<AvatarRow> {
      serial += 1;
      const avatar = {
        id: newId(),
        accountId,
        keyId,
        avatarId: `avatar_${serial}`,
        name: `Avatar ${serial}`,
        sourceUrl: 'https://example.com/a.mp4',
        createdAt: NOW + serial,
        ...change,
      };
      const row = await storage.avatars.insert(avatar, 1000);
      if (typeof row === 'string') {
        throw new Error(row);
      }
      return row;
    }

    /** Ends what other tests have left open. */
    async function claimAll(): Promise<void> {
      while (await storage.avatars.claim({ owner: 'nobody', expiresAt: Number.MAX_SAFE_INTEGER }, NOW)) {
        // Held for ever.
      }
    }

    describe('files', () => {
      it('keeps them apart by account, newest first, found by a part of the name taken literally', async () => {
        await freshAccounts();
        const first = file({ name: '100%_Ünï.png' });
        const second = file({ name: 'plain.pdf', sizeBytes: 2 ** 40 });
        for (const row of [first, second]) {
          expect(await storage.files.insert(row, 2 ** 50)).toBe(true);
        }
        const list = (name?: string, offset = 0, limit = 10) =>
          storage.files.list(accountId, { name, offset, limit });
        expect(await list()).toEqual({ count: 2, rows: [second, first] });
        expect(await list(undefined, 1, 1)).toEqual({ count: 2, rows: [first] });
        expect((await list('0%_ü')).rows).toEqual([first]);
        expect((await list('%')).count).toBe(1);
        expect((await list('\\')).count).toBe(0);
        expect(await storage.files.find(accountId, first.id)).toEqual(first);
        expect(await storage.files.find(otherId, first.id)).toBeNull();
        expect(await storage.files.delete(otherId, first.id)).toBe(false);
        expect(await storage.files.delete(accountId, first.id)).toBe(true);
        expect(await storage.files.delete(accountId, first.id)).toBe(false);
        expect(await storage.files.existing([first.id, second.id, 'none'])).toEqual(new Set([second.id]));
        expect(await storage.files.existing([])).toEqual(new Set());
      });

      it('never holds more than the account may have, however many come at once', async () => {
        await freshAccounts();
        const stored = await Promise.all(
          Array.from({ length: 8 }, () => storage.files.insert(file({ sizeBytes: 30 }), 100)),
        );
        expect(stored.filter(Boolean)).toHaveLength(3);
        expect(await storage.files.usedBytes(accountId)).toBe(90);
        expect(await storage.files.insert(file({ sizeBytes: 10 }), 100)).toBe(true);
        expect(await storage.files.insert(file({ sizeBytes: 1 }), 100)).toBe(false);
        expect(await storage.files.usedBytes(otherId)).toBe(0);
      });
    });

    describe('avatars', () => {
      it('makes one of each avatar_id in an account, and no more than it may have', async () => {
        await freshAccounts();
        const row = await make({ avatarId: 'me' });
        expect(row).toMatchObject({ status: 1, error: null, mediaFileId: null, leaseOwner: null, keyId });
        const again = { ...row, id: newId() };
        const asked = {
          id: again.id,
          accountId,
          keyId,
          avatarId: 'me',
          name: 'Me',
          sourceUrl: '',
          createdAt: NOW,
        };
        expect(await storage.avatars.insert(asked, 1000)).toBe('exists');
        expect(await storage.avatars.insert({ ...asked, avatarId: 'two' }, 1)).toBe('full');
        const races = await Promise.all(
          Array.from({ length: 5 }, () =>
            storage.avatars.insert({ ...asked, id: newId(), avatarId: 'race' }, 1000),
          ),
        );
        expect(races.filter((result) => result === 'exists')).toHaveLength(4);
        expect(
          await storage.avatars.insert({ ...asked, id: newId(), accountId: otherId }, 1000),
        ).toMatchObject({
          accountId: otherId,
        });
      });

      it('finds by avatar_id before the id of another, and nothing of another account', async () => {
        await freshAccounts();
        const first = await make();
        const second = await make({ avatarId: first.id });
        expect(await storage.avatars.find(accountId, first.avatarId)).toEqual(first);
        expect(await storage.avatars.find(accountId, first.id)).toEqual(second);
        expect(await storage.avatars.find(accountId, second.id)).toEqual(second);
        expect(await storage.avatars.find(otherId, second.id)).toBeNull();
        expect(await storage.avatars.delete(otherId, second.id)).toBeNull();
        expect(await storage.avatars.delete(accountId, first.id)).toEqual(second);
        expect(await storage.avatars.find(accountId, first.id)).toEqual(first);
      });

      it('lists by status and name, newest first', async () => {
        await freshAccounts();
        await claimAll();
        const bob = await make({ name: 'Bob 100%' });
        const eve = await make({ name: 'Eve' });
        const list = (filter: { status?: number; name?: string }) =>
          storage.avatars.list(accountId, { ...filter, offset: 0, limit: 10 });
        expect(await list({})).toEqual({ count: 2, rows: [eve, bob] });
        expect((await list({ name: 'bOb' })).rows).toEqual([bob]);
        expect((await list({ name: '_' })).count).toBe(0);
        expect((await list({ status: 1, name: 'e' })).rows).toEqual([eve]);
        expect((await list({ status: 4 })).count).toBe(0);
        expect(await storage.avatars.list(accountId, { offset: 1, limit: 5 })).toEqual({
          count: 2,
          rows: [bob],
        });
      });

      it('gives each to one owner at a time, and to the next when the lease has run out', async () => {
        await freshAccounts();
        await claimAll();
        const first = await make();
        const second = await make();
        const claims = await Promise.all([1, 2, 3].map(() => storage.avatars.claim(LEASE, NOW)));
        // Who asks together is served in any order.
        expect(new Set(claims.map((row) => row?.id))).toEqual(new Set([first.id, second.id, undefined]));
        expect(claims.find((row) => row !== null)).toMatchObject({
          status: 2,
          leaseOwner: 'one',
          leaseExpiresAt: NOW + 1000,
        });

        const longer = { owner: 'one', expiresAt: NOW + 5000 };
        expect(await storage.avatars.renew(longer, [first.id])).toEqual([first.id]);
        expect(await storage.avatars.renew({ ...longer, owner: 'two' }, [first.id, second.id])).toEqual([]);
        expect(await storage.avatars.renew(longer, [])).toEqual([]);
        const two = { owner: 'two', expiresAt: NOW + 9000 };
        expect((await storage.avatars.claim(two, NOW + 1000))?.id).toBe(second.id);
        expect(await storage.avatars.claim(two, NOW + 1000)).toBeNull();
        await storage.avatars.release('one');
        expect((await storage.avatars.claim(two, NOW + 1000))?.id).toBe(first.id);
      });

      it('ends an import once, for the holder alone, together with its files', async () => {
        await freshAccounts();
        await claimAll();
        const { id } = await make({ avatarId: 'ending' });
        await storage.avatars.claim(LEASE, NOW);
        const media = file({ sizeBytes: 70 });
        const thumbnail = file({ sizeBytes: 7 });
        const error = { code: 1218, msg: 'not yet' };
        const outcome = { ...NOTHING, status: 4 as const, error, media, thumbnail };
        expect(await storage.avatars.finish(id, 'two', outcome, AT)).toBeNull();
        expect(await storage.files.existing([media.id])).toEqual(new Set());
        expect(await storage.avatars.finish(id, 'one', outcome, { ...AT, nowMs: NOW + 9 })).toMatchObject({
          status: 4,
          error,
          mediaFileId: media.id,
          thumbnailFileId: thumbnail.id,
          updatedAt: NOW + 9,
          leaseOwner: null,
        });
        expect(
          await storage.avatars.finish(id, 'one', { ...outcome, media: null, thumbnail: null }, AT),
        ).toBeNull();

        // The avatar's files are shown to the world and counted, and are no uploads.
        expect(await storage.files.findShown(media.id)).toEqual(media);
        expect(await storage.files.usedBytes(accountId)).toBe(77);
        expect(await storage.files.find(accountId, media.id)).toBeNull();
        expect(await storage.files.delete(accountId, thumbnail.id)).toBe(false);
        expect((await storage.files.list(accountId, { offset: 0, limit: 9 })).count).toBe(0);
        const upload = file();
        await storage.files.insert(upload, 1000);
        expect(await storage.files.findShown(upload.id)).toBeNull();

        expect(await storage.avatars.delete(accountId, 'ending')).toMatchObject({ mediaFileId: media.id });
        expect(await storage.files.existing([media.id, thumbnail.id])).toEqual(new Set());
        expect(await storage.avatars.find(accountId, id)).toBeNull();
      });

      it('keeps the pack of one that is ready from the world, and what the pack says of consent', async () => {
        await freshAccounts();
        await claimAll();
        const given = { statement: 'I agree', givenAt: NOW };
        const asked = await make({ avatarId: 'ready', consent: given, licence: 'MIT' });
        expect(asked).toMatchObject({ consent: given, licence: 'MIT', packFileId: null, quality: null });
        await storage.avatars.claim(LEASE, NOW);
        const [media, thumbnail, pack] = [file(), file(), file({ sizeBytes: 500 })];
        const quality = { score: 0.5, advice: [{ code: 'small', text: 'The face is small' }] };
        const made = { ...NOTHING, status: 3 as const, media, thumbnail, pack, quality };
        expect(await storage.avatars.finish(asked.id, 'one', made, AT)).toMatchObject({
          status: 3,
          packFileId: pack.id,
          quality,
          consent: given,
          licence: 'MIT',
        });
        expect(await storage.files.findShown(pack.id)).toBeNull();
        expect(await storage.files.find(accountId, pack.id)).toBeNull();
        expect(await storage.files.delete(accountId, pack.id)).toBe(false);
        expect(await storage.files.usedBytes(accountId)).toBe(520);

        const brought = await make();
        await storage.avatars.claim(LEASE, NOW);
        const other = { statement: 'They agree', givenAt: NOW - 5 };
        const said = {
          ...made,
          media: file(),
          thumbnail: file(),
          pack: file(),
          consent: other,
          licence: 'CC0',
        };
        expect(await storage.avatars.finish(brought.id, 'one', said, AT)).toMatchObject({
          consent: other,
          licence: 'CC0',
        });
        await storage.avatars.delete(accountId, 'ready');
        expect(await storage.files.existing([media.id, thumbnail.id, pack.id])).toEqual(new Set());
      });

      it('lets files of imports that end at once fill an account, and no more', async () => {
        await freshAccounts();
        await claimAll();
        const ids = await Promise.all(Array.from({ length: 4 }, async () => (await make()).id));
        for (const _ of ids) await storage.avatars.claim(LEASE, NOW);
        const outcomes = ids.map(() => {
          const [media, pack] = [file({ sizeBytes: 50 }), file({ sizeBytes: 350 })];
          return { ...NOTHING, status: 3 as const, media, pack };
        });
        const [upload, ...ended] = await Promise.all([
          storage.files.insert(file({ sizeBytes: 100 }), AT.maxAccountBytes),
          ...ids.map((id, i) =>
            storage.avatars.finish(id, 'one', outcomes[i] ?? { ...NOTHING, status: 4 }, AT),
          ),
        ]);
        expect(upload).toBe(true);
        expect(ended.filter((one) => one === 'full')).toHaveLength(2);
        expect(await storage.files.usedBytes(accountId)).toBe(900);
        const full = ids[ended.indexOf('full')] ?? '';
        expect(await storage.avatars.find(accountId, full)).toMatchObject({ status: 2, leaseOwner: 'one' });
        const error = { code: 1223, msg: 'full' };
        const failed = { ...NOTHING, status: 4 as const, error };
        expect(await storage.avatars.finish(full, 'one', failed, AT)).toMatchObject({ status: 4, error });
      });

      it('does not end one that was deleted meanwhile', async () => {
        await freshAccounts();
        await claimAll();
        const { id } = await make();
        await storage.avatars.claim(LEASE, NOW);
        await storage.avatars.delete(accountId, id);
        const media = file();
        const outcome = { ...NOTHING, status: 3 as const, media };
        expect(await storage.avatars.finish(id, 'one', outcome, AT)).toBeNull();
        expect(await storage.avatars.renew(LEASE, [id])).toEqual([]);
        expect(await storage.files.existing([media.id])).toEqual(new Set());
      });
    });
  });
}
