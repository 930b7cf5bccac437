import type { ActionName, Expression, Viseme } from '@avatarium/contract/face';
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import {
  type AvatarPack,
  type Manifest,
  PACK_FORMAT,
  PACK_VERSION,
  type Rig,
  type ShapeName,
} from '../pack/format.js';

type Pen = SKRSContext2D;
type Weights = Partial<Record<ShapeName, number>>;

const SIDE = 640;
/** The face, and the grid of the mesh, which has a row along the lips with columns at their corners. */
const CENTRE_X = 320;
const EYE_Y = 235;
const EYE_X = 45;
const LIP_Y = 332;
const LIP_HALF = 42;
const STEP = 14;
const COLUMNS = 13;
const ROWS_ABOVE = 20;
const ROWS_BELOW = 9;
const SKIN = '#d9a07e';

const VISEME_SHAPES: Record<Viseme, Weights> = {
  sil: {},
  PP: { press: 0.8 },
  FF: { tuck: 1, jaw: 0.08 },
  TH: { jaw: 0.25 },
  DD: { jaw: 0.2, wide: 0.2 },
  kk: { jaw: 0.3, show: 0.2 },
  CH: { jaw: 0.15, pucker: 0.4, funnel: 0.6 },
  SS: { jaw: 0.1, wide: 0.4, show: 0.5 },
  nn: { jaw: 0.15, wide: 0.05, show: 0.2 },
  RR: { jaw: 0.2, pucker: 0.4 },
  aa: { jaw: 1 },
  E: { jaw: 0.5, wide: 0.4 },
  ih: { jaw: 0.3, wide: 0.5, show: 0.3 },
  oh: { jaw: 0.65, pucker: 0.5 },
  ou: { jaw: 0.3, pucker: 1, funnel: 0.2 },
};

const EXPRESSION_SHAPES: Record<Expression, Weights> = {
  angry: { browsDown: 1, press: 0.5, squint: 0.4 },
  disgust: { sneer: 1, browsDown: 0.4, squint: 0.6 },
  fear: { browsWorried: 0.8, widenEyes: 1, wide: 0.5, jaw: 0.15 },
  happiness: { smile: 1, squint: 0.5 },
  sadness: { frown: 0.9, browsWorried: 1 },
  surprise: { browsUp: 1, widenEyes: 1, jaw: 0.45 },
  contempt: { smirk: 1, browsDown: 0.2, squint: 0.3 },
};

const SMILING: Weights = { smile: 0.8, browsUp: 0.5 };
const ACTION_SHAPES: Partial<Record<ActionName, Weights>> = {
  hand_wave: SMILING,
  cheer: { smile: 1, browsUp: 0.9, jaw: 0.3 },
  thumbs_up: SMILING,
  pump_fists: SMILING,
  waft_left: { smile: 0.4, browsUp: 0.3, gazeX: -0.4 },
  waft_right: { smile: 0.4, browsUp: 0.3, gazeX: 0.4 },
};

/** A person drawn by a few strokes, with a rig of some hundred vertices: what importers make, in small. */
export function drawnPack(): AvatarPack {
  const { rig, innerLips, shapes } = drawnRig();
  const manifest: Manifest = {
    format: PACK_FORMAT,
    version: PACK_VERSION,
    kind: 'photo',
    name: 'Drawn',
    createdAt: 1_750_000_000_000,
    licence: 'Apache-2.0',
    consent: null,
    quality: { score: 0.5, advice: [] },
    picture: {
      file: 'picture.png',
      width: SIDE,
      height: SIDE,
      matte: 'matte.png',
      backdrop: 'backdrop.png',
    },
    face: {
      left: CENTRE_X - 125,
      top: 78,
      right: CENTRE_X + 125,
      bottom: 395,
      eyeDistance: EYE_X * 2,
      tiltDeg: 0,
      pivot: [CENTRE_X, 372],
    },
    rig: {
      file: 'rig.bin',
      vertices: rig.depth.length,
      triangles: rig.triangles.length / 3,
      shapes,
      innerLips,
      eyes: [
        { upperLid: [], lowerLid: [], iris: [] },
        { upperLid: [], lowerLid: [], iris: [] },
      ],
    },
    mouth: {
      cavity: '#3a1412',
      tongue: '#a8504e',
      teeth: '#e6ddd0',
      gums: '#b0625c',
      teethWidth: 62,
      teethDrop: 8,
    },
    layers: [
      { file: 'layers/lid-left.png', x: CENTRE_X - EYE_X - 28, y: EYE_Y - 20, weightOf: 'blinkLeft' },
      { file: 'layers/lid-right.png', x: CENTRE_X + EYE_X - 28, y: EYE_Y - 20, weightOf: 'blinkRight' },
    ],
    visemes: VISEME_SHAPES,
    expressions: EXPRESSION_SHAPES,
    actions: ACTION_SHAPES,
    loop: null,
  };
  const lid = png(56, 40, drawLid);
  const files = new Map([
    ['picture.png', png(SIDE, SIDE, drawPicture)],
    ['backdrop.png', png(SIDE, SIDE, drawBackdrop)],
    ['matte.png', png(SIDE, SIDE, drawMatte)],
    ['layers/lid-left.png', lid],
    ['layers/lid-right.png', lid],
  ]);
  return { manifest, rig, files };
}

function png(width: number, height: number, draw: (pen: Pen, canvas: Canvas) => void): Uint8Array {
  const canvas = createCanvas(width, height);
  draw(canvas.getContext('2d'), canvas);
  return new Uint8Array(canvas.toBuffer('image/png'));
}

function drawBackdrop(pen: Pen): void {
  const wall = pen.createLinearGradient(0, 0, SIDE, SIDE);
  wall.addColorStop(0, '#7d8f7a');
  wall.addColorStop(1, '#4f5f66');
  pen.fillStyle = wall;
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.fillStyle = '#8a6f52';
  pen.fillRect(40, 0, 60, SIDE);
}

function drawPicture(pen: Pen): void {
  drawBackdrop(pen);
  drawPerson(pen);
}

function drawMatte(pen: Pen): void {
  pen.fillStyle = '#000000';
  pen.fillRect(0, 0, SIDE, SIDE);
  drawPerson(pen);
  const image = pen.getImageData(0, 0, SIDE, SIDE);
  const outline = createCanvas(SIDE, SIDE);
  const outlinePen = outline.getContext('2d');
  drawPerson(outlinePen);
  const { data } = outlinePen.getImageData(0, 0, SIDE, SIDE);
  for (let i = 0; i < data.length; i += 4) image.data.fill(data[i + 3] ?? 0, i, i + 3);
  pen.putImageData(image, 0, 0);
}

function oval(pen: Pen, x: number, y: number, rx: number, ry: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
  pen.fill();
}

function drawPerson(pen: Pen): void {
  oval(pen, CENTRE_X, 215, 125, 137, '#3b2a22');
  pen.fillStyle = '#bf8564';
  pen.fillRect(CENTRE_X - 48, 330, 96, 140);
  oval(pen, CENTRE_X, 640, 250, 210, '#33507a');
  oval(pen, CENTRE_X, 265, 104, 130, SKIN);
  for (const side of [-1, 1]) {
    const x = CENTRE_X + side * EYE_X;
    pen.fillStyle = '#3b2a22';
    pen.fillRect(x - 28, EYE_Y - 37, 56, 9);
    oval(pen, x, EYE_Y, 25, 13, '#f6f3ee');
    oval(pen, x, EYE_Y, 12, 12, '#3d6a7a');
    oval(pen, x, EYE_Y, 6, 6, '#141414');
  }
  oval(pen, CENTRE_X, 290, 15, 9, '#c48865');
  oval(pen, CENTRE_X, LIP_Y - 3, LIP_HALF, 9, '#b5605a');
  oval(pen, CENTRE_X, LIP_Y + 5, LIP_HALF - 4, 10, '#bd6a63');
  pen.fillStyle = '#74332f';
  pen.fillRect(CENTRE_X - LIP_HALF, LIP_Y - 1, LIP_HALF * 2, 2);
}

function drawLid(pen: Pen): void {
  oval(pen, 28, 20, 27, 17, SKIN);
  pen.strokeStyle = '#4a2d22';
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(4, 24);
  pen.quadraticCurveTo(28, 36, 52, 24);
  pen.stroke();
}

/** A grid with a slit along the lips: vertices of that row are there twice, for the upper and the lower lip. */
function drawnRig(): { rig: Rig; innerLips: { upper: number[]; lower: number[] }; shapes: ShapeName[] } {
  const points: { x: number; y: number; lower: boolean }[] = [];
  const rows: { above: number[]; below: number[] }[] = [];
  const innerLips: { upper: number[]; lower: number[] } = { upper: [], lower: [] };
  for (let row = -ROWS_ABOVE; row <= ROWS_BELOW; row++) {
    const line: { above: number[]; below: number[] } = { above: [], below: [] };
    for (let column = -COLUMNS; column <= COLUMNS; column++) {
      const x = CENTRE_X + column * STEP;
      const y = LIP_Y + row * STEP;
      const index = points.push({ x, y, lower: row > 0 }) - 1;
      line.above.push(index);
      const inside = row === 0 && Math.abs(column * STEP) < LIP_HALF;
      line.below.push(inside ? points.push({ x, y, lower: true }) - 1 : index);
      if (row === 0 && Math.abs(column * STEP) <= LIP_HALF) {
        innerLips.upper.push(index);
        innerLips.lower.push(line.below.at(-1) ?? index);
      }
    }
    rows.push(line);
  }
  const triangles: number[] = [];
  for (let row = 1; row < rows.length; row++) {
    const [over, under] = [rows[row - 1]?.below ?? [], rows[row]?.above ?? []];
    for (let column = 1; column < over.length; column++) {
      const [a, b] = [over[column - 1] ?? 0, over[column] ?? 0];
      const [c, d] = [under[column - 1] ?? 0, under[column] ?? 0];
      triangles.push(a, b, c, c, b, d);
    }
  }
  const rest = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
  const shapes = Object.keys(OFFSETS) as ShapeName[];
  const edge = (x: number, y: number): number => {
    const out = Math.hypot((x - CENTRE_X) / 170, (y - 220) / 185);
    return Math.max(0, Math.min(1, (1 - out) * 3));
  };
  return {
    rig: {
      rest,
      texture: rest.slice(),
      depth: Float32Array.from(
        points,
        ({ x, y }) => 80 * Math.exp(-(((x - CENTRE_X) / 90) ** 2) - ((y - 270) / 120) ** 2),
      ),
      headWeight: Float32Array.from(points, ({ x, y }) => edge(x, y)),
      shapes: Float32Array.from(
        shapes.flatMap((name) =>
          points.flatMap(({ x, y, lower }) => {
            const share = edge(x, y) > 0 ? 1 : 0;
            const [dx, dy] = OFFSETS[name]?.(x - CENTRE_X, y - LIP_Y, lower) ?? [0, 0];
            return [dx * share, dy * share];
          }),
        ),
      ),
      triangles: Uint16Array.from(triangles),
    },
    innerLips,
    shapes,
  };
}

type Offset = (x: number, y: number, lower: boolean) => [number, number];

/** 1 at a place, falling off with the distance. */
function near(x: number, y: number, atX: number, atY: number, reach: number): number {
  return Math.exp(-(((x - atX) / reach) ** 2) - ((y - atY) / reach) ** 2);
}

const lip = (x: number, y: number): number => Math.exp(-((y / 26) ** 2)) * Math.max(0, 1 - (x / 46) ** 2);
const corner = (x: number, y: number): number => near(x, y, LIP_HALF, 0, 24) + near(x, y, -LIP_HALF, 0, 24);
const brows = (x: number, y: number): number =>
  near(x, y, EYE_X, EYE_Y - LIP_Y - 33, 26) + near(x, y, -EYE_X, EYE_Y - LIP_Y - 33, 26);
const eyes = (x: number, y: number): number =>
  near(x, y, EYE_X, EYE_Y - LIP_Y, 16) + near(x, y, -EYE_X, EYE_Y - LIP_Y, 16);

/** Offsets from the middle of the lips. */
const OFFSETS: Partial<Record<ShapeName, Offset>> = {
  jaw: (x, y, lower) => [
    0,
    lower ? 44 * Math.max(0, 1 - (x / 60) ** 2) * Math.max(0, 1 - Math.max(0, y - 56) / 60) : 0,
  ],
  pucker: (x, y) => [-0.45 * x * Math.exp(-((x / 60) ** 2) - (y / 24) ** 2), 0],
  funnel: (x, y, lower) => [0, (lower ? 8 : -8) * lip(x, y)],
  wide: (x, y) => [Math.sign(x) * 10 * corner(x, y), 0],
  smile: (x, y) => [Math.sign(x) * 9 * corner(x, y), -16 * corner(x, y)],
  frown: (x, y) => [0, 14 * corner(x, y)],
  press: (x, y, lower) => [0, (lower ? -1 : 1) * 5 * lip(x, y) * (Math.abs(y) > 1 ? 1 : 0)],
  tuck: (x, y, lower) => [0, lower ? -6 * lip(x, y) : -4 * lip(x, y)],
  show: (x, y, lower) => [0, (lower ? 7 : -5) * lip(x, y)],
  smirk: (x, y) => [8 * near(x, y, LIP_HALF, 0, 24), -18 * near(x, y, LIP_HALF, 0, 24)],
  sneer: (x, y, lower) => [0, (lower ? 0 : -9) * lip(x, y) - 8 * near(x, y, 0, -45, 22)],
  blinkLeft: () => [0, 0],
  widenEyes: (x, y) => [0, -7 * eyes(x, y + 14)],
  squint: (x, y) => [0, -7 * eyes(x, y - 14) + 3 * eyes(x, y + 14)],
  browsUp: (x, y) => [0, -15 * brows(x, y)],
  browsDown: (x, y) => [-Math.sign(x) * 5 * brows(x, y), 11 * brows(x, y)],
  browsWorried: (x, y) => [0, -16 * brows(x * 1.3, y) + 6 * brows(x * 0.75, y)],
  gazeX: (x, y) => [8 * eyes(x, y), 0],
  gazeY: (x, y) => [0, -6 * eyes(x, y)],
};
