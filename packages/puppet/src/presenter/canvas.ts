import { type Canvas, createCanvas, type SKRSContext2D } from '#canvas';

export type Pen = SKRSContext2D;

/** As much of a pen as eyes and mouths are painted with, by canvases and by the engine. */
export type FeaturePen = Pick<
  Pen,
  | 'save'
  | 'restore'
  | 'translate'
  | 'scale'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'quadraticCurveTo'
  | 'bezierCurveTo'
  | 'arc'
  | 'ellipse'
  | 'closePath'
  | 'fill'
  | 'fillRect'
  | 'fillStyle'
  | 'stroke'
  | 'strokeStyle'
  | 'lineWidth'
  | 'clip'
  | 'createLinearGradient'
  | 'createRadialGradient'
>;

type Gradient = ReturnType<Pen['createLinearGradient']>;

/** A layer painted once: `canvas` covers x, y, width, height of design space at `scale` pixels a unit. */
export interface Sprite {
  canvas: Canvas;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Paints a sprite in design units. The canvas is transparent where `paint` leaves it so. */
export function paintSprite(
  area: { x: number; y: number; width: number; height: number },
  scale: number,
  paint: (pen: Pen) => void,
): Sprite {
  const canvas = createCanvas(Math.ceil(area.width * scale), Math.ceil(area.height * scale));
  const pen = canvas.getContext('2d');
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  pen.scale(scale, scale);
  pen.translate(-area.x, -area.y);
  paint(pen);
  return { canvas, x: area.x, y: area.y, width: canvas.width / scale, height: canvas.height / scale };
}

/** Cuts a sprite down to what is painted on it, since drawing costs by the area, filled or not. */
export function trimSprite(sprite: Sprite): Sprite {
  const { width, height } = sprite.canvas;
  const { data } = sprite.canvas.getContext('2d').getImageData(0, 0, width, height);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 3, pixel = 0; i < data.length; i += 4, pixel++) {
    if (data[i] === 0) continue;
    const x = pixel % width;
    const y = (pixel - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  if (right <= left) return sprite;
  const canvas = createCanvas(right - left, bottom - top);
  canvas.getContext('2d').drawImage(sprite.canvas, -left, -top);
  const unit = sprite.width / width;
  return {
    canvas,
    x: sprite.x + left * unit,
    y: sprite.y + top * unit,
    width: canvas.width * unit,
    height: canvas.height * unit,
  };
}

export function drawSprite(pen: Pen, sprite: Sprite): void {
  pen.drawImage(sprite.canvas, sprite.x, sprite.y, sprite.width, sprite.height);
}

/** Colour stops spread evenly from the first point to the second. */
export function linear(
  pen: FeaturePen,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  ...colours: string[]
): Gradient {
  return withStops(pen.createLinearGradient(x0, y0, x1, y1), colours);
}

/** Colour stops spread evenly from the centre to the rim. */
export function radial(
  pen: FeaturePen,
  x: number,
  y: number,
  radius: number,
  ...colours: string[]
): Gradient {
  return withStops(pen.createRadialGradient(x, y, 0, x, y, radius), colours);
}

function withStops(gradient: Gradient, colours: string[]): Gradient {
  const last = Math.max(1, colours.length - 1);
  for (const [i, colour] of colours.entries()) gradient.addColorStop(i / last, colour);
  return gradient;
}

/** Fills whatever `paint` draws, softened by a blur of `radius` design units. */
export function blurred(pen: Pen, radius: number, scale: number, paint: () => void): void {
  pen.save();
  pen.filter = `blur(${(radius * scale).toFixed(2)}px)`;
  paint();
  pen.restore();
}

/** A soft elliptic spot, for light and shade. */
export function spot(
  pen: Pen,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  colour: string,
  edge: string,
): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(1, radiusY / radiusX);
  pen.fillStyle = radial(pen, 0, 0, radiusX, colour, edge);
  pen.fillRect(-radiusX, -radiusX, radiusX * 2, radiusX * 2);
  pen.restore();
}

/** Closed smooth curve through points x0, y0, x1, y1, … (Catmull-Rom as Béziers). */
export function closedCurve(pen: Pen, points: readonly number[]): void {
  const count = points.length / 2;
  const at = (i: number, axis: 0 | 1): number => points[(((i + count) % count) << 1) + axis] ?? 0;
  pen.moveTo(at(0, 0), at(0, 1));
  for (let i = 0; i < count; i++) {
    pen.bezierCurveTo(
      at(i, 0) + (at(i + 1, 0) - at(i - 1, 0)) / 6,
      at(i, 1) + (at(i + 1, 1) - at(i - 1, 1)) / 6,
      at(i + 1, 0) - (at(i + 2, 0) - at(i, 0)) / 6,
      at(i + 1, 1) - (at(i + 2, 1) - at(i, 1)) / 6,
      at(i + 1, 0),
      at(i + 1, 1),
    );
  }
  pen.closePath();
}
