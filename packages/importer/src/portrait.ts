import { type AvatarPack, type Manifest, PACK_FORMAT, PACK_VERSION, SHAPES } from '@avatarium/puppet/pack';
import { type Crop, cropPortrait } from './crop.js';
import { type FoundFace, findFace } from './face/find.js';
import { EYES, LIPS } from './face/indices.js';
import { encodeGrey, encodePicture } from './image/encode.js';
import { decodePicture, type Pixels, toCanvas } from './image/pixels.js';
import { cleanLips } from './lips.js';
import { type CutOut, cutOut } from './matte/matte.js';
import { segmentPerson } from './matte/segment.js';
import { mouthColours } from './mouth.js';
import type { OnProgress } from './progress.js';
import { judge } from './quality.js';
import { type BuiltRig, buildRig } from './rig/build.js';
import { faceFrame } from './rig/frame.js';
import { headBounds } from './rig/head.js';
import { lipMeasures } from './rig/lips.js';
import { faceMesh } from './rig/mesh.js';
import { ACTION_SHAPES, EXPRESSION_SHAPES, VISEME_SHAPES } from './tables.js';

export { PortraitRefusedError } from './refused.js';

/** What the owner of a portrait says of it. */
export interface PortraitOptions {
  name: string;
  licence: Manifest['licence'];
  consent: Manifest['consent'];
  /** Milliseconds since 1970; now, if left out. */
  createdAt?: number;
  onProgress?: OnProgress;
}

/** How far all is when each step begins, by the time that they take. */
const BEGINS = { face: 0, matte: 0.2, mesh: 0.74, shapes: 0.78, picture: 0.94 } as const;

/**
 * Makes an avatar of a portrait (PNG, JPEG or WebP). The same bytes give the same pack, its date aside. Throws
 * PortraitRefusedError, in words for the owner, when no avatar can be made of it. Takes seconds of one core.
 */
export async function importPortrait(
  bytes: Uint8Array,
  options: PortraitOptions,
  signal?: AbortSignal,
): Promise<AvatarPack> {
  options.onProgress?.(BEGINS.face, 'face');
  const image = await decodePicture(bytes);
  signal?.throwIfAborted();
  const face = await findFace(image);
  signal?.throwIfAborted();
  return makePack(cropPortrait(image, face.points), face, options, signal);
}

/** A pack of what is shown of a picture, face and all, without cutting anything off. */
export async function makePack(
  { picture, points, scale }: Crop,
  face: FoundFace,
  options: PortraitOptions,
  signal?: AbortSignal,
): Promise<AvatarPack> {
  const begin = (step: keyof typeof BEGINS): void => options.onProgress?.(BEGINS[step], step);
  begin('matte');
  const frame = faceFrame(points);
  const side = Math.max(picture.height, frame.width * 3);
  const rough = await segmentPerson(toCanvas(picture), {
    left: frame.origin[0] - side / 2,
    top: picture.height - side,
    side,
  });
  signal?.throwIfAborted();
  const cut = cutOut(picture, rough, frame);
  begin('mesh');
  // Moves the points of the lips, too, to the line between them.
  const person = cleanLips(cut.person, points, frame);
  const mesh = faceMesh(points, frame, cut.matte);
  begin('shapes');
  const built = buildRig(mesh);
  begin('picture');
  const quality = judge({ picture, points, cut, scale, mood: built.mood, face });
  return {
    manifest: {
      ...describe(options),
      quality,
      picture: {
        file: 'picture.jpg',
        width: picture.width,
        height: picture.height,
        matte: 'matte.png',
        backdrop: 'backdrop.jpg',
      },
      ...measures(built, picture, cut, mouthColours(picture, points)),
    },
    rig: built.rig,
    files: new Map([
      ['picture.jpg', encodePicture(person, 95)],
      ['matte.png', encodeGrey(cut.matte)],
      ['backdrop.jpg', encodePicture(cut.backdrop, 90)],
    ]),
  };
}

function describe({ name, licence, consent, createdAt = Date.now() }: PortraitOptions) {
  return {
    format: PACK_FORMAT,
    version: PACK_VERSION,
    kind: 'photo',
    name,
    createdAt,
    licence,
    consent,
    layers: [],
    visemes: VISEME_SHAPES,
    expressions: EXPRESSION_SHAPES,
    actions: ACTION_SHAPES,
    loop: null,
  } as const satisfies Partial<Manifest>;
}

function measures(
  { rig, mesh, rest }: BuiltRig,
  picture: Pixels,
  { matte }: CutOut,
  colours: ReturnType<typeof mouthColours>,
): Pick<Manifest, 'face' | 'rig' | 'mouth'> {
  const { frame } = mesh;
  const { halfWidth } = lipMeasures(rest);
  const eye = (e: 0 | 1) => ({
    upperLid: [...EYES[e].upper],
    lowerLid: [...EYES[e].lower],
    iris: [...EYES[e].iris],
  });
  return {
    face: {
      ...headBounds(mesh, matte, picture),
      eyeDistance: frame.eyeDistance,
      tiltDeg: Math.min(45, Math.max(-45, (Math.atan2(frame.sin, frame.cos) * 180) / Math.PI)),
    },
    rig: {
      file: 'rig.bin',
      vertices: mesh.depth.length,
      triangles: rig.triangles.length / 3,
      shapes: [...SHAPES],
      innerLips: { upper: [...LIPS.innerUpper], lower: [...LIPS.innerLower] },
      eyes: [eye(0), eye(1)],
    },
    mouth: { ...colours, teethWidth: halfWidth * 1.62, teethDrop: frame.eyeDistance * 0.07 },
  };
}
