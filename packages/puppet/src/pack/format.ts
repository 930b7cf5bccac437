import { ACTIONS, EXPRESSIONS, VISEMES } from '@avatarium/contract/face';
import { z } from 'zod';

/**
 * An avatar pack, as documented in docs/avatar-packs.md: everything that drawing an avatar needs, in one file.
 * Lengths and places are in pixels of the pack's picture, its left upper corner being 0, 0; x grows to the right and
 * y downwards. "Left" and "right" are the viewer's.
 */
export const PACK_FORMAT = 'avatarium-avatar';
export const PACK_VERSION = 1;

/** How a face can be deformed; weights 0–1 unless noted. Each name is a shape of the rig. */
export const SHAPES = [
  /** The lower jaw down. */
  'jaw',
  /** Lips' corners together, lips forward. */
  'pucker',
  /** Lips rolled outwards, as for sh. */
  'funnel',
  /** Corners apart. */
  'wide',
  /** Corners up and apart; cheeks follow. */
  'smile',
  /** Corners down. */
  'frown',
  /** Lips pressed upon each other. */
  'press',
  /** Lower lip under the upper teeth. */
  'tuck',
  /** Lips drawn back from the teeth, upper up and lower down. */
  'show',
  /** One corner up: contempt. */
  'smirk',
  /** Nose wrinkled, upper lip up: disgust. */
  'sneer',
  'blinkLeft',
  'blinkRight',
  /** Upper lids up: fear and surprise. */
  'widenEyes',
  /** Lower lids up and upper lids a little down, as in a laugh. */
  'squint',
  'browsUp',
  /** Inner ends down and together: anger. */
  'browsDown',
  /** Inner ends up: sadness. */
  'browsWorried',
  /** Irises to the right and up; −1 to 1. */
  'gazeX',
  'gazeY',
] as const;
export type ShapeName = (typeof SHAPES)[number];

const share = z.number().min(0).max(1);
const length = z.number().finite().positive();
const point = z.tuple([z.number().finite(), z.number().finite()]);
const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const shapeWeights = z.partialRecord(z.enum(SHAPES), z.number().min(-1).max(2));
const indices = z.array(z.number().int().nonnegative());
const fileName = z.string().regex(/^[a-z0-9][a-z0-9/_-]*\.[a-z0-9]+$/);

/** Reasons and advice, in words for the owner of the avatar. */
const qualitySchema = z.object({
  /** 0 poor, 1 as good as it gets. */
  score: share,
  advice: z.array(z.object({ code: z.string().max(100), text: z.string().max(500) })).max(50),
});
export type Quality = z.infer<typeof qualitySchema>;

export const manifestSchema = z.object({
  format: z.literal(PACK_FORMAT),
  version: z.literal(PACK_VERSION),
  kind: z.enum(['photo', 'video']),
  name: z.string().min(1).max(200),
  /** Milliseconds since 1970. */
  createdAt: z.number().int().nonnegative(),
  /** Of the source: an SPDX expression or words; null when nobody said. */
  licence: z.string().max(1000).nullable(),
  /** That the person shown agrees, as it was given; null when nobody was asked. */
  consent: z.object({ statement: z.string().max(2000), givenAt: z.number().int().nonnegative() }).nullable(),
  quality: qualitySchema,
  picture: z.object({
    /**
     * PNG, JPEG or WebP, opaque. Where the matte is partial it holds the person's colours alone: importers take out
     * what was behind.
     */
    file: fileName,
    width: z.number().int().min(96).max(4096),
    height: z.number().int().min(96).max(4096),
    /** Grey PNG of the same size: how far each pixel belongs to the person; null keeps the picture's background always. */
    matte: fileName.nullable(),
    /** The picture without the person (filled in behind them), opaque; null when the matte is. */
    backdrop: fileName.nullable(),
  }),
  /** The head's bounds at rest with hair, and what heads are measured by. */
  face: z.object({
    left: z.number(),
    top: z.number(),
    right: z.number(),
    bottom: z.number(),
    /** Between the centres of the eyes. */
    eyeDistance: length,
    /** Clockwise tilt of the head in the picture, in degrees. */
    tiltDeg: z.number().min(-45).max(45),
    /** About what the head turns and nods. */
    pivot: point,
  }),
  rig: z.object({
    /** `rig.bin`: see `Rig`; little-endian. */
    file: fileName,
    vertices: z.number().int().min(3).max(8000),
    triangles: z.number().int().min(1).max(16000),
    shapes: z.array(z.enum(SHAPES)),
    /** Vertices of the upper and the lower inner lip line, from the left corner to the right, corners in both. */
    innerLips: z.object({ upper: indices, lower: indices }),
    /** Vertices of lids' edges and of irises (centre first). */
    eyes: z.tuple([eyeSchema(), eyeSchema()]),
  }),
  /** What is seen between the lips, in the person's light. */
  mouth: z.object({
    cavity: colour,
    tongue: colour,
    teeth: colour,
    gums: colour,
    /** Of the row of upper teeth, and how far its edge lies below the upper inner lip at rest. */
    teethWidth: length,
    teethDrop: z.number(),
  }),
  /**
   * Pictures laid over the mesh and moving with it, as opaque as the weight of a shape: shut lids, for one. Each is
   * painted as the face looks at rest with that shape at weight 1: its pixels hold on to the mesh where the vertices
   * lie then, and come there with it. PNG or WebP with alpha; x, y is where its left upper corner lies.
   */
  layers: z.array(z.object({ file: fileName, x: z.number(), y: z.number(), weightOf: z.enum(SHAPES) })),
  /** Shapes of each viseme, expression and action's face. */
  visemes: z.record(z.enum(VISEMES), shapeWeights),
  expressions: z.record(z.enum(EXPRESSIONS), shapeWeights),
  actions: z.partialRecord(z.enum(ACTIONS), shapeWeights),
  /** A calm stretch that is shown in a loop; for kind `video` only. */
  loop: z
    .object({
      /** JPEG of each frame: `frames/0000.jpg` and so on, of the picture's size. */
      frames: z.number().int().min(2).max(1500),
      fps: z.number().min(5).max(60),
      /** `motion.bin`: float32, frames × vertices × 2: where the rig's vertices lie at rest in each frame. */
      motion: fileName,
      /** Frames are shown 0 … n−1, then again from 0, or back again. */
      order: z.enum(['forward', 'pingpong']),
      /** Frames over which the end has been blended into the beginning: their pictures and places are so already. */
      blend: z.number().int().nonnegative(),
    })
    .nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

function eyeSchema() {
  return z.object({ upperLid: indices, lowerLid: indices, iris: indices });
}

/**
 * The mesh, in the order in which `rig.bin` holds it. Float32, but the triangles, which are Uint16 and come last.
 * It need not cover the picture; where the moving part ends, vertices keep still and take the colour of where they
 * lie, so that no edge shows. Triangles leave the gap between the inner lip lines open.
 */
export interface Rig {
  /** vertices × 2: at rest, that is with lips closed, eyes open and no expression. */
  rest: Float32Array;
  /** vertices × 2: where in the picture each vertex takes its colour from. */
  texture: Float32Array;
  /** vertices: towards the viewer, 0 at the ears' plane. */
  depth: Float32Array;
  /** vertices: 0–1, how far each goes along with the head. */
  headWeight: Float32Array;
  /** shapes × vertices × 2: added at weight 1. */
  shapes: Float32Array;
  /** triangles × 3, in the order in which they are drawn. */
  triangles: Uint16Array;
}

/** A pack in memory. */
export interface AvatarPack {
  manifest: Manifest;
  rig: Rig;
  /** By the names that the manifest gives. */
  files: ReadonlyMap<string, Uint8Array>;
}
