import { blurred, closedCurve, drawSprite, linear, type Pen, paintSprite } from '../canvas.js';
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
    [-128, -190, -136, -110, -130, -40, -110, 24, -74, 56, 74, 56, 110, 24, 130, -40, 136, -110, 128, -190],
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
  drawFlow(pen, hair, { ...QUIFF, locks: 0, strands: 150, lightAt: 0.3, seed: 14 });
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

/** Clipped short over the ear, fading into skin down to the sideburn. */
function paintSide(pen: Pen, hair: Hair, scale: number, side: number): void {
  const layer = paintSprite(SIDE_AREA, scale, (short) => {
    const outline = (): void => {
      short.beginPath();
      closedCurve(short, SIDE);
    };
    outline();
    short.fillStyle = linear(short, 0, -180, 0, -20, hair.base, mix(hair.base, hair.dark, 0.5), hair.dark);
    short.fill();
    short.globalCompositeOperation = 'source-atop';
    drawFlow(short, hair, SIDE_FLOW);
    blurred(short, 6, scale, () => {
      short.strokeStyle = withAlpha(mix(hair.dark, '#000000', 0.3), 0.5);
      short.lineWidth = 8;
      outline();
      short.stroke();
    });
    short.globalCompositeOperation = 'destination-out';
    short.fillStyle = linear(short, 0, -96, 0, -8, 'rgba(0,0,0,0)', 'rgba(0,0,0,.12)', 'rgba(0,0,0,.6)');
    short.fillRect(SIDE_AREA.x, -96, SIDE_AREA.width, 96);
  });
  pen.save();
  pen.scale(side, 1);
  drawSprite(pen, layer);
  pen.restore();
}

const SIDE_AREA = { x: 96, y: -210, width: 66, height: 210 };
const SIDE = [
  106, -166, 132, -196, 147, -150, 145, -100, 141, -62, 137, -38, 133, -20, 128, -12, 125, -30, 124, -58, 119,
  -92, 113, -128,
];
const SIDE_FLOW: Flow = {
  guides: [
    [108, -170, 113, -124, 121, -80, 125, -40, 128, -12],
    [132, -190, 136, -136, 134, -86, 132, -46, 130, -12],
    [147, -190, 149, -140, 145, -92, 139, -52, 133, -12],
  ],
  locks: 0,
  width: 0,
  strands: 80,
  lightAt: 0.3,
  seed: 4,
};
