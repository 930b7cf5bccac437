import { join } from 'node:path';
import { forgetFrames, PRESENTERS, sweepFrames as sweepFramesOf } from '@avatarium/puppet';
import type { Logger } from 'pino';
import { AvatarCatalog } from '../avatars/catalog.js';
import { AvatarImporter } from '../avatars/import/importer.js';
import { AvatarService } from '../avatars/service.js';
import { createBackgroundLoader, type LoadBackground } from '../backgrounds/loader.js';
import { LoopLibrary } from '../backgrounds/loops.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import { type CallerMedia, createCallerMedia } from '../files/caller-media.js';
import { FileLibrary } from '../files/library.js';
import { FileVault } from '../files/vault.js';
import type { Clock } from '../sessions/clock.js';
import type { Storage } from '../storage/port.js';

/** Serves the avatar id that nearly every sample of the API uses. */
const SAMPLE_AVATAR_ID = 'dvp_Tristan_cloth2_1080P';

/** In the data folder. */
export const FILES_FOLDER = 'files';
/** In the data folder: decoded frames of videos, which are made again when they are gone. */
const FRAMES_FOLDER = join('cache', 'frames');

const BACKGROUNDS = {
  timeoutMs: 60_000,
  kinds: [
    { types: ['image/'], maxBytes: 20 * 2 ** 20, keptIn: 'memory' },
    { types: ['video/', 'application/mp4', 'application/ogg'], maxBytes: 100 * 2 ** 20, keptIn: 'file' },
  ],
} as const;

export interface OpenedAvatars {
  files: FileLibrary;
  /** What may hang behind an avatar, as it is named and as it is shown. */
  backgrounds: CallerMedia;
  loadBackground: LoadBackground;
  importer: AvatarImporter;
  avatarService: AvatarService;
  /** Where decoded frames of videos are kept. */
  framesFolder: string;
  /** Removes what a killed process left there. After the files that belong to nothing, and before any session. */
  sweepFrames(): Promise<void>;
}

/** The built-in avatars. @throws StartError when AVATAR_ALIASES names one that there is not */
export function openCatalog(settings: Pick<Settings, 'AVATAR_ALIASES'>): AvatarCatalog {
  const male = PRESENTERS.find(({ gender }) => gender === 'Male') ?? PRESENTERS[0];
  const sample: Record<string, string> = male ? { [SAMPLE_AVATAR_ID]: male.id } : {};
  try {
    return new AvatarCatalog(PRESENTERS, { ...sample, ...settings.AVATAR_ALIASES });
  } catch (error) {
    throw new StartError(`AVATAR_ALIASES: ${error instanceof Error ? error.message : error}`, 2);
  }
}

/** Uploads, and the avatars that accounts make of them or of what they find elsewhere. Nothing is made before a start. */
export async function openAvatars(
  settings: Pick<Settings, 'MAX_UPLOAD_MB' | 'MAX_STORED_MB' | 'URL_ALLOWLIST'>,
  deps: {
    storage: Pick<Storage, 'files' | 'avatars'>;
    /** The data folder. */
    dataDir: string;
    catalog: AvatarCatalog;
    owner: string;
    clock: Clock;
    log: Logger;
  },
) {
  const { storage, catalog, owner, clock, log } = deps;
  const vault = await FileVault.open(join(deps.dataDir, FILES_FOLDER));
  const files = new FileLibrary({
    store: storage.files,
    vault,
    clock,
    limits: {
      maxFileBytes: settings.MAX_UPLOAD_MB * 2 ** 20,
      maxAccountBytes: settings.MAX_STORED_MB * 2 ** 20,
    },
  });
  const allowlist = settings.URL_ALLOWLIST;
  const backgrounds = createCallerMedia({
    ...BACKGROUNDS,
    readUpload: files.read,
    allowlist,
    waitingRoom: vault,
  });
  const importer = new AvatarImporter({
    avatars: storage.avatars,
    library: files,
    vault,
    allowlist,
    owner,
    clock,
    log,
  });
  const framesFolder = join(deps.dataDir, FRAMES_FOLDER);
  const avatarService = new AvatarService({
    catalog,
    avatars: storage.avatars,
    importer,
    files,
    forgetFrames: (packPath) => forgetFrames({ folder: framesFolder }, packPath),
    checkUrl: backgrounds.check,
    clock,
  });
  const loadBackground = createBackgroundLoader(backgrounds, new LoopLibrary({ folder: framesFolder }, log));
  const sweepFrames = async () =>
    sweepFramesOf(
      { folder: framesFolder },
      (await vault.ids()).map((id) => vault.pathOf(id)),
    );
  return { files, backgrounds, loadBackground, importer, avatarService, framesFolder, sweepFrames };
}
