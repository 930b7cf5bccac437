import { join } from 'node:path';
import { createKnowledge, type Knowledge } from '../knowledge/index.js';
import type { Cleanups } from './cleanups.js';
import type { Foundations } from './foundations.js';

/** Knowledge bases, whose downloads pass through the data folder. */
export function openKnowledge(foundations: Foundations, cleanups: Cleanups): Knowledge {
  const { settings, log, clock, storage, dataDir, workerId, installation } = foundations;
  const knowledge = createKnowledge({
    store: storage.knowledge,
    clock,
    log,
    allowlist: settings.URL_ALLOWLIST,
    // Nothing can be uploaded to this server yet.
    readUpload: async () => null,
    tempDir: join(dataDir, 'tmp', 'knowledge'),
    owner: workerId,
    installedAtMs: installation.account.createdAt,
  });
  cleanups.add('knowledge', () => knowledge.close());
  return knowledge;
}
