import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';
import { drawStrands, type Guide } from './strands.js';

type Hair = PresenterDesign['hair'];

/** Long hair parted on the viewer's left: the mass behind head and shoulders. */
export function paintLongBack(pen: Pen, hair: Hair, scale: number): void {
  const outline = (): void => {
    pen.beginPath();
    pen.moveTo(-150, -130);
    pen.bezierCurveTo(-178, -310, 178, -318, 160, -120);
    pen.bezierCurveTo(176, -40, 168, 50, 190, 120);
    pen.bezierCurveTo(206, 176, 190, 226, 156, 262);
    pen.bezierCurveTo(120, 280, 90, 262, 70, 230);
    pen.lineTo(-70, 230);
    pen.bezierCurveTo(-90, 264, -122, 276, -150, 254);
    pen.bezierCurveTo(-188, 222, -200, 176, -182, 116);
    pen.bezierCurveTo(-164, 50, -172, -40, -150, -130);
    pen.closePath();
  };
  outline();
  pen.fillStyle = linear(
    pen,
    -170,
    -200,
    180,
    240,
    mix(hair.base, hair.dark, 0.35),
    hair.dark,
    mix(hair.dark, '#000000', 0.25),
  );
  pen.fill();
  pen.save();
  outline();
  pen.clip();
  const guides: Guide[] = [];
  for (const x of [-150, -100, -50, 0, 50, 100, 150]) {
    guides.push([x * 0.8, -200, x * 1.12, -80, x * 0.98, 60, x * 1.12, 270]);
  }
  drawStrands(pen, hair, guides, { count: 150, width: 2.4, lightAt: 0.75, seed: 5, alpha: 0.7 });
  blurred(pen, 18, scale, () => {
    pen.fillStyle = withAlpha(mix(hair.dark, '#000000', 0.5), 0.75);
    pen.fillRect(-96, 20, 192, 230);
  });
  pen.restore();
}

/** The two curtains that frame the face and fall before the shoulders. */
export function paintLongFront(pen: Pen, hair: Hair, scale: number): void {
  const right = (): void => {
    pen.beginPath();
    pen.moveTo(-44, -226);
    pen.bezierCurveTo(-40, -262, 0, -280, 40, -278);
    pen.bezierCurveTo(128, -274, 166, -200, 164, -112);
    pen.bezierCurveTo(164, -20, 166, 40, 188, 104);
    pen.bezierCurveTo(210, 166, 196, 222, 150, 258);
    pen.bezierCurveTo(160, 216, 132, 186, 134, 130);
    pen.bezierCurveTo(136, 84, 122, 40, 122, -20);
    pen.bezierCurveTo(120, -84, 92, -140, 36, -172);
    pen.bezierCurveTo(6, -190, -24, -204, -44, -226);
    pen.closePath();
  };
  const left = (): void => {
    pen.beginPath();
    pen.moveTo(-40, -228);
    pen.bezierCurveTo(-42, -252, -30, -270, 6, -277);
    pen.bezierCurveTo(-90, -288, -152, -222, -154, -124);
    pen.bezierCurveTo(-162, -40, -158, 30, -178, 96);
    pen.bezierCurveTo(-202, 160, -190, 214, -142, 250);
    pen.bezierCurveTo(-154, 210, -126, 180, -130, 124);
    pen.bezierCurveTo(-134, 80, -120, 36, -121, -24);
    pen.bezierCurveTo(-120, -90, -98, -160, -40, -228);
    pen.closePath();
  };
  const rightGuides: Guide[] = [
    [-40, -228, 60, -190, 118, -110, 128, 120],
    [-42, -236, 90, -220, 128, -90, 138, 170],
    [-40, -248, 120, -250, 136, -80, 152, 240],
    [-30, -264, 160, -270, 146, -40, 176, 200],
    [0, -278, 190, -270, 148, 0, 198, 190],
  ];
  const leftGuides: Guide[] = [
    [-42, -228, -92, -170, -126, -90, -128, 130],
    [-44, -236, -120, -190, -126, -60, -136, 180],
    [-40, -250, -142, -226, -132, -40, -148, 240],
    [-30, -264, -168, -250, -140, 0, -178, 200],
    [-4, -277, -184, -260, -150, 20, -192, 180],
  ];
  paintLock(pen, hair, scale, left, leftGuides, 21, -1);
  paintLock(pen, hair, scale, right, rightGuides, 33, 1);
}

function paintLock(
  pen: Pen,
  hair: Hair,
  scale: number,
  outline: () => void,
  guides: readonly Guide[],
  seed: number,
  side: number,
): void {
  outline();
  pen.fillStyle = linear(
    pen,
    side * -20,
    -270,
    side * 170,
    230,
    mix(hair.base, hair.light, side < 0 ? 0.5 : 0.3),
    hair.base,
    mix(hair.base, hair.dark, 0.6),
    hair.base,
  );
  pen.fill();
  pen.save();
  outline();
  pen.clip();
  blurred(pen, 9, scale, () => {
    pen.strokeStyle = withAlpha(hair.dark, 0.75);
    pen.lineWidth = 16;
    outline();
    pen.stroke();
  });
  drawStrands(pen, hair, guides, { count: 170, width: 2.1, lightAt: side < 0 ? 0.3 : 0.34, seed });
  drawStrands(pen, hair, guides, { count: 60, width: 1.8, lightAt: 0.82, seed: seed + 1, alpha: 0.7 });
  pen.restore();
  drawStrands(pen, hair, guides, { count: 10, width: 1.1, lightAt: 0.4, seed: seed + 2 });
}
