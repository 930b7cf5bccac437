import { join } from 'node:path';
import { forgetFrames, PRESENTERS } from '@avatarium/puppet';
import type { Logger } from 'pino';
import { AvatarCatalog } from '../avatars/catalog.js';
import { AvatarImporter } from '../avatars/import/importer.js';
import { AvatarService } from '../avatars/service.js';
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
/** In the data folder: decoded frames of video avatars, which are made again when they are gone. */
const FRAMES_FOLDER = join('cache', 'frames');

const BACKGROUND_LIMITS = { maxBytes: 20 * 1024 * 1024, timeoutMs: 15_000, types: ['image/'] };

export interface OpenedAvatars {
  files: FileLibrary;
  /** What may hang behind an avatar. */
  backgrounds: CallerMedia;
  importer: AvatarImporter;
  avatarService: AvatarService;
  /** Where decoded frames of video avatars are kept. */
  framesFolder: string;
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
  const backgrounds = createCallerMedia({ ...BACKGROUND_LIMITS, readUpload: files.read, allowlist });
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
  return { files, backgrounds, importer, avatarService, framesFolder };
}
