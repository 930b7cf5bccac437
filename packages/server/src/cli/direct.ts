import { KeyService } from '../accounts/key-service.js';
import type { Settings } from '../config/settings.js';
import { holdDataDir } from '../control/held-data-dir.js';
import { type KeyCommand, type KeyCommandResult, KeyCommands } from '../control/key-commands.js';
import { systemClock } from '../sessions/clock.js';
import { createUrlCheck } from '../sessions/rules.js';
import { KeptSecrets } from '../storage/kept-secrets.js';
import { openStorage } from '../storage/open.js';
import { openSecretBox } from '../storage/secret-box.js';

/**
 * Carries a command out on the database itself, for want of a server in this data folder.
 *
 * @throws StartError when the data folder or the database cannot be had; ApiError when the command is refused
 */
export async function executeDirectly(settings: Settings, command: KeyCommand): Promise<KeyCommandResult> {
  const dataDir = await holdDataDir(settings.DATA_DIR, 'Another command is being carried out');
  try {
    const box = openSecretBox(dataDir.path, settings.SECRET_KEY);
    const storage = await openStorage(settings.DATABASE_URL, dataDir.path, () => {});
    try {
      await new KeptSecrets(storage.secrets, box).prove();
      const checkUrl = createUrlCheck(settings.URL_ALLOWLIST);
      const keys = new KeyService({
        storage,
        box,
        clock: systemClock,
        checkUrl: (field, url) => checkUrl(field, url, 'media'),
        // A worker elsewhere, if there is one, sees at its next heartbeat that they are over.
        async endSessions(keyId) {
          for (const id of await storage.sessions.liveIdsOfKey(keyId)) {
            await storage.sessions.end(id, {
              status: 3,
              endReason: 'client_closed',
              endedAt: systemClock.nowMs(),
            });
          }
        },
      });
      return await new KeyCommands(storage, keys, systemClock).execute(command);
    } finally {
      await storage.close();
    }
  } finally {
    await dataDir.release();
  }
}
