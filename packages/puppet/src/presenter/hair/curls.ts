import { seededRandom } from '../../random.js';
import { blurred, closedCurve, type Pen, radial } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

type Hair = PresenterDesign['hair'];

const CLOUD = [
  0, -286, 74, -278, 136, -246, 178, -190, 198, -124, 204, -44, 200, 34, 184, 96, 152, 140, 108, 146, 60, 120,
  -60, 120, -108, 146, -152, 140, -184, 96, -200, 34, -204, -44, -198, -124, -178, -190, -136, -246, -74,
  -278,
];

/** From ear to ear over the forehead: outer edge first, then back along the hairline. */
const FRINGE = [
  -150, 10, -172, -60, -176, -130, -156, -200, -112, -246, -50, -270, 20, -272, 90, -256, 146, -214, 174,
  -150, 176, -80, 154, 6, 134, -20, 128, -66, 118, -118, 92, -160, 48, -186, 0, -194, -50, -184, -94, -156,
  -118, -116, -128, -66, -132, -18,
];

/** A cloud of curls: the mass behind head and neck. */
export function paintCurlsBack(pen: Pen, hair: Hair, scale: number): void {
  const random = seededRandom(41);
  const shadow: Hair = {
    ...hair,
    base: mix(hair.base, hair.dark, 0.55),
    light: hair.base,
    shine: mix(hair.base, hair.light, 0.6),
  };
  paintCloud(pen, shadow, CLOUD, random);
  const outline = samples(CLOUD, 46);
  for (const [x, y] of outline) drawCurl(pen, shadow, x * 0.985, y * 0.985 - 1, 11 + random() * 9, random);
  fillWithCurls(pen, shadow, CLOUD, 330, 16, random);
  pen.globalCompositeOperation = 'source-atop';
  blurred(pen, 22, scale, () => {
    pen.fillStyle = withAlpha(mix(hair.dark, '#000000', 0.6), 0.8);
    pen.beginPath();
    pen.ellipse(0, 40, 128, 130, 0, 0, Math.PI * 2);
    pen.fill();
  });
  rim(pen, hair, scale);
}

export function paintCurlsFront(pen: Pen, hair: Hair, scale: number): void {
  const random = seededRandom(57);
  paintCloud(pen, hair, FRINGE, random);
  fillWithCurls(pen, hair, FRINGE, 300, 15, random);
  for (const [x, y] of samples(FRINGE, 60)) drawCurl(pen, hair, x, y, 8 + random() * 6, random);
  pen.globalCompositeOperation = 'source-atop';
  blurred(pen, 16, scale, () => {
    pen.fillStyle = withAlpha(hair.shine, 0.3);
    pen.beginPath();
    pen.ellipse(-70, -226, 60, 30, -0.6, 0, Math.PI * 2);
    pen.ellipse(40, -248, 46, 18, 0.2, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = withAlpha(hair.dark, 0.55);
    pen.fillRect(-180, -60, 70, 90);
    pen.fillRect(110, -60, 70, 90);
  });
}

function paintCloud(pen: Pen, hair: Hair, outline: readonly number[], random: () => number): void {
  pen.fillStyle = radial(
    pen,
    -50,
    -200,
    420,
    mix(hair.base, hair.dark, 0.3),
    hair.dark,
    mix(hair.dark, '#000000', 0.3),
  );
  pen.beginPath();
  closedCurve(pen, outline);
  pen.fill();
  pen.fillStyle = mix(hair.dark, hair.base, 0.3);
  for (const [x, y] of samples(outline, 70)) {
    pen.beginPath();
    pen.arc(x, y, 6 + random() * 7, 0, Math.PI * 2);
    pen.fill();
  }
}

function fillWithCurls(
  pen: Pen,
  hair: Hair,
  outline: readonly number[],
  count: number,
  size: number,
  random: () => number,
): void {
  pen.save();
  pen.beginPath();
  closedCurve(pen, outline);
  for (let drawn = 0, tries = 0; drawn < count && tries < count * 20; tries++) {
    const x = (random() - 0.5) * 420;
    const y = -304 + random() * 440;
    if (!inside(outline, x, y)) continue;
    drawCurl(pen, hair, x, y, size * (0.6 + random() * 0.7), random);
    drawn++;
  }
  pen.restore();
}

/** One curl: a dark bed, a rounded coil of two turns, and light on its upper left. */
function drawCurl(pen: Pen, hair: Hair, x: number, y: number, size: number, random: () => number): void {
  const turn = random() * Math.PI * 2;
  const squash = 0.7 + random() * 0.3;
  const lit = Math.max(0, Math.min(1, 0.62 - x / 520 - (y + 120) / 520 + (random() - 0.5) * 0.35));
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.scale(1, squash);
  pen.fillStyle = withAlpha(mix(hair.dark, '#000000', 0.25), 0.8);
  pen.beginPath();
  pen.arc(0.8, 1, size, 0, Math.PI * 2);
  pen.fill();
  const tones = [
    mix(hair.dark, hair.base, 0.4),
    mix(hair.base, hair.light, lit * 0.7),
    mix(hair.light, hair.shine, lit),
  ];
  for (const [i, tone] of tones.entries()) {
    pen.strokeStyle = withAlpha(tone, i === 2 ? 0.1 + 0.4 * lit : 0.6);
    pen.lineWidth = [size * 0.46, size * 0.3, size * 0.09][i] ?? 1;
    pen.beginPath();
    for (let k = 0; k <= 18; k++) {
      const angle = (k / 18) * Math.PI * 2.2;
      const radius = size * (0.92 - 0.5 * (k / 18)) + (i === 2 ? size * 0.05 : 0);
      const px = Math.cos(angle) * radius;
      const py = Math.sin(angle) * radius;
      if (k === 0) pen.moveTo(px, py);
      else pen.lineTo(px, py);
    }
    pen.stroke();
  }
  pen.restore();
}

function rim(pen: Pen, hair: Hair, scale: number): void {
  blurred(pen, 6, scale, () => {
    pen.strokeStyle = withAlpha(mix(hair.shine, '#ffffff', 0.25), 0.4);
    pen.lineWidth = 6;
    pen.beginPath();
    pen.moveTo(120, -280);
    pen.bezierCurveTo(190, -220, 220, -120, 210, -20);
    pen.bezierCurveTo(208, 60, 190, 110, 150, 138);
    pen.stroke();
  });
}

/** Points along a closed outline, evenly by index. */
function samples(outline: readonly number[], count: number): [number, number][] {
  const corners = outline.length / 2;
  return Array.from({ length: count }, (_, i) => {
    const position = (i / count) * corners;
    const a = Math.floor(position);
    const t = position - a;
    const b = (a + 1) % corners;
    const mixAt = (axis: 0 | 1): number =>
      (outline[a * 2 + axis] ?? 0) * (1 - t) + (outline[b * 2 + axis] ?? 0) * t;
    return [mixAt(0), mixAt(1)];
  });
}

/** Whether a point lies within the polygon (even-odd rule). */
function inside(outline: readonly number[], x: number, y: number): boolean {
  let within = false;
  const count = outline.length / 2;
  for (let i = 0, j = count - 1; i < count; j = i++) {
    const [xi, yi, xj, yj] = [
      outline[i * 2] ?? 0,
      outline[i * 2 + 1] ?? 0,
      outline[j * 2] ?? 0,
      outline[j * 2 + 1] ?? 0,
    ];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}
