import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

/** A tailored blazer over a light top. */
export function paintBlazer(pen: Pen, design: PresenterDesign, scale: number): void {
  paintTop(pen, design);
  for (const side of [-1, 1]) {
    pen.save();
    pen.scale(side, 1);
    paintHalf(pen, design, scale, side);
    pen.restore();
  }
}

function paintTop(pen: Pen, design: PresenterDesign): void {
  const { outfit } = design;
  pen.fillStyle = linear(
    pen,
    -60,
    200,
    70,
    380,
    mix(outfit.inner, '#ffffff', 0.4),
    outfit.inner,
    mix(outfit.inner, outfit.dark, 0.22),
  );
  pen.beginPath();
  pen.moveTo(-92, 176);
  pen.bezierCurveTo(-66, 232, -36, 262, 0, 270);
  pen.bezierCurveTo(36, 262, 66, 232, 92, 176);
  pen.lineTo(110, 400);
  pen.lineTo(-110, 400);
  pen.closePath();
  pen.fill();
  pen.strokeStyle = withAlpha(outfit.dark, 0.16);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(-86, 188);
  pen.bezierCurveTo(-62, 240, -34, 268, 0, 276);
  pen.bezierCurveTo(34, 268, 62, 240, 86, 188);
  pen.stroke();
}

function paintHalf(pen: Pen, design: PresenterDesign, scale: number, side: number): void {
  const { outfit } = design;
  const body = (): void => {
    pen.beginPath();
    pen.moveTo(66, 158);
    pen.bezierCurveTo(96, 186, 150, 196, 196, 210);
    pen.bezierCurveTo(258, 228, 292, 268, 306, 330);
    pen.bezierCurveTo(314, 360, 318, 384, 320, 404);
    pen.lineTo(16, 404);
    pen.bezierCurveTo(50, 320, 72, 240, 66, 158);
    pen.closePath();
  };
  body();
  pen.fillStyle = linear(
    pen,
    60,
    170,
    300,
    400,
    side < 0 ? mix(outfit.main, outfit.light, 0.55) : outfit.main,
    outfit.main,
    mix(outfit.main, outfit.dark, side < 0 ? 0.45 : 0.75),
  );
  pen.fill();
  pen.save();
  body();
  pen.clip();
  blurred(pen, 10, scale, () => {
    pen.strokeStyle = withAlpha(outfit.dark, 0.8);
    pen.lineWidth = 14;
    pen.beginPath();
    pen.moveTo(218, 410);
    pen.bezierCurveTo(222, 350, 214, 320, 236, 282);
    pen.stroke();
    pen.fillStyle = withAlpha(outfit.dark, 0.6);
    pen.beginPath();
    pen.ellipse(120, 214, 66, 24, 0.3, 0, Math.PI * 2);
    pen.fill();
  });
  blurred(pen, 6, scale, () => {
    pen.strokeStyle = withAlpha(outfit.light, side < 0 ? 0.75 : 0.4);
    pen.lineWidth = 9;
    pen.beginPath();
    pen.moveTo(150, 204);
    pen.bezierCurveTo(230, 218, 276, 260, 296, 340);
    pen.stroke();
  });
  pen.restore();
  paintLapel(pen, design, scale, side);
}

function paintLapel(pen: Pen, design: PresenterDesign, scale: number, side: number): void {
  const { outfit } = design;
  const lapel = (): void => {
    pen.beginPath();
    pen.moveTo(64, 158);
    pen.bezierCurveTo(92, 178, 112, 190, 124, 204);
    pen.lineTo(112, 246);
    pen.lineTo(146, 254);
    pen.bezierCurveTo(118, 316, 76, 360, 22, 404);
    pen.lineTo(8, 404);
    pen.bezierCurveTo(44, 330, 72, 240, 64, 158);
    pen.closePath();
  };
  blurred(pen, 7, scale, () => {
    pen.globalCompositeOperation = 'source-atop';
    pen.fillStyle = withAlpha(outfit.dark, 0.75);
    pen.translate(5, 6);
    lapel();
    pen.fill();
  });
  lapel();
  pen.fillStyle = linear(
    pen,
    40,
    300,
    150,
    210,
    mix(outfit.main, outfit.dark, 0.25),
    outfit.main,
    mix(outfit.main, outfit.light, side < 0 ? 0.7 : 0.35),
  );
  pen.fill();
  pen.strokeStyle = withAlpha(outfit.dark, 0.75);
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(124, 204);
  pen.lineTo(112, 246);
  pen.lineTo(146, 254);
  pen.bezierCurveTo(118, 316, 76, 360, 22, 404);
  pen.moveTo(112, 246);
  pen.bezierCurveTo(94, 236, 78, 226, 69, 212);
  pen.stroke();
  pen.strokeStyle = withAlpha(outfit.light, 0.6);
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.moveTo(142, 257);
  pen.bezierCurveTo(114, 316, 74, 358, 24, 398);
  pen.stroke();
}
