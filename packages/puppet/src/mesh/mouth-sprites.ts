import { createCanvas } from '#canvas';
import type { Manifest } from '../pack/format.js';
import { linear, type Pen } from '../presenter/canvas.js';
import { mix, withAlpha } from '../presenter/colour.js';

/** A sprite, premultiplied. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Shares of the width of the upper teeth: how tall the sprites are. */
export const UPPER_HEIGHT = 0.36;
export const LOWER_WIDTH = 0.8;
export const LOWER_HEIGHT = 0.34;
export const TONGUE_WIDTH = 0.92;
export const TONGUE_HEIGHT = 0.62;
/** How far down the upper sprite the teeth's edge lies, and the lower sprite's. */
export const UPPER_EDGE = 0.9;
export const LOWER_EDGE = 0.1;

/** Pixels of a sprite for one of the frame: what lies behind the lips is never as sharp as they are. */
const SHARPNESS = 0.7;

/** Widths of upper teeth from the middle outwards, of half the row (central, lateral, canine, premolars). */
const UPPER_TEETH = [0.27, 0.22, 0.2, 0.17, 0.14];
const LOWER_TEETH = [0.2, 0.2, 0.21, 0.2, 0.19];

/** What is seen in the mouth, painted once for a width of the upper teeth in pixels. */
export function paintMouthSprites(
  mouth: Manifest['mouth'],
  teethWidthPx: number,
): { upper: Pixels; lower: Pixels; tongue: Pixels } {
  const side = (share: number): number => Math.max(8, Math.ceil(teethWidthPx * share * SHARPNESS));
  return {
    upper: paint(side(1), side(UPPER_HEIGHT), (pen, w, h) => {
      gums(pen, mouth, w, h * 0.34, h);
      teeth(pen, mouth, UPPER_TEETH, w, h * 0.12, h * UPPER_EDGE, h);
      roundedRow(pen, mouth, w, h, 0.75);
    }),
    lower: paint(side(LOWER_WIDTH), side(LOWER_HEIGHT), (pen, w, h) => {
      pen.translate(0, h);
      pen.scale(1, -1);
      gums(pen, mouth, w, h * 0.45, h);
      teeth(pen, mouth, LOWER_TEETH, w, h * 0.2, h * (1 - LOWER_EDGE), h);
      roundedRow(pen, mouth, w, h, 0.85);
      pen.fillStyle = withAlpha(mouth.cavity, 0.32);
      pen.fillRect(0, 0, w, h);
    }),
    tongue: paint(side(TONGUE_WIDTH), side(TONGUE_HEIGHT), (pen, w, h) => tongue(pen, mouth, w, h)),
  };
}

/** Seen from the front: its back is dark, its edge is soft, and light lies on it where it rises to the tip. */
function tongue(pen: Pen, mouth: Manifest['mouth'], w: number, h: number): void {
  const light = mix(mouth.tongue, '#ffffff', 0.1);
  const back = mix(mouth.tongue, mouth.cavity, 0.55);
  pen.fillStyle = linear(pen, 0, 0, 0, h * 0.5, back, mouth.tongue, light);
  pen.beginPath();
  pen.moveTo(0, h);
  pen.bezierCurveTo(0, h * 0.2, w * 0.2, 0, w / 2, h * 0.02);
  pen.bezierCurveTo(w * 0.8, 0, w, h * 0.2, w, h);
  pen.closePath();
  pen.fill();
  pen.globalCompositeOperation = 'source-atop';
  // The furrow in the middle, a shade between two swellings.
  const dark = withAlpha(mouth.cavity, 0.28);
  const none = withAlpha(mouth.cavity, 0);
  pen.fillStyle = linear(pen, w * 0.42, 0, w * 0.58, 0, none, dark, none);
  pen.fillRect(w * 0.42, h * 0.1, w * 0.16, h * 0.9);
  pen.globalCompositeOperation = 'destination-in';
  pen.save();
  pen.translate(w / 2, h);
  pen.scale(w / 2, h);
  pen.fillStyle = fading(pen, 0, 0, 0.84, 1);
  pen.fillRect(-1, -1, 2, 1);
  pen.restore();
}

/** Opaque within `from` of x, y, nothing beyond `to`. */
function fading(pen: Pen, x: number, y: number, from: number, to: number) {
  const gradient = pen.createRadialGradient(x, y, from, x, y, to);
  gradient.addColorStop(0, 'rgba(0,0,0,1)');
  gradient.addColorStop(1, 'rgba(0,0,0,0)');
  return gradient;
}

/** Darkens what has been painted to the sides: a row of teeth bends backwards, away from the light. */
function roundedRow(pen: Pen, mouth: Manifest['mouth'], w: number, h: number, depth: number): void {
  pen.globalCompositeOperation = 'source-atop';
  const dark = withAlpha(mouth.cavity, depth);
  const none = withAlpha(mouth.cavity, 0);
  const less = withAlpha(mouth.cavity, depth * 0.3);
  for (const side of [0, 1]) {
    pen.fillStyle = linear(pen, side * w, 0, w * (side ? 0.62 : 0.38), 0, dark, less, none);
    pen.fillRect(side ? w / 2 : 0, 0, w / 2, h);
  }
}

function gums(pen: Pen, mouth: Manifest['mouth'], w: number, bottom: number, h: number): void {
  pen.fillStyle = linear(pen, 0, 0, 0, h * 0.5, mix(mouth.gums, mouth.cavity, 0.5), mouth.gums);
  pen.fillRect(0, 0, w, bottom);
}

/** A row of teeth with its edge below. */
function teeth(
  pen: Pen,
  mouth: Manifest['mouth'],
  widths: readonly number[],
  w: number,
  top: number,
  edge: number,
  h: number,
): void {
  const shade = mix(mouth.teeth, mouth.cavity, 0.5);
  const light = mix(mouth.teeth, '#ffffff', 0.12);
  for (const side of [-1, 1]) {
    let x = 0;
    for (const [i, share] of widths.entries()) {
      const width = (share * w) / 2;
      const middle = x + width / 2;
      const far = middle / (w / 2);
      // The row bends: outer teeth are shorter and end higher. Lateral incisors are a little shorter, too.
      const bottom = edge - h * (0.2 * far * far + (i === 1 ? 0.035 : 0));
      const colour = mix(light, mouth.teeth, Math.min(1, far * 1.5));
      // Edges of teeth are thin: what is dark behind them shows through.
      pen.fillStyle = linear(
        pen,
        0,
        bottom - h * 0.6,
        0,
        bottom,
        mix(colour, mouth.gums, 0.2),
        colour,
        mix(colour, shade, 0.3),
      );
      const centre = w / 2 + side * middle;
      const half = width / 2;
      const round = Math.min(half * 0.75, h * 0.1);
      pen.beginPath();
      pen.moveTo(centre - half, top + h * 0.12);
      pen.quadraticCurveTo(centre, top - h * 0.06, centre + half, top + h * 0.12);
      pen.lineTo(centre + half, bottom - round);
      pen.quadraticCurveTo(centre + half, bottom, centre + half - round, bottom);
      pen.lineTo(centre - half + round, bottom);
      pen.quadraticCurveTo(centre - half, bottom, centre - half, bottom - round);
      pen.closePath();
      pen.fill();
      pen.strokeStyle = withAlpha(shade, 0.22);
      pen.lineWidth = Math.max(0.5, w * 0.008);
      pen.stroke();
      x += width;
    }
  }
}

function paint(width: number, height: number, draw: (pen: Pen, w: number, h: number) => void): Pixels {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  draw(pen, width, height);
  return { data: premultiplied(pen.getImageData(0, 0, width, height).data), width, height };
}

/** RGBA as a canvas gives it, with colours multiplied by alpha. */
export function premultiplied(rgba: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(rgba.length);
  for (let i = 0; i < out.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0;
    for (let k = 0; k < 3; k++) out[i + k] = ((rgba[i + k] ?? 0) * alpha + 127) / 255;
    out[i + 3] = alpha;
  }
  return out;
}
