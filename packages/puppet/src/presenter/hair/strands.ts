import { seededRandom } from '../../random.js';
import type { Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';
import type { PresenterDesign } from '../design.js';

/** A cubic Bézier: start, two controls, end. */
export type Guide = readonly [number, number, number, number, number, number, number, number];

export interface StrandStyle {
  count: number;
  width: number;
  /** Where along the guides, 0–1, the light falls. */
  lightAt: number;
  seed: number;
  alpha?: number;
}

/**
 * Draws hair strands that flow between neighbouring guides: dark ones for depth, light ones for body, and
 * short bright pieces where the light falls.
 */
export function drawStrands(
  pen: Pen,
  hair: PresenterDesign['hair'],
  guides: readonly Guide[],
  style: StrandStyle,
): void {
  const random = seededRandom(style.seed);
  const alpha = style.alpha ?? 1;
  const curve: number[] = [];
  for (let i = 0; i < style.count; i++) {
    between(guides, random(), random, curve);
    const kind = random();
    const tone =
      kind < 0.42
        ? mix(hair.dark, '#000000', 0.2)
        : kind < 0.8
          ? mix(hair.base, hair.light, random())
          : mix(hair.light, hair.shine, random() * 0.6);
    pen.strokeStyle = withAlpha(tone, (0.16 + random() * 0.3) * alpha);
    pen.lineWidth = style.width * (0.5 + random());
    piece(pen, curve, random() * 0.12, 1 - random() * 0.15);
  }
  for (let i = 0; i < style.count * 0.7; i++) {
    between(guides, random(), random, curve);
    const middle = style.lightAt + (random() - 0.5) * 0.16;
    const reach = 0.05 + random() * 0.13;
    pen.strokeStyle = withAlpha(
      mix(hair.light, hair.shine, 0.4 + random() * 0.6),
      (0.1 + random() * 0.2) * alpha,
    );
    pen.lineWidth = style.width * (0.4 + random() * 0.7);
    piece(pen, curve, Math.max(0, middle - reach), Math.min(1, middle + reach));
  }
}

function between(guides: readonly Guide[], at: number, random: () => number, out: number[]): void {
  const position = at * (guides.length - 1);
  const index = Math.min(guides.length - 2, Math.floor(position));
  const a = guides[index];
  const b = guides[index + 1];
  if (!a || !b) return;
  const t = position - index;
  for (let k = 0; k < 8; k++) out[k] = (a[k] ?? 0) + ((b[k] ?? 0) - (a[k] ?? 0)) * t + (random() - 0.5) * 5;
}

/** Strokes the part of a cubic between two parameters. */
function piece(pen: Pen, c: readonly number[], from: number, to: number): void {
  const steps = 14;
  pen.beginPath();
  for (let i = 0; i <= steps; i++) {
    const t = from + ((to - from) * i) / steps;
    const u = 1 - t;
    const x = axis(c, 0, t, u);
    const y = axis(c, 1, t, u);
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
}

function axis(c: readonly number[], k: 0 | 1, t: number, u: number): number {
  return (
    u * u * u * (c[k] ?? 0) +
    3 * u * u * t * (c[k + 2] ?? 0) +
    3 * u * t * t * (c[k + 4] ?? 0) +
    t * t * t * (c[k + 6] ?? 0)
  );
}
