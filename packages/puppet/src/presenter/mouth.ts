import { lerp } from '../curves.js';
import { type FeaturePen, linear, radial } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';
import type { MouthRig } from './rig.js';

/** A smile deeper than this folds the cheeks. */
const FOLD_FROM = 0.72;

/** What a mouth and the shade about it cover, around the point where closed lips meet, in design units. */
export const MOUTH_AREA = { x: -96, y: -54, width: 192, height: 150 };
/**
 * Poses are drawn to these fractions of each value: none moves an edge by more than about half a pixel at 720p, less
 * than lips move from one frame of speech to the next.
 */
const STEPS: MouthRig = {
  open: 96,
  wide: 24,
  round: 48,
  press: 24,
  tuck: 32,
  tongue: 24,
  lowerTeeth: 16,
  raise: 16,
  smileLeft: 32,
  smileRight: 32,
};
const KEYS = Object.keys(STEPS) as (keyof MouthRig)[];

/** The pose that is drawn for a pose: the nearest of those that are told apart. */
export function steadyMouth(pose: MouthRig): MouthRig {
  const steady = { ...pose };
  for (const key of KEYS) steady[key] = Math.round(pose[key] * STEPS[key]) / STEPS[key];
  return steady;
}

/** Tells steady poses apart. */
export function mouthKey(steady: MouthRig): string {
  return KEYS.map((key) => steady[key]).join();
}

/** The least that `jawDrop` gives. */
export const CHIN_UP = -1.5;

/** How far the chin drops when the mouth opens, in design units. */
export function jawDrop(mouth: MouthRig): number {
  return mouth.open * 24 + mouth.press * CHIN_UP;
}

/** The measures of one mouth pose, around the point where closed lips meet. */
interface Lips {
  half: number;
  leftY: number;
  rightY: number;
  upperY: number;
  lowerY: number;
  upper: number;
  lower: number;
  round: number;
}

function measure(design: PresenterDesign['mouth'], m: MouthRig): Lips {
  const smile = (m.smileLeft + m.smileRight) / 2;
  const rounding = 1 - 0.47 * m.round;
  const half =
    design.width *
    (1 + 0.13 * m.wide + 0.1 * Math.max(0, smile) + 0.16 * Math.max(0, smile - 0.5) - 0.06 * m.press) *
    rounding;
  const upperY = -(m.open * 8 + m.raise * 6 + m.tuck * 3.5);
  const opened = m.open * 46 * (1 - 0.12 * m.round) + (m.open > 0 ? m.raise * 2 : 0);
  return {
    half,
    leftY: -m.smileLeft * 12.5 * rounding + m.open * 4,
    rightY: -m.smileRight * 12.5 * rounding + m.open * 4,
    upperY,
    lowerY: lerp(opened, 3.5, m.tuck),
    upper: design.upper * (1 - 0.5 * m.press) * (1 + 0.35 * m.round) * (1 - 0.08 * Math.max(0, smile)),
    lower: design.lower * (1 - 0.42 * m.press) * (1 + 0.2 * m.round) * (1 - 0.45 * m.tuck),
    round: m.round,
  };
}

/** Draws lips, teeth, tongue and the shade around them; the origin is where closed lips meet. */
export function drawMouth(pen: FeaturePen, design: PresenterDesign, m: MouthRig): void {
  const lips = measure(design.mouth, m);
  drawSurround(pen, design, m, lips);
  drawLips(pen, design, lips);
  if (lips.lowerY - lips.upperY > 1) drawInside(pen, m, lips);
  else drawSeam(pen, design, lips);
}

/** Shade below the lower lip, and the folds that a smile makes. */
function drawSurround(pen: FeaturePen, design: PresenterDesign, m: MouthRig, lips: Lips): void {
  const { skin } = design;
  const below = lips.lowerY + lips.lower;
  pen.save();
  pen.translate(0, below + 9);
  pen.scale(1, 0.36);
  pen.fillStyle = radial(pen, 0, 0, 34, withAlpha(skin.deep, 0.42), withAlpha(skin.deep, 0));
  pen.fillRect(-34, -34, 68, 68);
  pen.restore();
  for (const side of [-1, 1]) {
    const smile = side < 0 ? m.smileLeft : m.smileRight;
    const cornerY = side < 0 ? lips.leftY : lips.rightY;
    const x = side * (lips.half + 1);
    pen.fillStyle = radial(
      pen,
      x,
      cornerY,
      9,
      withAlpha(skin.deep, 0.12 + 0.22 * Math.max(0, smile)),
      withAlpha(skin.deep, 0),
    );
    pen.fillRect(x - 14, cornerY - 14, 28, 28);
    if (smile > FOLD_FROM) {
      drawFold(pen, skin.deep, side, lips.half, cornerY, (smile - FOLD_FROM) / (1 - FOLD_FROM));
    }
  }
}

/** The soft fold from the wing of the nose round the corner of a smiling mouth. */
function drawFold(
  pen: FeaturePen,
  colour: string,
  side: number,
  half: number,
  cornerY: number,
  depth: number,
): void {
  pen.beginPath();
  pen.moveTo(side * (half * 0.62 + 3), cornerY - 27);
  pen.quadraticCurveTo(side * (half + 12), cornerY - 15, side * (half + 11), cornerY + 7);
  for (const width of [10, 6, 3]) {
    pen.strokeStyle = withAlpha(colour, 0.055 * depth);
    pen.lineWidth = width;
    pen.stroke();
  }
}

function outerUpper(pen: FeaturePen, l: Lips): void {
  const top = l.upperY - l.upper;
  const peak = l.half * 0.27;
  pen.bezierCurveTo(-l.half * 0.7, lerp(l.leftY, top, 0.5), -peak * 1.7, top, -peak, top);
  pen.bezierCurveTo(-peak * 0.55, top + 0.5, -peak * 0.4, top + l.upper * 0.24, 0, top + l.upper * 0.24);
  pen.bezierCurveTo(peak * 0.4, top + l.upper * 0.24, peak * 0.55, top + 0.5, peak, top);
  pen.bezierCurveTo(peak * 1.7, top, l.half * 0.7, lerp(l.rightY, top, 0.5), l.half, l.rightY);
}

/** 0 for closed lips to 1 for a wide-open mouth, whose outline is a full oval. */
function openness(l: Lips): number {
  return Math.min(1, (l.lowerY - l.upperY) / 42) ** 1.6;
}

function outerLower(pen: FeaturePen, l: Lips): void {
  const bottom = l.lowerY + l.lower;
  const fall = lerp(0.48, 0.66, Math.max(l.round, openness(l)));
  const flank = l.half * lerp(0.8, 1, Math.max(l.round, openness(l)));
  pen.bezierCurveTo(flank, lerp(l.rightY, bottom, fall), l.half * 0.52, bottom, 0, bottom);
  pen.bezierCurveTo(-l.half * 0.52, bottom, -flank, lerp(l.leftY, bottom, fall), -l.half, l.leftY);
}

function inside(pen: FeaturePen, l: Lips): void {
  const half = l.half - 4;
  pen.beginPath();
  pen.moveTo(-half, l.leftY);
  pen.bezierCurveTo(
    -half * 0.66,
    lerp(l.leftY, l.upperY, 0.62),
    -half * 0.34,
    l.upperY + 0.5,
    0,
    l.upperY + 1,
  );
  pen.bezierCurveTo(half * 0.34, l.upperY + 0.5, half * 0.66, lerp(l.rightY, l.upperY, 0.62), half, l.rightY);
  const flank = half * lerp(0.74, 0.98, Math.max(l.round, openness(l)));
  pen.bezierCurveTo(flank, lerp(l.rightY, l.lowerY, 0.58), half * 0.5, l.lowerY, 0, l.lowerY);
  pen.bezierCurveTo(-half * 0.5, l.lowerY, -flank, lerp(l.leftY, l.lowerY, 0.58), -half, l.leftY);
  pen.closePath();
}

function drawLips(pen: FeaturePen, design: PresenterDesign, l: Lips): void {
  const { colour, light, line } = design.mouth;
  pen.fillStyle = linear(
    pen,
    0,
    l.upperY - l.upper,
    0,
    l.lowerY + l.lower,
    mix(colour, line, 0.05),
    mix(colour, line, 0.3),
    colour,
    light,
  );
  pen.beginPath();
  pen.moveTo(-l.half, l.leftY);
  outerUpper(pen, l);
  outerLower(pen, l);
  pen.closePath();
  pen.fill();
  const shineY = l.lowerY + l.lower * 0.45;
  pen.save();
  pen.translate(-3, shineY);
  pen.scale(1, 0.2);
  pen.fillStyle = radial(pen, 0, 0, l.half * 0.5, 'rgba(255,244,238,.55)', 'rgba(255,244,238,0)');
  pen.fillRect(-l.half * 0.5, -l.half * 0.5, l.half, l.half);
  pen.restore();
}

function drawSeam(pen: FeaturePen, design: PresenterDesign, l: Lips): void {
  pen.strokeStyle = design.mouth.line;
  pen.lineWidth = 2.2;
  pen.beginPath();
  pen.moveTo(-l.half, l.leftY);
  pen.bezierCurveTo(-l.half * 0.6, l.leftY * 0.25 + 1.5, -l.half * 0.25, -0.4, 0, 1.6);
  pen.bezierCurveTo(l.half * 0.25, -0.4, l.half * 0.6, l.rightY * 0.25 + 1.5, l.half, l.rightY);
  pen.stroke();
}

/** Upper teeth belong to the skull and stay; lower teeth and tongue go with the jaw. */
function drawInside(pen: FeaturePen, m: MouthRig, l: Lips): void {
  const gap = l.lowerY - l.upperY;
  pen.save();
  inside(pen, l);
  pen.clip();
  pen.fillStyle = linear(pen, 0, l.upperY, 0, l.lowerY, '#43141a', '#6b2226');
  pen.fillRect(-70, l.upperY - 20, 140, gap + 40);

  const rest = l.lowerY + 10 - Math.min(gap, 26) * 0.42;
  const tongueY = lerp(rest, l.upperY + 11, m.tongue * 0.8);
  pen.fillStyle = radial(pen, 0, tongueY + 2, l.half * 0.75, '#e98a88', '#c25a60', '#8e3a42');
  pen.beginPath();
  pen.ellipse(0, tongueY + 12, l.half * 0.62, 16 + gap * 0.12, 0, 0, Math.PI * 2);
  pen.fill();

  if (m.lowerTeeth > 0.02) drawLowerTeeth(pen, l, m.lowerTeeth);
  drawUpperTeeth(pen, l, gap);
  if (m.tongue > 0.75) drawTongueTip(pen, l, (m.tongue - 0.75) * 4);
  pen.fillStyle = linear(pen, 0, l.upperY - 1, 0, l.upperY + 8, 'rgba(60,10,16,.5)', 'rgba(60,10,16,0)');
  pen.fillRect(-70, l.upperY - 20, 140, 28);
  pen.restore();
}

function drawUpperTeeth(pen: FeaturePen, l: Lips, gap: number): void {
  const half = l.half * 0.86;
  const edge = Math.min(7.5, l.upperY + 4 + gap * 0.62);
  const corner = (l.leftY + l.rightY) / 2;
  const endY = Math.min(edge - 2, corner + 3);
  pen.fillStyle = linear(pen, -half, 0, half, 0, '#b79f98', '#f6f1ea', '#fffdf9', '#f6f1ea', '#b79f98');
  pen.beginPath();
  pen.moveTo(-half, l.upperY - 14);
  pen.lineTo(half, l.upperY - 14);
  pen.lineTo(half, endY);
  pen.bezierCurveTo(half * 0.6, edge, half * 0.3, edge + 0.8, 0, edge + 0.8);
  pen.bezierCurveTo(-half * 0.3, edge + 0.8, -half * 0.6, edge, -half, endY);
  pen.closePath();
  pen.fill();
  pen.strokeStyle = 'rgba(150,120,112,.22)';
  pen.lineWidth = 0.9;
  pen.beginPath();
  for (const x of [0, -9.4, 9.4, -17.6, 17.6, -24.5, 24.5]) {
    pen.moveTo(x, l.upperY - 8);
    pen.lineTo(x * 0.99, edge - Math.abs(x) * 0.06);
  }
  pen.stroke();
}

function drawLowerTeeth(pen: FeaturePen, l: Lips, weight: number): void {
  const half = l.half * 0.66;
  const top = l.lowerY - 8 * weight;
  pen.fillStyle = linear(pen, -half, 0, half, 0, '#a08a84', '#ece4dc', '#f3ece5', '#ece4dc', '#a08a84');
  pen.beginPath();
  pen.moveTo(-half, top + 4);
  pen.quadraticCurveTo(0, top - 1, half, top + 4);
  pen.lineTo(half, l.lowerY + 12);
  pen.lineTo(-half, l.lowerY + 12);
  pen.closePath();
  pen.fill();
}

function drawTongueTip(pen: FeaturePen, l: Lips, weight: number): void {
  const y = l.lowerY + 5 - weight * 5;
  pen.fillStyle = radial(pen, 0, y - 2, 22, '#f0a09b', '#d8767a');
  pen.beginPath();
  pen.ellipse(0, y + 3, l.half * 0.42, 10, 0, 0, Math.PI * 2);
  pen.fill();
}
