import { type Zippable, zipSync } from 'fflate';
import { requireArchiveSize } from './archive.js';
import type { AvatarPack } from './format.js';
import { encodeRig } from './rig-file.js';
import { filesOf, MANIFEST_FILE, validatePack } from './validate.js';

/** Pictures are compressed already, and stored ones are read without a copy. */
const STORED = { level: 0 } as const;
const DEFLATED = { level: 6 } as const;
/** The oldest date that ZIP knows: the same pack gives the same bytes whenever it is written. */
const NO_DATE = new Date(1980, 0, 1);

/** The bytes of a pack's file. Throws PackError when the pack could not be read again. */
export function writePack(pack: AvatarPack): Uint8Array {
  validatePack(pack);
  const { manifest, rig, files } = pack;
  const members: Zippable = {
    [MANIFEST_FILE]: [new TextEncoder().encode(JSON.stringify(manifest, null, 2)), DEFLATED],
    [manifest.rig.file]: [encodeRig(rig), DEFLATED],
  };
  for (const name of filesOf(manifest)) {
    const bytes = files.get(name);
    if (bytes) members[name] = [bytes, name === manifest.loop?.motion ? DEFLATED : STORED];
  }
  const archive = zipSync(members, { mtime: NO_DATE });
  // Pictures that came deflated are stored now.
  requireArchiveSize(archive.length);
  return archive;
}
