import { describe, vi } from 'vitest';
import { openTemporaryPostgres, testPostgresUrl } from '../../storage/testing/temporary-postgres.js';
import { requestProperties } from './request-properties.suite.js';

// No name leads anywhere: nothing that these tests make up is looked up or fetched.
vi.mock('node:dns/promises', () => ({ lookup: () => Promise.reject(new Error('ENOTFOUND')) }));

requestProperties('the API on PGlite', { usualRuns: 150 });

const server = testPostgresUrl() ?? '';
describe.runIf(server !== '')('with a PostgreSQL server', () => {
  requestProperties('the API on PostgreSQL', {
    usualRuns: 60,
    openStorage: () => openTemporaryPostgres(server),
  });
});
