import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';
import { paintShoulders } from './shoulders.js';

/** A soft wrap blouse with a deep neckline. */
export function paintBlouse(pen: Pen, design: PresenterDesign, scale: number): void {
  const { outfit } = design;
  const traceNeck = (): void => {
    pen.moveTo(-100, 182);
    pen.bezierCurveTo(-84, 240, -44, 290, 4, 330);
    pen.bezierCurveTo(46, 288, 84, 240, 100, 182);
  };
  paintShoulders(pen, design, scale, traceNeck);
  for (const side of [1, -1]) {
    pen.save();
    pen.scale(side, 1);
    const band = (): void => {
      pen.beginPath();
      pen.moveTo(98, 180);
      pen.bezierCurveTo(84, 242, 44, 292, side < 0 ? -22 : 2, side < 0 ? 352 : 330);
      pen.lineTo(side < 0 ? -30 : 4, 400);
      pen.bezierCurveTo(60, 330, 112, 250, 124, 190);
      pen.closePath();
    };
    blurred(pen, 5, scale, () => {
      pen.globalCompositeOperation = 'source-atop';
      pen.fillStyle = withAlpha(outfit.dark, 0.55);
      pen.translate(3, 4);
      band();
      pen.fill();
    });
    band();
    pen.fillStyle = linear(
      pen,
      30,
      330,
      124,
      200,
      mix(outfit.main, outfit.dark, 0.25),
      outfit.main,
      mix(outfit.main, outfit.light, side < 0 ? 0.7 : 0.4),
    );
    pen.fill();
    pen.restore();
  }
  blurred(pen, 4, scale, () => {
    pen.strokeStyle = withAlpha(outfit.dark, 0.4);
    pen.lineWidth = 5;
    pen.beginPath();
    pen.moveTo(-150, 250);
    pen.quadraticCurveTo(-90, 320, -40, 400);
    pen.moveTo(-190, 300);
    pen.quadraticCurveTo(-140, 350, -110, 410);
    pen.moveTo(160, 260);
    pen.quadraticCurveTo(110, 320, 70, 400);
    pen.stroke();
  });
}
