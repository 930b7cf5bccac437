import { Archive } from './archive.js';
import { PackError } from './error.js';
import type { AvatarPack, Manifest } from './format.js';
import { decodeRig, rigBytes } from './rig-file.js';
import { checkManifest, filesOf, MANIFEST_FILE, validatePack } from './validate.js';

const MAX_MANIFEST_BYTES = 2 ** 20;

/**
 * The pack that the bytes of a file hold. Throws PackError, which names the member and the field, when they hold
 * none that can be drawn. Stored members, as frames of videos are, stay views into `bytes`. Members that the manifest
 * does not speak of are left out.
 */
export function readPack(bytes: Uint8Array): AvatarPack {
  const archive = new Archive(bytes);
  const manifest = readManifest(archive);
  const wanted = rigBytes(manifest);
  // Before it is unpacked: the counts bound what it may be.
  if (archive.sizeOf(manifest.rig.file) !== wanted) {
    throw new PackError(manifest.rig.file, `has ${archive.sizeOf(manifest.rig.file)} bytes, not ${wanted}`);
  }
  const rig = decodeRig(manifest, archive.read(manifest.rig.file));
  const files = new Map(filesOf(manifest).map((name) => [name, archive.read(name)]));
  const pack = { manifest, rig, files };
  validatePack(pack);
  return pack;
}

function readManifest(archive: Archive): Manifest {
  if (!archive.has(MANIFEST_FILE)) throw new PackError(null, `holds no ${MANIFEST_FILE}`);
  if (archive.sizeOf(MANIFEST_FILE) > MAX_MANIFEST_BYTES) {
    throw new PackError(MANIFEST_FILE, 'is larger than 1 MB');
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(archive.read(MANIFEST_FILE)));
  } catch (error) {
    if (error instanceof PackError) throw error;
    throw new PackError(MANIFEST_FILE, 'is not JSON');
  }
  return checkManifest(json);
}
