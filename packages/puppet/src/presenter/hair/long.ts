import { blurred, linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';
import { drawFlow, type Flow, fillFlow } from './locks.js';

type Hair = PresenterDesign['hair'];

const RIGHT: Flow = {
  guides: [
    [-26, -299, 66, -284, 146, -230, 171, -128, 176, -34, 166, 50, 194, 130, 216, 200, 168, 262],
    [-30, -284, 58, -264, 134, -204, 160, -110, 163, -22, 149, 62, 172, 140, 194, 210, 156, 276],
    [-37, -240, 38, -222, 108, -174, 146, -94, 148, -8, 132, 72, 148, 146, 170, 212, 142, 274],
    [-42, -216, 10, -187, 77, -147, 122, -80, 133, -4, 126, 76, 128, 146, 148, 204, 132, 252],
  ],
  locks: 17,
  width: 34,
  strands: 130,
  lightAt: 0.27,
  seed: 21,
};

const LEFT: Flow = {
  guides: [
    [-2, -300, -84, -284, -150, -226, -173, -126, -178, -34, -168, 50, -196, 130, -218, 198, -170, 260],
    [-18, -284, -88, -260, -138, -200, -161, -110, -164, -22, -151, 62, -174, 140, -196, 208, -158, 274],
    [-37, -241, -78, -218, -120, -168, -147, -94, -149, -8, -134, 72, -150, 146, -172, 210, -144, 272],
    [-43, -216, -66, -187, -100, -142, -126, -78, -134, -4, -127, 76, -130, 146, -150, 202, -134, 250],
  ],
  locks: 14,
  width: 33,
  strands: 110,
  lightAt: 0.28,
  seed: 33,
};

/** Long wavy hair, parted on the viewer's left: the mass behind head and shoulders. */
export function paintLongBack(pen: Pen, hair: Hair, scale: number): void {
  const dark = mix(hair.dark, '#000000', 0.25);
  const flow: Flow = {
    guides: [-170, -110, -60, 60, 110, 170].map((x) => [
      x * 0.9,
      -120,
      x * 0.98,
      -40,
      x,
      40,
      x * 1.04,
      110,
      x * 1.12,
      176,
      x * 1.02,
      240,
      x * 0.95,
      268,
    ]),
    locks: 16,
    width: 40,
    strands: 60,
    lightAt: 0.75,
    seed: 5,
  };
  fillFlow(pen, flow, dark);
  drawFlow(
    pen,
    {
      ...hair,
      base: mix(hair.base, hair.dark, 0.7),
      light: mix(hair.base, hair.dark, 0.35),
      shine: hair.base,
    },
    flow,
  );
  pen.globalCompositeOperation = 'source-atop';
  blurred(pen, 20, scale, () => {
    pen.fillStyle = withAlpha(mix(hair.dark, '#000000', 0.6), 0.85);
    pen.fillRect(-112, -60, 224, 270);
  });
  // The curtains and the body always hide the rest.
  pen.globalCompositeOperation = 'destination-out';
  pen.fillRect(-240, -320, 480, 296);
  pen.fillRect(-240, 206, 480, 100);
  for (const left of [-250, 152]) pen.fillRect(left, -320, 98, 640);
}

/** The two curtains that frame the face and fall before the shoulders. */
export function paintLongFront(pen: Pen, hair: Hair, scale: number): void {
  pen.fillStyle = mix(hair.dark, hair.base, 0.3);
  pen.beginPath();
  pen.ellipse(-40, -250, 18, 30, 0, 0, Math.PI * 2);
  pen.fill();
  for (const flow of [LEFT, RIGHT]) {
    fillFlow(pen, flow, mix(hair.base, hair.dark, 0.55));
    drawFlow(pen, hair, flow);
    drawFlow(pen, hair, { ...flow, locks: 0, strands: 70, lightAt: 0.74, seed: flow.seed + 1 });
  }
  pen.globalCompositeOperation = 'source-atop';
  shade(pen, hair, scale);
}

/** Light and shade over the whole: a band of shine round the crown, a rim at the right, depth at the parting. */
function shade(pen: Pen, hair: Hair, scale: number): void {
  blurred(pen, 12, scale, () => {
    pen.strokeStyle = withAlpha(hair.shine, 0.4);
    pen.lineWidth = 26;
    pen.beginPath();
    pen.moveTo(-142, -140);
    pen.bezierCurveTo(-118, -220, -70, -240, -52, -244);
    pen.moveTo(-6, -236);
    pen.bezierCurveTo(66, -226, 118, -176, 142, -112);
    pen.stroke();
  });
  blurred(pen, 5, scale, () => {
    pen.strokeStyle = withAlpha(mix(hair.dark, '#000000', 0.2), 0.8);
    pen.lineWidth = 7;
    pen.beginPath();
    pen.moveTo(-42, -228);
    pen.quadraticCurveTo(-38, -256, -16, -280);
    pen.stroke();
    pen.strokeStyle = withAlpha(mix(hair.shine, '#ffffff', 0.3), 0.55);
    pen.lineWidth = 5;
    pen.beginPath();
    pen.moveTo(110, -252);
    pen.bezierCurveTo(168, -204, 178, -120, 166, -30);
    pen.bezierCurveTo(172, 40, 192, 110, 214, 190);
    pen.stroke();
  });
  pen.fillStyle = linear(
    pen,
    0,
    -60,
    0,
    60,
    withAlpha(hair.dark, 0),
    withAlpha(hair.dark, 0.28),
    withAlpha(hair.dark, 0),
  );
  pen.fillRect(-220, -60, 440, 120);
  pen.fillStyle = linear(pen, -40, 0, 200, 0, withAlpha(hair.dark, 0), withAlpha(hair.dark, 0.3));
  pen.fillRect(-40, -300, 260, 600);
}
