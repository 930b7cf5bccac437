export { PackError } from './error.js';
export {
  type AvatarPack,
  type Manifest,
  manifestSchema,
  PACK_FORMAT,
  PACK_VERSION,
  type Quality,
  type Rig,
  SHAPES,
  type ShapeName,
} from './format.js';
export { readPack } from './read.js';
export { frameFile, validatePack } from './validate.js';
export { writePack } from './write.js';
