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
