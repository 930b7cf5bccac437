import { blurred, closedCurve, linear, type Pen, paintSprite, radial, type Sprite } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';

export type HandShape = 'open' | 'fist' | 'thumb';

/** Hands of the viewer's right, palm or knuckles forward, wrist at the origin and fingers up. */
export function paintHand(design: PresenterDesign, shape: HandShape, scale: number): Sprite {
  return paintSprite({ x: -80, y: -178, width: 160, height: 214 }, scale, (pen) => {
    if (shape === 'open') paintOpenHand(pen, design, scale);
    else paintFist(pen, design, scale, shape === 'thumb');
  });
}

interface Finger {
  x: number;
  y: number;
  angle: number;
  length: number;
  base: number;
  tip: number;
  /** Sideways sag of the middle, positive to the right of the pointing direction. */
  bend: number;
}

function traceFinger(pen: Pen, f: Finger): void {
  const ux = Math.sin(f.angle);
  const uy = -Math.cos(f.angle);
  const at = (along: number, across: number): [number, number] => {
    const sag = f.bend * Math.sin(Math.min(1, along) * Math.PI);
    return [
      f.x + ux * along * f.length - uy * (across + sag),
      f.y + uy * along * f.length + ux * (across + sag),
    ];
  };
  const middle = f.base * 0.52 + f.tip * 0.48;
  pen.beginPath();
  closedCurve(pen, [
    ...at(-0.18, -f.base),
    ...at(0.2, -f.base),
    ...at(0.6, -middle),
    ...at(0.88, -f.tip),
    ...at(0.975, -f.tip * 0.66),
    ...at(1.0, 0),
    ...at(0.975, f.tip * 0.66),
    ...at(0.88, f.tip),
    ...at(0.6, middle),
    ...at(0.2, f.base),
    ...at(-0.18, f.base),
  ]);
}

function fillFinger(pen: Pen, design: PresenterDesign, scale: number, f: Finger): void {
  const { skin } = design;
  const ux = Math.sin(f.angle);
  const uy = -Math.cos(f.angle);
  traceFinger(pen, f);
  pen.fillStyle = linear(
    pen,
    f.x + uy * f.base,
    f.y - ux * f.base,
    f.x - uy * f.base,
    f.y + ux * f.base,
    mix(skin.light, skin.base, 0.25),
    skin.base,
    mix(skin.base, skin.shade, 0.75),
  );
  pen.fill();
  pen.save();
  pen.clip();
  blurred(pen, 4, scale, () => {
    pen.fillStyle = withAlpha(skin.blush, 0.4);
    pen.beginPath();
    pen.arc(f.x + ux * f.length * 0.93, f.y + uy * f.length * 0.93, f.tip * 1.2, 0, Math.PI * 2);
    pen.fill();
  });
  pen.restore();
  traceFinger(pen, f);
  pen.strokeStyle = withAlpha(skin.deep, 0.42);
  pen.lineWidth = 1.3;
  pen.stroke();
}

function paintOpenHand(pen: Pen, design: PresenterDesign, scale: number): void {
  const { skin } = design;
  const slim = design.profile.gender === 'Female' ? 0.92 : 1.08;
  const w = slim;
  const fingers: Finger[] = [
    { x: 29 * w, y: -70, angle: 0.3, length: 56, base: 9.2 * w, tip: 7 * w, bend: 1 },
    { x: 12 * w, y: -79, angle: 0.1, length: 73, base: 10.2 * w, tip: 7.8 * w, bend: 0.5 },
    { x: -8 * w, y: -81, angle: -0.06, length: 80, base: 10.6 * w, tip: 8 * w, bend: -0.5 },
    { x: -27 * w, y: -75, angle: -0.24, length: 69, base: 10.2 * w, tip: 7.8 * w, bend: -1 },
  ];
  for (const finger of fingers) fillFinger(pen, design, scale, finger);
  const palm = (): void => {
    pen.beginPath();
    closedCurve(pen, [
      -21 * w,
      30,
      -22 * w,
      4,
      -34 * w,
      -18,
      -38 * w,
      -48,
      -37 * w,
      -76,
      -18 * w,
      -86,
      4 * w,
      -88,
      22 * w,
      -84,
      38 * w,
      -72,
      40 * w,
      -46,
      33 * w,
      -16,
      22 * w,
      4,
      21 * w,
      30,
    ]);
  };
  palm();
  pen.fillStyle = linear(
    pen,
    -40,
    -60,
    42,
    -30,
    mix(skin.light, skin.base, 0.2),
    skin.base,
    mix(skin.base, skin.shade, 0.7),
  );
  pen.fill();
  pen.save();
  palm();
  pen.clip();
  blurred(pen, 7, scale, () => {
    pen.fillStyle = withAlpha(skin.shade, 0.55);
    pen.beginPath();
    pen.ellipse(6, -42, 17, 22, 0.3, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = withAlpha(skin.blush, 0.32);
    pen.beginPath();
    pen.ellipse(-20, -22, 15, 24, -0.3, 0, Math.PI * 2);
    pen.ellipse(26, -30, 12, 26, 0.1, 0, Math.PI * 2);
    pen.fill();
    pen.beginPath();
    for (const f of fingers) pen.ellipse(f.x, f.y + 4, 9, 7, 0, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = withAlpha(skin.deep, 0.5);
    pen.fillRect(-40, 2, 80, 34);
  });
  pen.restore();
  pen.strokeStyle = withAlpha(skin.deep, 0.42);
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(34 * w, -58);
  pen.quadraticCurveTo(12, -50, -16 * w, -68);
  pen.moveTo(-34 * w, -52);
  pen.quadraticCurveTo(-4, -46, 22 * w, -32);
  pen.moveTo(-33 * w, -54);
  pen.quadraticCurveTo(-4, -38, -7, -4);
  pen.stroke();
  for (const f of fingers) {
    for (const along of [0.34, 0.66]) {
      const x = f.x + Math.sin(f.angle) * f.length * along;
      const y = f.y - Math.cos(f.angle) * f.length * along;
      pen.beginPath();
      pen.moveTo(x - 5, y + 1);
      pen.quadraticCurveTo(x, y + 2.6, x + 5, y);
      pen.globalAlpha = 0.6;
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }
  fillFinger(pen, design, scale, {
    x: -26 * w,
    y: -22,
    angle: -0.82,
    length: 62,
    base: 13.5 * w,
    tip: 8.6 * w,
    bend: -3,
  });
  blurred(pen, 4, scale, () => {
    pen.fillStyle = mix(skin.base, skin.light, 0.25);
    pen.beginPath();
    pen.ellipse(-21 * w, -20, 11, 20, -0.5, 0, Math.PI * 2);
    pen.fill();
  });
}

function paintFist(pen: Pen, design: PresenterDesign, scale: number, thumbUp: boolean): void {
  const { skin } = design;
  const w = design.profile.gender === 'Female' ? 0.94 : 1.1;
  pen.save();
  pen.scale(w, w);
  if (thumbUp) {
    fillFinger(pen, design, scale, { x: -14, y: -66, angle: -0.1, length: 66, base: 14, tip: 10.5, bend: 4 });
  }
  const block = (): void => {
    pen.beginPath();
    closedCurve(
      pen,
      [
        -22, 30, -24, 4, -38, -18, -42, -46, -36, -74, -14, -84, 16, -84, 36, -74, 42, -48, 37, -18, 23, 4,
        22, 30,
      ],
    );
  };
  block();
  pen.fillStyle = radial(
    pen,
    -14,
    -56,
    84,
    mix(skin.light, skin.base, 0.15),
    skin.base,
    mix(skin.base, skin.shade, 0.8),
  );
  pen.fill();
  pen.strokeStyle = withAlpha(skin.deep, 0.4);
  pen.lineWidth = 1.4;
  pen.stroke();
  pen.save();
  block();
  pen.clip();
  blurred(pen, 7, scale, () => {
    pen.fillStyle = withAlpha(skin.deep, 0.5);
    pen.fillRect(-46, 0, 92, 40);
  });
  pen.restore();
  if (thumbUp) paintStackedFingers(pen, design, scale);
  else paintCurledFingers(pen, design, scale);
  pen.restore();
}

/** Four fingers curled towards the palm, one above the other, as a raised thumb shows them. */
function paintStackedFingers(pen: Pen, design: PresenterDesign, scale: number): void {
  const lengths = [50, 54, 52, 44];
  for (let i = 3; i >= 0; i--) {
    const y = -64 + i * 18.5;
    fillFinger(pen, design, scale, {
      x: 34 - i * 1.5,
      y,
      angle: -Math.PI / 2 - 0.04,
      length: lengths[i] ?? 50,
      base: 10.6,
      tip: 9.4,
      bend: 0,
    });
  }
}

/** Four fingers folded down side by side, with the thumb laid across. */
function paintCurledFingers(pen: Pen, design: PresenterDesign, scale: number): void {
  for (let i = 0; i < 4; i++) {
    const x = 29 - i * 19.4;
    fillFinger(pen, design, scale, {
      x,
      y: -36,
      angle: (1.5 - i) * 0.03,
      length: 52 - Math.abs(1.7 - i) * 4,
      base: 10.2,
      tip: 9.4,
      bend: 0,
    });
  }
  fillFinger(pen, design, scale, { x: -34, y: -22, angle: 1.32, length: 52, base: 12.5, tip: 9, bend: -4 });
}
