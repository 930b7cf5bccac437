import { pino } from 'pino';
import { KeyService } from '../accounts/key-service.js';
import { openAvatars, openCatalog } from '../composition/avatars.js';
import type { Settings } from '../config/settings.js';
import { AvatarCommands } from '../control/avatar-commands.js';
import { type CommandExecutor, OperatorCommands } from '../control/commands.js';
import { type HeldDataDir, holdDataDir } from '../control/held-data-dir.js';
import { KeyCommands } from '../control/key-commands.js';
import { systemClock } from '../sessions/clock.js';
import { createUrlCheck } from '../sessions/rules.js';
import { KeptSecrets } from '../storage/kept-secrets.js';
import { openStorage } from '../storage/open.js';
import type { Storage } from '../storage/port.js';
import { openSecretBox } from '../storage/secret-box.js';

/** Carries commands out on the database itself, for want of a server in this data folder. */
export interface DirectExecutor extends CommandExecutor {
  close(): Promise<void>;
}

/** @throws StartError when the data folder or the database cannot be had */
export async function openDirectly(settings: Settings): Promise<DirectExecutor> {
  const dataDir = await holdDataDir(settings.DATA_DIR, 'Another command is being carried out');
  try {
    const storage = await openStorage(settings.DATABASE_URL, dataDir.path, () => {});
    try {
      return await createExecutor(settings, dataDir, storage);
    } catch (error) {
      await storage.close();
      throw error;
    }
  } catch (error) {
    await dataDir.release();
    throw error;
  }
}

async function createExecutor(
  settings: Settings,
  dataDir: HeldDataDir,
  storage: Storage,
): Promise<DirectExecutor> {
  const box = openSecretBox(dataDir.path, settings.SECRET_KEY);
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
  const opened = await openAvatars(settings, {
    storage,
    dataDir: dataDir.path,
    catalog: openCatalog(settings),
    owner: `command-${process.pid}`,
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const commands = new OperatorCommands(
    new KeyCommands(storage, keys, systemClock),
    new AvatarCommands({ ...opened, storage, avatars: opened.avatarService, clock: systemClock }),
  );
  let importing = false;
  return {
    async execute(command) {
      if ('topic' in command && command.action === 'import' && !importing) {
        importing = true;
        await opened.importer.start();
      }
      return commands.execute(command);
    },
    async close() {
      await opened.importer.stop();
      await storage.close();
      await dataDir.release();
    },
  };
}
