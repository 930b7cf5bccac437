import { blurred, linear, type Pen, paintSprite, type Sprite } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

/** A forearm in its sleeve, wrist at the origin and elbow straight below. */
export function paintSleeve(design: PresenterDesign, scale: number): Sprite {
  const { outfit } = design;
  return paintSprite({ x: -80, y: -12, width: 160, height: 262 }, scale, (pen) => {
    blurred(pen, 9, scale, () => {
      pen.fillStyle = 'rgba(20,24,40,.18)';
      pen.translate(5, 6);
      traceSleeve(pen);
      pen.fill();
    });
    if (outfit.style === 'blazer') {
      pen.fillStyle = linear(
        pen,
        -32,
        0,
        32,
        0,
        outfit.inner,
        outfit.inner,
        mix(outfit.inner, outfit.dark, 0.3),
      );
      pen.beginPath();
      pen.roundRect(-30, 2, 60, 30, 7);
      pen.fill();
    }
    traceSleeve(pen);
    pen.fillStyle = linear(
      pen,
      -60,
      60,
      62,
      90,
      mix(outfit.main, outfit.light, 0.6),
      outfit.main,
      mix(outfit.main, outfit.dark, 0.7),
    );
    pen.fill();
    pen.save();
    traceSleeve(pen);
    pen.clip();
    blurred(pen, 5, scale, () => {
      pen.strokeStyle = withAlpha(outfit.dark, 0.6);
      pen.lineWidth = 6;
      pen.beginPath();
      for (const [y, reach] of FOLDS) {
        pen.moveTo(62, y);
        pen.quadraticCurveTo(20, y + 10, 30 - reach, y - 14);
      }
      pen.stroke();
      pen.strokeStyle = withAlpha(outfit.light, 0.5);
      pen.lineWidth = 5;
      pen.beginPath();
      pen.moveTo(-28, 26);
      pen.quadraticCurveTo(-40, 130, -46, 260);
      pen.stroke();
    });
    pen.restore();
    if (outfit.style === 'knit') paintRibs(pen, outfit.dark);
    pen.strokeStyle = withAlpha(outfit.dark, 0.55);
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(-33, 15);
    pen.quadraticCurveTo(0, 23, 33, 15);
    pen.stroke();
  });
}

/** The ribbed cuff of a knit. */
function paintRibs(pen: Pen, colour: string): void {
  pen.strokeStyle = withAlpha(colour, 0.4);
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (let x = -30; x <= 30; x += 5) {
    pen.moveTo(x, 19 - Math.abs(x) * 0.08);
    pen.lineTo(x * 1.06, 46);
  }
  pen.moveTo(-36, 47);
  pen.quadraticCurveTo(0, 55, 36, 47);
  pen.stroke();
}

const FOLDS: readonly (readonly [number, number])[] = [
  [70, 20],
  [132, 44],
  [196, 30],
];

function traceSleeve(pen: Pen): void {
  pen.beginPath();
  pen.moveTo(-34, 14);
  pen.quadraticCurveTo(0, 22, 34, 14);
  pen.bezierCurveTo(44, 80, 54, 150, 58, 262);
  pen.lineTo(-58, 262);
  pen.bezierCurveTo(-54, 150, -44, 80, -34, 14);
  pen.closePath();
}
