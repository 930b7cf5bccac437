import { seededRandom } from '../random.js';
import { linear, paintSprite, radial, type Sprite } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';

const IRIS_RADIUS = 18;

/** Paints the iris once: fibres, limbal ring and pupil. */
export function paintIris(design: PresenterDesign, scale: number): Sprite {
  const { inner, middle, outer } = design.eyes.iris;
  const r = IRIS_RADIUS;
  return paintSprite({ x: -r - 1, y: -r - 1, width: r * 2 + 2, height: r * 2 + 2 }, scale, (pen) => {
    pen.fillStyle = radial(pen, 0, 0, r, inner, middle, mix(middle, outer, 0.4), outer);
    pen.beginPath();
    pen.arc(0, 0, r, 0, Math.PI * 2);
    pen.fill();
    const random = seededRandom(11);
    for (let i = 0; i < 54; i++) {
      const angle = random() * Math.PI * 2;
      const reach = r * (0.66 + random() * 0.26);
      pen.strokeStyle = random() < 0.55 ? withAlpha(inner, 0.4) : withAlpha(outer, 0.35);
      pen.lineWidth = 0.5 + random() * 0.6;
      pen.beginPath();
      pen.moveTo(Math.cos(angle) * r * 0.42, Math.sin(angle) * r * 0.42);
      pen.lineTo(Math.cos(angle + 0.05) * reach, Math.sin(angle + 0.05) * reach);
      pen.stroke();
    }
    pen.fillStyle = linear(pen, 0, r * 0.1, 0, r, withAlpha(inner, 0), withAlpha(inner, 0.55));
    pen.beginPath();
    pen.arc(0, 0, r * 0.86, 0, Math.PI * 2);
    pen.fill();
    pen.strokeStyle = withAlpha(mix(outer, '#000000', 0.35), 0.75);
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(0, 0, r - 1, 0, Math.PI * 2);
    pen.stroke();
    pen.fillStyle = radial(pen, 0, 0, 8.2, '#07090b', '#0b0e11', '#10161a');
    pen.beginPath();
    pen.arc(0, 0, 7.9, 0, Math.PI * 2);
    pen.fill();
  });
}
