import { EXPRESSIONS, VISEMES } from '@avatarium/contract/face';
import { type AvatarPack, type Manifest, PACK_FORMAT, PACK_VERSION, writePack } from '@avatarium/puppet/pack';
import { createCanvas } from '@napi-rs/canvas';

const WIDTH = 256;
const HEIGHT = 256;
const MOUTH = { left: 96, right: 160, y: 170 };

/** Corners of the lips, their middles, and a frame around them that keeps still. */
const VERTICES = [
  [MOUTH.left, MOUTH.y],
  [128, MOUTH.y],
  [MOUTH.right, MOUTH.y],
  [128, MOUTH.y],
  [64, 130],
  [192, 130],
  [192, 220],
  [64, 220],
].flat();
const TRIANGLES = [4, 5, 1, 4, 1, 0, 5, 2, 1, 5, 6, 2, 6, 3, 2, 6, 7, 3, 7, 0, 3, 7, 4, 0].flat();
const COUNT = VERTICES.length / 2;

/** How far the lower lip goes with the jaw. */
const JAW = VERTICES.map((_, at) => (at === 3 * 2 + 1 ? 30 : 0));

function drawFace(colour: string): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#eeccaa';
  context.beginPath();
  context.ellipse(128, 128, 80, 100, 0, 0, 2 * Math.PI);
  context.fill();
  return canvas.toBuffer('image/png');
}

/** The pack of an avatar whose mouth can open, and that can do nothing else. */
export function createPack(change: Partial<Manifest> = {}, colour = '#335577'): AvatarPack {
  const none = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));
  const eye = { upperLid: [], lowerLid: [], iris: [] };
  const manifest = {
    format: PACK_FORMAT,
    version: PACK_VERSION,
    kind: 'photo',
    name: 'Made elsewhere',
    createdAt: 1_800_000_000_000,
    licence: null,
    consent: null,
    quality: { score: 0.5, advice: [{ code: 'small', text: 'The face is small' }] },
    picture: { file: 'picture.png', width: WIDTH, height: HEIGHT, matte: null, backdrop: null },
    face: { left: 48, top: 28, right: 208, bottom: 228, eyeDistance: 60, tiltDeg: 0, pivot: [128, 200] },
    rig: {
      file: 'rig.bin',
      vertices: COUNT,
      triangles: TRIANGLES.length / 3,
      shapes: ['jaw'],
      innerLips: { upper: [0, 1, 2], lower: [0, 3, 2] },
      eyes: [eye, eye],
    },
    mouth: {
      cavity: '#301010',
      tongue: '#a05050',
      teeth: '#f0f0e8',
      gums: '#c06060',
      teethWidth: 50,
      teethDrop: 2,
    },
    layers: [],
    visemes: { ...none(VISEMES), aa: { jaw: 1 } },
    expressions: none(EXPRESSIONS),
    actions: {},
    loop: null,
    ...change,
  } as unknown as Manifest;
  return {
    manifest,
    rig: {
      rest: Float32Array.from(VERTICES),
      texture: Float32Array.from(VERTICES),
      depth: new Float32Array(COUNT),
      headWeight: new Float32Array(COUNT).fill(1),
      shapes: Float32Array.from(JAW),
      triangles: Uint16Array.from(TRIANGLES),
    },
    files: new Map([['picture.png', drawFace(colour)]]),
  };
}

/** The same as a file. */
export function makePack(change: Partial<Manifest> = {}, colour?: string): Buffer {
  return Buffer.from(writePack(createPack(change, colour)));
}
