import type { Logger } from 'pino';
import type { AvatarCatalog } from '../avatars/catalog.js';
import { AvatarImporter } from '../avatars/import/importer.js';
import { AvatarService } from '../avatars/service.js';
import type { Settings } from '../config/settings.js';
import { type CallerMedia, createCallerMedia } from '../files/caller-media.js';
import { FileLibrary } from '../files/library.js';
import { FileVault } from '../files/vault.js';
import type { Clock } from '../sessions/clock.js';
import type { Storage } from '../storage/port.js';

const BACKGROUND_LIMITS = { maxBytes: 20 * 1024 * 1024, timeoutMs: 15_000, types: ['image/'] };

export interface OpenedAvatars {
  files: FileLibrary;
  /** What may hang behind an avatar. */
  backgrounds: CallerMedia;
  importer: AvatarImporter;
  avatarService: AvatarService;
}

/** Uploads, and the avatars that accounts make of them or of what they find elsewhere. Nothing is made yet. */
export async function openAvatars(
  settings: Pick<Settings, 'MAX_UPLOAD_MB' | 'MAX_STORED_MB' | 'URL_ALLOWLIST'>,
  deps: {
    storage: Pick<Storage, 'files' | 'avatars'>;
    directory: string;
    catalog: AvatarCatalog;
    owner: string;
    clock: Clock;
    log: Logger;
  },
) {
  const { storage, catalog, owner, clock, log } = deps;
  const vault = await FileVault.open(deps.directory);
  const files = new FileLibrary({
    store: storage.files,
    vault,
    clock,
    limits: {
      maxFileBytes: settings.MAX_UPLOAD_MB * 2 ** 20,
      maxAccountBytes: settings.MAX_STORED_MB * 2 ** 20,
    },
  });
  const removed = await files.sweep();
  if (removed > 0) {
    log.info({ files: removed }, 'files that belong to nothing have been removed');
  }
  const allowlist = settings.URL_ALLOWLIST;
  const backgrounds = createCallerMedia({ ...BACKGROUND_LIMITS, readUpload: files.read, allowlist });
  const importer = new AvatarImporter({
    avatars: storage.avatars,
    library: files,
    vault,
    allowlist,
    builtIn: catalog.list().map(({ avatarId }) => avatarId),
    owner,
    clock,
    log,
  });
  const avatarService = new AvatarService({
    catalog,
    avatars: storage.avatars,
    importer,
    removeFile: (id) => files.removeBytes(id),
    checkUrl: backgrounds.check,
    clock,
  });
  return { files, backgrounds, importer, avatarService };
}
