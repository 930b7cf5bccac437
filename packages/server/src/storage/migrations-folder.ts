import { fileURLToPath } from 'node:url';

/** The SQL files lie in `src` in a checkout and in a package alike. */
export const MIGRATIONS = fileURLToPath(new URL('../../src/storage/migrations', import.meta.url));
