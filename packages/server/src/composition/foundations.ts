import { type LipsyncModel, loadLipsyncModel } from '@avatarium/lipsync';
import type { StillBackground } from '@avatarium/puppet';
import type { Logger } from 'pino';
import { ensureInstallation, type Installation } from '../accounts/installation.js';
import type { AvatarCatalog } from '../avatars/catalog.js';
import { readBackground } from '../config/background.js';
import { requireBridgeFiles } from '../config/bridge-files.js';
import { readWorkerId } from '../config/data-dir.js';
import type { Settings } from '../config/settings.js';
import type { ControlServer } from '../control/control-server.js';
import { holdDataDir } from '../control/held-data-dir.js';
import { readTls, requireFreePort } from '../http/listen.js';
import { type MediaServer, openMediaServer } from '../media/access.js';
import { modelsFolder } from '../models/folder.js';
import { type Clock, systemClock } from '../sessions/clock.js';
import { KeptSecrets } from '../storage/kept-secrets.js';
import { openStorage } from '../storage/open.js';
import type { Storage } from '../storage/port.js';
import { openSecretBox, type SecretBox } from '../storage/secret-box.js';
import { VoiceCatalog } from '../voices/catalog.js';
import { type OpenedAvatars, openAvatars, openCatalog } from './avatars.js';
import type { Cleanups } from './cleanups.js';
import { openSpeech, type Speech } from './speech.js';

/** What both the API and the worker stand on. */
export interface Foundations extends OpenedAvatars {
  settings: Settings;
  log: Logger;
  clock: Clock;
  tls: { cert: Buffer; key: Buffer } | null;
  defaultBackground: StillBackground;
  dataDir: string;
  /** Listens already, and serves no commands yet. */
  control: ControlServer;
  box: SecretBox;
  storage: Storage;
  /** Who holds the leases of this installation, the same after a restart. */
  workerId: string;
  installation: Installation;
  avatars: AvatarCatalog;
  voices: VoiceCatalog;
  /** What it speaks, hears and answers with. */
  speech: Speech;
  /** Reads lips off sound. */
  lipsync: LipsyncModel;
  media: MediaServer;
}

/**
 * Opens everything that has to be opened, cheap checks first.
 *
 * @param onLost is called when a thread that the server cannot do without dies
 * @throws StartError when a setting or the machine does not allow it
 */
export async function openFoundations(
  settings: Settings,
  deps: {
    log: Logger;
    cleanups: Cleanups;
    onLost(error: Error): void;
    /** True to keep what the embedded database holds in memory. */
    inMemory: boolean;
  },
): Promise<Foundations> {
  const { log, cleanups, onLost } = deps;
  const clock = systemClock;
  const avatars = openCatalog(settings);
  const defaultBackground = readBackground(settings.DEFAULT_BACKGROUND);
  const { TLS_CERT, TLS_KEY } = settings;
  const tls = TLS_CERT !== undefined && TLS_KEY !== undefined ? readTls(TLS_CERT, TLS_KEY) : null;
  requireBridgeFiles(settings);
  await requireFreePort(settings.HOST, settings.PORT);
  const dataDir = await holdDataDir(settings.DATA_DIR, 'The server is starting');
  cleanups.add('data folder', () => dataDir.release());
  const box = openSecretBox(dataDir.path, settings.SECRET_KEY);

  // Those that take longest, side by side.
  const [storage, lipsync, speech] = await Promise.all([
    openStorage(settings.DATABASE_URL, deps.inMemory ? null : dataDir.path, onLost).then((opened) => {
      cleanups.add('storage', () => opened.close());
      return opened;
    }),
    loadLipsyncModel(),
    openSpeech(settings, { modelsFolder: modelsFolder(settings), log, cleanups }),
  ]);
  const secrets = new KeptSecrets(storage.secrets, box);
  await secrets.prove();
  const workerId = readWorkerId(dataDir.path);
  const given = { apiKey: settings.API_KEY, clientId: settings.CLIENT_ID };
  const installation = await ensureInstallation(storage, box, given, clock.nowMs());
  const media = await openMediaServer(settings, { secrets, log, onLost });
  cleanups.add('media server', () => media.close());
  const opened = await openAvatars(settings, {
    storage,
    dataDir: dataDir.path,
    catalog: avatars,
    owner: workerId,
    clock,
    log,
  });
  cleanups.add('avatar importer', () => opened.importer.stop());
  // Not where avatars are opened: a command that was given another DATABASE_URL would find that nothing belongs here.
  const removed = await opened.files.sweep();
  if (removed > 0) {
    log.info({ files: removed }, 'files that belong to nothing have been removed');
  }
  await opened.sweepFrames();
  return {
    ...opened,
    settings,
    log,
    clock,
    tls,
    defaultBackground,
    dataDir: dataDir.path,
    control: dataDir.control,
    box,
    storage,
    workerId,
    installation,
    avatars,
    voices: new VoiceCatalog(speech),
    speech,
    lipsync,
    media,
  };
}
