import { blurred, closedCurve, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';
import { drawFlow, type Flow } from './locks.js';

type Hair = PresenterDesign['hair'];

const CROWN = [
  -124, -128, -142, -178, -132, -232, -92, -274, -30, -294, 40, -298, 104, -280, 142, -238, 150, -186, 134,
  -132, 120, -160, 98, -186, 56, -202, 4, -206, -46, -200, -88, -182, -112, -154,
];

const QUIFF: Flow = {
  guides: [
    [-120, -132, -144, -180, -130, -232, -86, -268, -30, -286],
    [-106, -160, -124, -212, -98, -256, -46, -282, 14, -294],
    [-74, -190, -98, -236, -62, -272, -4, -292, 58, -292],
    [-30, -202, -54, -246, -12, -280, 46, -296, 104, -272],
    [18, -205, 2, -242, 40, -272, 92, -278, 136, -236],
    [62, -200, 58, -234, 88, -256, 126, -244, 146, -200],
    [98, -182, 104, -212, 126, -222, 142, -204, 144, -164],
    [122, -156, 130, -178, 140, -184, 144, -166, 138, -130],
  ],
  locks: 24,
  width: 30,
  strands: 170,
  lightAt: 0.5,
  seed: 12,
};

/** Short hair swept up from a clean hairline: nothing but a shade shows behind the head. */
export function paintSweptBack(pen: Pen, hair: Hair): void {
  pen.fillStyle = mix(hair.dark, '#000000', 0.2);
  pen.beginPath();
  closedCurve(
    pen,
    [-140, -190, -144, -110, -134, -40, -112, 24, -74, 60, 74, 60, 112, 24, 134, -40, 144, -110, 140, -190],
  );
  pen.fill();
}

export function paintSweptFront(pen: Pen, hair: Hair, scale: number): void {
  for (const side of [-1, 1]) paintSide(pen, hair, scale, side);
  pen.fillStyle = mix(hair.base, hair.dark, 0.55);
  pen.beginPath();
  closedCurve(pen, CROWN);
  pen.fill();
  drawFlow(pen, hair, QUIFF);
  pen.globalCompositeOperation = 'source-atop';
  blurred(pen, 10, scale, () => {
    pen.strokeStyle = withAlpha(hair.shine, 0.38);
    pen.lineWidth = 20;
    pen.beginPath();
    pen.moveTo(-104, -232);
    pen.bezierCurveTo(-60, -268, 20, -278, 84, -258);
    pen.stroke();
    pen.strokeStyle = withAlpha(hair.dark, 0.6);
    pen.lineWidth = 14;
    pen.beginPath();
    pen.moveTo(-118, -140);
    pen.bezierCurveTo(-70, -196, 66, -206, 120, -144);
    pen.stroke();
  });
  blurred(pen, 4, scale, () => {
    pen.strokeStyle = withAlpha(mix(hair.shine, '#ffffff', 0.3), 0.5);
    pen.lineWidth = 4;
    pen.beginPath();
    pen.moveTo(88, -286);
    pen.bezierCurveTo(140, -260, 154, -200, 150, -110);
    pen.stroke();
  });
}

/** Clipped short over the ear, down to the sideburn. */
function paintSide(pen: Pen, hair: Hair, scale: number, side: number): void {
  pen.save();
  pen.scale(side, 1);
  const outline = (): void => {
    pen.beginPath();
    closedCurve(
      pen,
      [
        112, -158, 136, -190, 151, -140, 149, -84, 143, -44, 137, -24, 127, -16, 124, -40, 121, -84, 116,
        -124,
      ],
    );
  };
  outline();
  pen.fillStyle = linear(
    pen,
    0,
    -180,
    0,
    -14,
    hair.base,
    mix(hair.base, hair.dark, 0.5),
    withAlpha(hair.dark, 0.75),
  );
  pen.fill();
  pen.save();
  outline();
  pen.clip();
  const fade: Flow = {
    guides: [
      [112, -170, 114, -124, 119, -80, 122, -40, 126, -14],
      [134, -190, 138, -136, 138, -86, 136, -46, 132, -10],
      [150, -180, 155, -136, 152, -88, 147, -50, 142, -14],
    ],
    locks: 0,
    width: 0,
    strands: 90,
    lightAt: 0.35,
    seed: 3 + side,
  };
  drawFlow(pen, hair, fade);
  blurred(pen, 6, scale, () => {
    pen.strokeStyle = withAlpha(mix(hair.dark, '#000000', 0.3), 0.5);
    pen.lineWidth = 8;
    outline();
    pen.stroke();
  });
  pen.restore();
  pen.restore();
}
