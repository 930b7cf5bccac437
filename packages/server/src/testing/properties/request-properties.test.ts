import { describe, vi } from 'vitest';
import { openTemporaryPostgres, testPostgresUrl } from '../../storage/testing/temporary-postgres.js';
import { requestProperties } from './request-properties.suite.js';

// Nothing that these tests make up is looked up or fetched: of all names only a room server's leads anywhere.
vi.mock('node:dns/promises', () => ({
  lookup: async (name: string) => {
    if (name !== 'room.example') {
      throw new Error('ENOTFOUND');
    }
    return [{ address: '8.8.8.8', family: 4 }];
  },
}));

requestProperties('the API on PGlite', { usualRuns: 150 });

const server = testPostgresUrl() ?? '';
describe.runIf(server !== '')('with a PostgreSQL server', () => {
  requestProperties('the API on PostgreSQL', {
    usualRuns: 60,
    openStorage: () => openTemporaryPostgres(server),
  });
});
