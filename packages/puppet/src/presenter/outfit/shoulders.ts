import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

/** A plain garment from shoulder to shoulder; `traceNeck` draws its neckline from left to right. */
export function paintShoulders(
  pen: Pen,
  design: PresenterDesign,
  scale: number,
  traceNeck: () => void,
): void {
  const { outfit } = design;
  const wide = design.profile.gender === 'Male' ? 1.06 : 0.97;
  const outline = (): void => {
    pen.beginPath();
    traceNeck();
    pen.bezierCurveTo(130, 196, 166 * wide, 202, 200 * wide, 212);
    pen.bezierCurveTo(262 * wide, 230, 294 * wide, 268, 308 * wide, 330);
    pen.bezierCurveTo(316 * wide, 360, 320 * wide, 384, 322 * wide, 410);
    pen.lineTo(-322 * wide, 410);
    pen.bezierCurveTo(-320 * wide, 384, -316 * wide, 360, -308 * wide, 330);
    pen.bezierCurveTo(-294 * wide, 268, -262 * wide, 230, -200 * wide, 212);
    pen.bezierCurveTo(-166 * wide, 202, -130, 196, -92, 184);
    pen.closePath();
  };
  outline();
  pen.fillStyle = linear(
    pen,
    -240,
    190,
    260,
    400,
    mix(outfit.main, outfit.light, 0.55),
    outfit.main,
    outfit.main,
    mix(outfit.main, outfit.dark, 0.7),
  );
  pen.fill();
  pen.save();
  outline();
  pen.clip();
  blurred(pen, 12, scale, () => {
    pen.strokeStyle = withAlpha(outfit.dark, 0.65);
    pen.lineWidth = 15;
    pen.beginPath();
    for (const side of [-1, 1]) {
      pen.moveTo(side * 222 * wide, 412);
      pen.bezierCurveTo(side * 226 * wide, 350, side * 216 * wide, 324, side * 238 * wide, 286);
    }
    pen.stroke();
    pen.fillStyle = withAlpha(outfit.dark, 0.5);
    pen.beginPath();
    pen.ellipse(8, 236, 150, 46, 0, 0, Math.PI * 2);
    pen.fill();
  });
  blurred(pen, 6, scale, () => {
    for (const side of [-1, 1]) {
      pen.strokeStyle = withAlpha(outfit.light, side < 0 ? 0.7 : 0.4);
      pen.lineWidth = 8;
      pen.beginPath();
      pen.moveTo(side * 150 * wide, 204);
      pen.bezierCurveTo(side * 232 * wide, 220, side * 278 * wide, 260, side * 298 * wide, 340);
      pen.stroke();
    }
  });
  pen.restore();
}
