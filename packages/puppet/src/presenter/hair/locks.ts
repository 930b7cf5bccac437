import { lerp } from '../../curves.js';
import { seededRandom } from '../../random.js';
import { linear, type Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

type Hair = PresenterDesign['hair'];

/** The way hair falls: points from root to tip, x0, y0, x1, y1, … Guides of one flow have equally many. */
type Guide = readonly number[];

/** Hair between neighbouring guides, in the order in which it overlaps. */
export interface Flow {
  guides: readonly Guide[];
  /** Locks drawn, and their greatest width. */
  locks: number;
  width: number;
  strands: number;
  /** Where along the way, 0–1, the light falls. */
  lightAt: number;
  seed: number;
}

/** Fills the area that the guides span, so that no gap shows between locks. */
export function fillFlow(pen: Pen, flow: Flow, colour: string): void {
  // Short of the tips, where the locks part.
  const first = shortened(flow.guides[0] ?? [], 0.92);
  const last = shortened(flow.guides[flow.guides.length - 1] ?? [], 0.92);
  pen.beginPath();
  trace(pen, first, true);
  const back: number[] = [];
  for (let i = last.length - 2; i >= 0; i -= 2) back.push(last[i] ?? 0, last[i + 1] ?? 0);
  trace(pen, back, false);
  pen.closePath();
  pen.fillStyle = colour;
  pen.fill();
}

/** Draws overlapping locks, each rounded by its own light and shade, and then fine strands over them. */
export function drawFlow(pen: Pen, hair: Hair, flow: Flow): void {
  const random = seededRandom(flow.seed);
  for (let i = 0; i < flow.locks; i++) {
    const at = (i + 0.5) / flow.locks + (random() - 0.5) * (0.6 / flow.locks);
    const line = shortened(between(flow.guides, at, 5, random), 0.88 + random() * 0.13);
    drawLock(
      pen,
      hair,
      line,
      flow.width * (0.75 + random() * 0.5),
      flow.lightAt + (random() - 0.5) * 0.08,
      random,
    );
  }
  drawStrands(pen, hair, flow, random);
}

/** A ribbon that swells from the root and tapers to the tip. */
function drawLock(
  pen: Pen,
  hair: Hair,
  line: number[],
  width: number,
  lightAt: number,
  random: () => number,
): void {
  const left: number[] = [];
  const right: number[] = [];
  const count = line.length / 2;
  for (let i = 0; i < count; i++) {
    const x = line[i * 2] ?? 0;
    const y = line[i * 2 + 1] ?? 0;
    const before = Math.max(0, i - 1) * 2;
    const after = Math.min(count - 1, i + 1) * 2;
    const dx = (line[after] ?? 0) - (line[before] ?? 0);
    const dy = (line[after + 1] ?? 0) - (line[before + 1] ?? 0);
    const size = Math.hypot(dx, dy) || 1;
    const t = i / (count - 1);
    const half = (width / 2) * Math.sin(Math.PI * (0.98 * t) ** 0.62) ** 0.75;
    left.push(x + (dy / size) * half, y - (dx / size) * half);
    right.unshift(x - (dy / size) * half, y + (dx / size) * half);
  }
  const flipped: number[] = [];
  for (let i = 0; i < right.length; i += 2) flipped.push(right[i] ?? 0, right[i + 1] ?? 0);
  pen.beginPath();
  trace(pen, left, true);
  trace(pen, flipped, false);
  pen.closePath();
  const end = line.length - 2;
  const tone = random() * 0.5;
  const gradient = pen.createLinearGradient(line[0] ?? 0, line[1] ?? 0, line[end] ?? 0, line[end + 1] ?? 0);
  const body = mix(hair.base, hair.dark, tone);
  gradient.addColorStop(0, mix(hair.dark, body, 0.35));
  gradient.addColorStop(Math.max(0.05, lightAt - 0.17), body);
  gradient.addColorStop(lightAt, mix(hair.light, body, 0.25 + tone));
  gradient.addColorStop(Math.min(0.9, lightAt + 0.2), body);
  gradient.addColorStop(0.78, mix(hair.base, hair.light, 0.3));
  gradient.addColorStop(1, mix(hair.base, hair.dark, 0.45));
  pen.fillStyle = gradient;
  pen.fill();
  pen.strokeStyle = withAlpha(hair.dark, 0.4);
  pen.lineWidth = 1.2;
  pen.beginPath();
  trace(pen, left, true);
  pen.stroke();
  pen.strokeStyle = withAlpha(hair.light, 0.28);
  pen.lineWidth = 1.6;
  pen.beginPath();
  trace(pen, line, true);
  pen.stroke();
}

function drawStrands(pen: Pen, hair: Hair, flow: Flow, random: () => number): void {
  for (let i = 0; i < flow.strands; i++) {
    const line = between(flow.guides, random(), 4, random);
    const bright = i % 3 !== 0;
    const from = bright ? Math.max(0, flow.lightAt - 0.1 - random() * 0.18) : random() * 0.5;
    const to = bright ? flow.lightAt + 0.06 + random() * 0.2 : from + 0.2 + random() * 0.3;
    const colour = bright ? mix(hair.light, hair.shine, random()) : hair.dark;
    drawTapered(pen, line, from, Math.min(1, to), colour, bright ? 0.34 : 0.26, 0.8 + random() * 1.1);
  }
}

/** A strand that fades at both ends. */
function drawTapered(
  pen: Pen,
  line: readonly number[],
  from: number,
  to: number,
  colour: string,
  alpha: number,
  width: number,
): void {
  const [x0, y0] = pointAt(line, from);
  const [x1, y1] = pointAt(line, to);
  const clear = withAlpha(colour, 0);
  pen.strokeStyle = linear(pen, x0, y0, x1, y1, clear, withAlpha(colour, alpha), clear);
  pen.lineWidth = width;
  pen.beginPath();
  const steps = 10;
  for (let i = 0; i <= steps; i++) {
    const [x, y] = pointAt(line, lerp(from, to, i / steps));
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
}

/** The line at 0–1 across the guides, shaken sideways by up to `jitter` as a whole. */
function between(guides: readonly Guide[], at: number, jitter: number, random: () => number): number[] {
  const position = Math.min(0.9999, Math.max(0, at)) * (guides.length - 1);
  const index = Math.floor(position);
  const a = guides[index] ?? [];
  const b = guides[index + 1] ?? [];
  const shift = (random() - 0.5) * jitter;
  return a.map((value, i) => lerp(value, b[i] ?? value, position - index) + shift * (i / a.length));
}

/** The first part of a line, so that locks end at different lengths. */
function shortened(line: readonly number[], share: number): number[] {
  const count = line.length / 2;
  return Array.from({ length: count }, (_, i) => pointAt(line, (i / (count - 1)) * share)).flat();
}

/** A point of the Catmull-Rom curve through a line's points. */
function pointAt(line: readonly number[], t: number): [number, number] {
  const count = line.length / 2;
  const position = Math.min(count - 1.0001, Math.max(0, t * (count - 1)));
  const i = Math.floor(position);
  const u = position - i;
  const at = (k: number, axis: 0 | 1): number => line[Math.max(0, Math.min(count - 1, k)) * 2 + axis] ?? 0;
  const mixAxis = (axis: 0 | 1): number => {
    const [p0, p1, p2, p3] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
    return (
      0.5 *
      (2 * p1 +
        (p2 - p0) * u +
        (2 * p0 - 5 * p1 + 4 * p2 - p3) * u * u +
        (3 * p1 - p0 - 3 * p2 + p3) * u * u * u)
    );
  };
  return [mixAxis(0), mixAxis(1)];
}

/** Adds the smooth curve through a line's points to the path. */
function trace(pen: Pen, line: readonly number[], start: boolean): void {
  const count = line.length / 2;
  const at = (k: number, axis: 0 | 1): number => line[Math.max(0, Math.min(count - 1, k)) * 2 + axis] ?? 0;
  if (start) pen.moveTo(at(0, 0), at(0, 1));
  else pen.lineTo(at(0, 0), at(0, 1));
  for (let i = 0; i + 1 < count; i++) {
    pen.bezierCurveTo(
      at(i, 0) + (at(i + 1, 0) - at(i - 1, 0)) / 6,
      at(i, 1) + (at(i + 1, 1) - at(i - 1, 1)) / 6,
      at(i + 1, 0) - (at(i + 2, 0) - at(i, 0)) / 6,
      at(i + 1, 1) - (at(i + 2, 1) - at(i, 1)) / 6,
      at(i + 1, 0),
      at(i + 1, 1),
    );
  }
}
