import { createCanvas } from '#canvas';
import { closedCurve, drawSprite, type Pen, type Sprite } from '../canvas.js';

/** What is drawn before a sprite, and by how much the two may shift against each other, in design units. */
export interface Cover {
  paint: (pen: Pen) => void;
  reachX: number;
  reachY: number;
}

/** A cover painted as a closed curve. */
export function curveCover(points: readonly number[], reachX: number, reachY: number): Cover {
  const paint = (pen: Pen): void => {
    pen.beginPath();
    closedCurve(pen, points);
    pen.fill();
  };
  return { paint, reachX, reachY };
}

/** Another sprite as a cover. */
export function spriteCover(sprite: Sprite, reachX: number, reachY: number): Cover {
  return { paint: (pen) => drawSprite(pen, sprite), reachX, reachY };
}

/** Clears what of a sprite lies behind its covers however they shift: nobody sees it, and drawing it costs. */
export function clearHidden(sprite: Sprite, covers: readonly Cover[]): void {
  const { width, height } = sprite.canvas;
  const scale = width / sprite.width;
  const target = sprite.canvas.getContext('2d');
  const image = target.getImageData(0, 0, width, height);
  for (const { paint, reachX, reachY } of covers) {
    const canvas = createCanvas(width, height);
    const pen = canvas.getContext('2d');
    pen.scale(scale, scale);
    pen.translate(-sprite.x, -sprite.y);
    paint(pen);
    const painted = canvas.data();
    const opaque = Uint8Array.from({ length: width * height }, (_, i) =>
      painted[i * 4 + 3] === 255 ? 1 : 0,
    );
    // A texel on either side more, for what is read between texels.
    const across = eroded(opaque, width, height, 1, width, Math.ceil(reachX * scale) + 1);
    const hidden = eroded(across, height, width, width, 1, Math.ceil(reachY * scale) + 1);
    for (let i = 0; i < hidden.length; i++) if (hidden[i]) image.data[i * 4 + 3] = 0;
  }
  target.putImageData(image, 0, 0);
}

/** Keeps the marks with at least `reach` marks on both sides, along lines of `length` marks `step` apart. */
function eroded(
  marks: Uint8Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  reach: number,
): Uint8Array {
  const out = new Uint8Array(marks.length);
  for (let line = 0; line < lines; line++) {
    let run = 0;
    for (let i = 0; i < length; i++) {
      run = marks[line * lineStep + i * step] ? run + 1 : 0;
      // A run this long has its middle well within.
      if (run > 2 * reach) out[line * lineStep + (i - reach) * step] = 1;
    }
  }
  return out;
}
