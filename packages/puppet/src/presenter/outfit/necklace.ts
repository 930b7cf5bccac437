import type { Pen } from '../canvas.js';
import { mix, withAlpha } from '../colour.js';

/** A fine chain with a pearl, on the skin. */
export function paintNecklace(pen: Pen, colour: string, shade: string): void {
  pen.strokeStyle = withAlpha(shade, 0.3);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(-62, 178);
  pen.bezierCurveTo(-50, 226, -20, 252, 1, 256);
  pen.bezierCurveTo(24, 252, 52, 226, 64, 178);
  pen.stroke();
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(-62, 175);
  pen.bezierCurveTo(-50, 223, -20, 249, 0, 253);
  pen.bezierCurveTo(22, 249, 52, 223, 62, 175);
  pen.stroke();
  pen.fillStyle = mix(colour, '#ffffff', 0.35);
  pen.beginPath();
  pen.arc(0, 256, 4.6, 0, Math.PI * 2);
  pen.fill();
}
