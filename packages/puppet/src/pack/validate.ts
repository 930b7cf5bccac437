import { declaredImageSize } from '../image-size.js';
import { PackError } from './error.js';
import { type AvatarPack, type Manifest, manifestSchema, PACK_FORMAT, PACK_VERSION } from './format.js';
import { checkReach, checkRig, decodeFloats } from './rig-file.js';

export const MANIFEST_FILE = 'avatar.json';
const MAX_LAYERS = 16;

/** The manifest that the JSON holds. Throws PackError, naming the field. */
export function checkManifest(json: unknown): Manifest {
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== PACK_FORMAT) throw new PackError(MANIFEST_FILE, `format is not "${PACK_FORMAT}"`);
  if (typeof version === 'number' && version > PACK_VERSION) {
    throw new PackError(
      MANIFEST_FILE,
      `version ${version} is newer than ${PACK_VERSION}, the one known here`,
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new PackError(MANIFEST_FILE, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
  }
  checkWhole(parsed.data);
  return parsed.data;
}

/** What belongs together within a manifest. */
function checkWhole(manifest: Manifest): void {
  const { picture, kind, loop, layers, rig, face } = manifest;
  const fail = (problem: string): never => {
    throw new PackError(MANIFEST_FILE, problem);
  };
  if ((kind === 'video') !== (loop !== null)) fail('loop belongs to videos, and to all of them');
  if (picture.backdrop !== null && picture.matte === null) fail('picture.backdrop needs a picture.matte');
  if (layers.length > MAX_LAYERS) fail(`layers are more than ${MAX_LAYERS}`);
  if (new Set(rig.shapes).size !== rig.shapes.length) fail('rig.shapes names a shape twice');
  if (!(face.right > face.left && face.bottom > face.top)) fail('face is empty');
  if (loop && loop.blend >= loop.frames) fail('loop.blend is longer than the loop');
  const names = filesOf(manifest);
  if (new Set(names).size !== names.length || names.includes(MANIFEST_FILE)) fail('names a file twice');
}

/** Name of a frame of a loop. */
export function frameFile(index: number): string {
  return `frames/${String(index).padStart(4, '0')}.jpg`;
}

/** All members that a manifest speaks of, itself and the rig's left out. */
export function filesOf({ picture, layers, loop, rig }: Manifest): string[] {
  const pictures = [picture.file, picture.matte, picture.backdrop].filter((file) => file !== null);
  const names = [...pictures, ...layers.map(({ file }) => file)];
  if (loop) {
    names.push(loop.motion);
    for (let i = 0; i < loop.frames; i++) names.push(frameFile(i));
  }
  if (names.includes(rig.file)) throw new PackError(MANIFEST_FILE, `names ${rig.file} twice`);
  return names;
}

/** Bytes of a loop's motion by what the manifest says. */
function motionBytes({ rig, loop }: Manifest): number {
  return (loop?.frames ?? 0) * rig.vertices * 2 * 4;
}

/** Throws PackError unless the pack can be drawn. Pictures are not decoded: their headers are read. */
export function validatePack({ manifest, rig, files }: AvatarPack): void {
  checkManifest(manifest);
  checkRig(manifest, rig);
  const { picture, layers, loop } = manifest;
  const bytesOf = (name: string): Uint8Array => {
    const bytes = files.get(name);
    if (!bytes) throw new PackError(name, 'is missing');
    return bytes;
  };
  const { width, height } = picture;
  for (const name of [picture.file, picture.matte, picture.backdrop]) {
    if (name !== null)
      checkPicture(
        name,
        bytesOf(name),
        (size) => size.width === width && size.height === height,
        `${width}×${height}`,
      );
  }
  for (const { file } of layers) {
    const fits = (size: Size): boolean => size.width <= width * 2 && size.height <= height * 2;
    checkPicture(file, bytesOf(file), fits, `at most ${width * 2}×${height * 2}`);
  }
  if (!loop) return;
  const motion = bytesOf(loop.motion);
  if (motion.length !== motionBytes(manifest)) {
    throw new PackError(loop.motion, `has ${motion.length} bytes, not ${motionBytes(manifest)}`);
  }
  checkReach(loop.motion, 'motion', decodeFloats(motion));
  for (let i = 0; i < loop.frames; i++) {
    const name = frameFile(i);
    checkPicture(
      name,
      bytesOf(name),
      (size) => size.width === width && size.height === height,
      `${width}×${height}`,
    );
  }
}

interface Size {
  width: number;
  height: number;
}

function checkPicture(name: string, bytes: Uint8Array, fits: (size: Size) => boolean, wanted: string): void {
  const size = declaredImageSize(bytes);
  if (!size) throw new PackError(name, 'is not a picture');
  if (!fits(size)) throw new PackError(name, `is ${size.width}×${size.height} pixels, not ${wanted}`);
}
