import { clamp, lerp } from '../curves.js';
import { type FeaturePen, linear } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';

/** A lid lowered further hides the eyeball. */
const SHUT = 0.97;

/** What both eyes look like at one moment. `lid` 0 open to 1 shut. */
export interface EyePose {
  lid: number;
  wide: number;
  squint: number;
  gazeX: number;
  gazeY: number;
}

/** The upper lid's control points, between wide open and shut. */
interface LidCurve {
  innerX: number;
  innerY: number;
  outerX: number;
  outerY: number;
  c1x: number;
  c1y: number;
  c2x: number;
  c2y: number;
}

function upperLid(eye: PresenterDesign['eyes'], pose: EyePose): LidCurve {
  const w = eye.width;
  const h = eye.height * (1 + 0.2 * pose.wide) * (1 - 0.14 * pose.squint);
  const lid = pose.lid;
  return {
    innerX: -w,
    innerY: lerp(6, 7.5, lid),
    outerX: w,
    outerY: lerp(1 - eye.tilt, 4 - eye.tilt * 0.5, lid),
    c1x: -w * 0.66,
    c1y: lerp(-h * 0.98, h * 0.78, lid),
    c2x: w * 0.42,
    c2y: lerp(-h * 1.3, h * 0.86, lid),
  };
}

function trace(pen: FeaturePen, c: LidCurve, lift: number): void {
  pen.bezierCurveTo(c.c1x, c.c1y - lift, c.c2x, c.c2y - lift, c.outerX, c.outerY);
}

function traceBack(pen: FeaturePen, eye: PresenterDesign['eyes'], pose: EyePose, c: LidCurve): void {
  const low = eye.height * (0.7 - 0.55 * pose.squint + 0.08 * pose.wide);
  pen.bezierCurveTo(eye.width * 0.6, low, -eye.width * 0.4, low * 1.08, c.innerX, c.innerY);
}

/**
 * Paints one eye about its centre, in coordinates whose +x points to the outer corner; `side` is −1 or 1, and `drawIris`
 * draws the iris about the origin.
 */
export function paintEye(
  pen: FeaturePen,
  design: PresenterDesign,
  drawIris: () => void,
  side: number,
  pose: EyePose,
): void {
  const eye = design.eyes;
  const open = upperLid(eye, { ...pose, lid: 0 });
  const lid = upperLid(eye, pose);
  if (pose.lid < SHUT) {
    pen.save();
    pen.beginPath();
    pen.moveTo(lid.innerX, lid.innerY);
    trace(pen, lid, 0);
    traceBack(pen, eye, pose, lid);
    pen.closePath();
    pen.fillStyle = linear(pen, -eye.width, 0, eye.width, 0, '#ead9d2', '#fdfbf9', '#fbf8f6', '#e6d9d5');
    pen.fill();
    pen.clip();
    drawEyeball(pen, eye, drawIris, side, pose);
    pen.restore();
    drawTearDuct(pen, eye);
  }
  drawLidSkin(pen, design, open, lid, pose);
  drawLowerLid(pen, design, pose, lid);
  drawLashes(pen, eye, lid, pose.lid);
}

function drawEyeball(
  pen: FeaturePen,
  eye: PresenterDesign['eyes'],
  drawIris: () => void,
  side: number,
  pose: EyePose,
): void {
  const x = side * pose.gazeX * eye.width * 0.36;
  const y = -2.5 - pose.gazeY * eye.height * 0.34;
  pen.save();
  pen.translate(x, y);
  drawIris();
  pen.fillStyle = 'rgba(255,255,255,.96)';
  pen.beginPath();
  pen.ellipse(-side * 5.4, -6.4, 4.3, 4.9, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = 'rgba(255,255,255,.5)';
  pen.beginPath();
  pen.arc(side * 6.2, 6.6, 2.3, 0, Math.PI * 2);
  pen.fill();
  pen.restore();
  const top = lerp(-eye.height * 1.05, eye.height * 0.2, pose.lid);
  pen.fillStyle = linear(
    pen,
    0,
    top,
    0,
    top + eye.height * 0.85,
    'rgba(58,26,24,.55)',
    'rgba(58,26,24,.16)',
    'rgba(58,26,24,0)',
  );
  pen.fillRect(-eye.width - 2, top - 20, eye.width * 2 + 4, eye.height * 0.85 + 20);
}

function drawTearDuct(pen: FeaturePen, eye: PresenterDesign['eyes']): void {
  pen.fillStyle = 'rgba(226,146,134,.75)';
  pen.beginPath();
  pen.ellipse(-eye.width + 4.2, 5.8, 3.2, 2, 0.2, 0, Math.PI * 2);
  pen.fill();
}

/** Lid skin between the fold and the lash line; at rest only a soft fold shows. */
function drawLidSkin(
  pen: FeaturePen,
  design: PresenterDesign,
  open: LidCurve,
  lid: LidCurve,
  pose: EyePose,
): void {
  const { skin } = design;
  const foldLift = 8.5 - pose.wide * 2 - pose.squint * 2;
  pen.fillStyle = linear(
    pen,
    0,
    open.c2y * 0.85 - foldLift,
    0,
    lerp(open.c2y * 0.75, 16, pose.lid),
    withAlpha(design.eyes.lid, 0),
    withAlpha(design.eyes.lid, 0.6),
    mix(design.eyes.lid, skin.deep, 0.12),
  );
  pen.beginPath();
  pen.moveTo(lid.innerX, lid.innerY);
  trace(pen, lid, 0);
  pen.bezierCurveTo(
    open.c2x + 2,
    open.c2y - foldLift,
    open.c1x - 1,
    open.c1y - foldLift,
    lid.innerX,
    lid.innerY,
  );
  pen.closePath();
  pen.fill();
  pen.strokeStyle = withAlpha(skin.deep, 0.62 - 0.3 * pose.lid);
  pen.lineWidth = 1.8;
  pen.beginPath();
  pen.moveTo(open.innerX + 3, open.innerY - 6);
  pen.bezierCurveTo(
    open.c1x,
    open.c1y - foldLift + 1,
    open.c2x + 2,
    open.c2y - foldLift,
    open.outerX + 2,
    open.outerY - 5,
  );
  pen.stroke();
}

function drawLowerLid(pen: FeaturePen, design: PresenterDesign, pose: EyePose, lid: LidCurve): void {
  const { eyes, skin } = design;
  pen.strokeStyle = withAlpha(mix(skin.deep, eyes.lash, 0.35), 0.55);
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(lid.outerX, lid.outerY);
  traceBack(pen, eyes, pose, lid);
  pen.stroke();
}

function drawLashes(pen: FeaturePen, eye: PresenterDesign['eyes'], c: LidCurve, lid: number): void {
  const thick = 2.2 + eye.lashes * 1.2;
  const wing = eye.lashes * 7;
  pen.fillStyle = eye.lash;
  pen.beginPath();
  pen.moveTo(c.innerX - 1, c.innerY + 0.4);
  trace(pen, c, -0.4);
  pen.lineTo(c.outerX + wing, c.outerY - wing * lerp(0.75, -0.15, lid));
  pen.bezierCurveTo(c.c2x + 5, c.c2y - thick * 1.5, c.c1x + 2, c.c1y - thick, c.innerX - 1, c.innerY - 0.4);
  pen.closePath();
  pen.fill();
  if (eye.lashes < 0.5) return;
  const turn = lerp(1, -0.6, clamp(lid * 1.15, 0, 1));
  pen.beginPath();
  for (let i = 0; i < 6; i++) {
    const t = 0.52 + i * 0.088;
    const x = bezier(t, c.innerX, c.c1x, c.c2x, c.outerX);
    const y = bezier(t, c.innerY, c.c1y, c.c2y, c.outerY) - thick * 0.3;
    const reach = eye.lashes * (6 + i * 1.5);
    const rise = reach * (0.95 - i * 0.05) * turn;
    pen.moveTo(x - 1.1, y);
    pen.quadraticCurveTo(x + reach * 0.5, y - rise * 0.35, x + reach * 0.82, y - rise);
    pen.quadraticCurveTo(x + reach * 0.62, y - rise * 0.2, x + 1.2, y + 0.5);
  }
  pen.fill();
}

function bezier(t: number, a: number, b: number, c: number, d: number): number {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

/** Eyes are painted finer than they are shown, so that they stay crisp as they turn. */
export const EYE_FINENESS = 1.5;
/** What an eye covers about its centre, in design units. */
export const EYE_AREA = { x: -56, y: -52, width: 112, height: 92 };
/**
 * Poses are drawn to these fractions of each value, less than half a pixel of gaze at 720p, so that eyes are seldom
 * painted anew.
 */
const STEPS: EyePose = { lid: 48, wide: 16, squint: 32, gazeX: 32, gazeY: 32 };
const KEYS = ['lid', 'wide', 'squint', 'gazeX', 'gazeY'] as const;

/** The pose that is drawn for a pose: the nearest of those that are told apart. */
export function steadyEye(pose: EyePose): EyePose {
  const steady = { ...pose };
  for (const key of KEYS) steady[key] = Math.round(pose[key] * STEPS[key]) / STEPS[key];
  // Nothing of the eyeball shows behind a shut lid.
  if (steady.lid >= SHUT) [steady.gazeX, steady.gazeY] = [0, 0];
  return steady;
}

/** Tells steady poses apart. */
export function eyeKey(steady: EyePose): string {
  return KEYS.map((key) => steady[key]).join();
}
