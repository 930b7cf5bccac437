import { afterEach, describe, expect, it } from 'vitest';
import { accountSuite } from './account.suite.js';
import { knowledgeSuite } from './knowledge.suite.js';
import { mediaSuite } from './media.suite.js';
import { openPostgresStorage } from './postgres.js';
import { storageSuite } from './storage.suite.js';
import {
  createTemporaryDatabase,
  openTemporaryPostgres,
  testPostgresUrl,
} from './testing/temporary-postgres.js';
import { transcriptSuite } from './transcript.suite.js';
import { usageSuite } from './usage.suite.js';

const server = testPostgresUrl() ?? '';

describe.runIf(server !== '')('with a PostgreSQL server', () => {
  storageSuite('storage on PostgreSQL', () => openTemporaryPostgres(server));
  accountSuite('accounts on PostgreSQL', () => openTemporaryPostgres(server));
  usageSuite('limits and use of keys on PostgreSQL', () => openTemporaryPostgres(server));
  knowledgeSuite('knowledge on PostgreSQL', () => openTemporaryPostgres(server));
  mediaSuite('files and avatars on PostgreSQL', () => openTemporaryPostgres(server));
  transcriptSuite('transcripts on PostgreSQL', () => openTemporaryPostgres(server));

  describe('opening', () => {
    const databases: { drop(): Promise<void> }[] = [];
    afterEach(async () => {
      await Promise.all(databases.splice(0).map((database) => database.drop()));
    });

    it('brings the tables up to date once when many processes start together', async () => {
      const database = await createTemporaryDatabase(server);
      databases.push(database);
      const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgresStorage(database.url)));
      const found = opened.map((storage) => storage.accounts.findByName('default'));
      expect(await Promise.all(found)).toEqual(Array(5).fill(null));
      await Promise.all(opened.map((storage) => storage.close()));
    });
  });
});

describe('a PostgreSQL server that cannot be used', () => {
  it('is told by the name of the setting, without the password', async () => {
    const opening = openPostgresStorage('postgres://someone:hunter2@127.0.0.1:1/none');
    await expect(opening).rejects.toThrow(/^DATABASE_URL: the server cannot be reached/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
});
