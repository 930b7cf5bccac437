import { lerp } from '../curves.js';
import { seededRandom } from '../random.js';
import type { Brush } from './brush.js';
import { linear, type Pen, paintSprite, type Sprite } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';

/** How far a fully raised end of a brow travels. */
const TRAVEL = 13;

/** Paints an eyebrow about its middle, +x outwards, hair by hair over a soft ground. */
export function paintBrow(design: PresenterDesign, scale: number): Sprite {
  const { length, thickness, arch, colour } = design.brows;
  const area = {
    x: -length - 10,
    y: -arch - thickness - 8,
    width: length * 2 + 20,
    height: arch + thickness * 2 + 24,
  };
  return paintSprite(area, scale, (pen) => {
    const innerX = -length + 3;
    pen.fillStyle = linear(pen, innerX, 0, innerX + 30, 0, withAlpha(colour, 0.15), withAlpha(colour, 0.85));
    pen.beginPath();
    pen.moveTo(innerX, 1.5 - thickness * 0.3);
    pen.bezierCurveTo(
      -length * 0.45,
      3 - arch - thickness * 0.5,
      length * 0.05,
      -arch - thickness * 0.5,
      length * 0.3,
      -arch - 1,
    );
    pen.quadraticCurveTo(length * 0.75, -arch * 0.55 + 1.5, length + 2, 5);
    pen.quadraticCurveTo(
      length * 0.68,
      -arch * 0.4 + 1.7 + thickness * 0.3,
      length * 0.26,
      -arch + thickness * 0.72,
    );
    pen.bezierCurveTo(
      0,
      -arch + thickness * 0.72,
      -length * 0.45,
      -arch * 0.75 + thickness,
      innerX + 2,
      1.5 + thickness * 0.5,
    );
    pen.closePath();
    pen.fill();
    paintHairs(pen, design.brows, innerX, mix(colour, '#000000', 0.2));
  });
}

function paintHairs(pen: Pen, brow: PresenterDesign['brows'], innerX: number, colour: string): void {
  const random = seededRandom(7);
  const { length, thickness, arch } = brow;
  for (let i = 0; i < 46; i++) {
    const t = i / 46;
    const x = lerp(innerX - 1, length * 0.86, t);
    const ridge =
      t < 0.62
        ? lerp(2, -arch, Math.sin((t / 0.62) * Math.PI * 0.5))
        : lerp(-arch, 4, ((t - 0.62) / 0.38) ** 1.5);
    const y = ridge + thickness * (0.15 + random() * 0.4) * (1 - t * 0.5);
    const reach = thickness * (0.75 + random() * 0.35) * (1 - t * 0.45);
    const lean = lerp(0.5, 2.1, Math.min(1, t * 1.5));
    pen.strokeStyle = withAlpha(colour, 0.22 + random() * 0.28);
    pen.lineWidth = 0.8 + random() * 0.5;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.quadraticCurveTo(
      x + reach * lean * 0.35,
      y - reach * 0.5,
      x + reach * lean * 0.75,
      y - reach * (1.05 - t * 0.9),
    );
    pen.stroke();
  }
}

/** Draws a brow; ends −1 lowered to 1.2 raised, `furrow` 0–1 drawn inwards and down. */
export function drawBrow(
  brush: Brush,
  brow: Sprite,
  length: number,
  inner: number,
  outer: number,
  furrow: number,
): void {
  const innerShift = -inner * TRAVEL + furrow * 8;
  const outerShift = -outer * TRAVEL * 0.8;
  brush.save();
  brush.translate(-furrow * 5, (innerShift + outerShift) / 2);
  brush.skew((outerShift - innerShift) / (length * 2));
  brush.sprite(brow);
  brush.restore();
}
