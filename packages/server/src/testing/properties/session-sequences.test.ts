import { describe } from 'vitest';
import { openTemporaryPostgres, testPostgresUrl } from '../../storage/testing/temporary-postgres.js';
import { sessionSequences } from './session-sequences.suite.js';

sessionSequences('sessions on PGlite', { usualRuns: 20 });

const server = testPostgresUrl() ?? '';
describe.runIf(server !== '')('with a PostgreSQL server', () => {
  sessionSequences('sessions on PostgreSQL', {
    usualRuns: 10,
    openStorage: () => openTemporaryPostgres(server),
  });
});
