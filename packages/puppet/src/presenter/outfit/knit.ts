import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';
import { paintShoulders } from './shoulders.js';

/** A fine knit over a shirt whose collar shows. */
export function paintKnit(pen: Pen, design: PresenterDesign, scale: number): void {
  const { outfit } = design;
  const traceNeck = (): void => {
    pen.moveTo(-86, 184);
    pen.bezierCurveTo(-66, 238, -32, 268, 0, 272);
    pen.bezierCurveTo(32, 268, 66, 238, 86, 184);
  };
  paintShoulders(pen, design, scale, traceNeck);
  paintCollar(pen, design, scale);
  pen.lineWidth = 15;
  pen.strokeStyle = linear(
    pen,
    -80,
    0,
    80,
    0,
    mix(outfit.main, outfit.light, 0.5),
    outfit.main,
    mix(outfit.main, outfit.dark, 0.5),
  );
  pen.beginPath();
  pen.moveTo(-90, 190);
  pen.bezierCurveTo(-70, 246, -34, 276, 0, 280);
  pen.bezierCurveTo(34, 276, 70, 246, 90, 190);
  pen.stroke();
  pen.strokeStyle = withAlpha(outfit.dark, 0.4);
  pen.lineWidth = 1.3;
  pen.beginPath();
  for (let i = 0; i <= 40; i++) {
    const t = (i / 40) * 2 - 1;
    const x = t * 88;
    const y = 280 - 92 * Math.abs(t) ** 2.3;
    const lean = t * 6;
    pen.moveTo(x - lean * 0.2, y - 6);
    pen.lineTo(x + lean, y + 6.5);
  }
  pen.stroke();
}

/** The shirt's collar: two points over the knit's neck. */
function paintCollar(pen: Pen, design: PresenterDesign, scale: number): void {
  const { outfit } = design;
  for (const side of [-1, 1]) {
    pen.save();
    pen.scale(side, 1);
    const collar = (): void => {
      pen.beginPath();
      pen.moveTo(64, 148);
      pen.bezierCurveTo(84, 160, 92, 172, 96, 184);
      pen.bezierCurveTo(90, 208, 78, 230, 60, 246);
      pen.bezierCurveTo(44, 250, 20, 250, 3, 246);
      pen.bezierCurveTo(38, 226, 60, 196, 64, 148);
      pen.closePath();
    };
    blurred(pen, 5, scale, () => {
      pen.globalCompositeOperation = 'source-atop';
      pen.fillStyle = withAlpha(outfit.dark, 0.6);
      pen.translate(2, 5);
      collar();
      pen.fill();
    });
    collar();
    pen.fillStyle = linear(
      pen,
      10,
      250,
      96,
      180,
      mix(outfit.inner, '#ffffff', 0.3),
      outfit.inner,
      mix(outfit.inner, outfit.dark, side < 0 ? 0.1 : 0.22),
    );
    pen.fill();
    pen.strokeStyle = withAlpha(outfit.dark, 0.25);
    pen.lineWidth = 1.3;
    pen.stroke();
    pen.restore();
  }
}
