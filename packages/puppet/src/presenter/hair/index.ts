import { type Pen, paintSprite, type Sprite } from '../canvas.js';
import type { PresenterDesign } from '../design.js';
import { paintLongBack, paintLongFront } from './long.js';

type Painter = (pen: Pen, hair: PresenterDesign['hair'], scale: number) => void;

const STYLES: Record<PresenterDesign['hair']['style'], { back: Painter; front: Painter }> = {
  long: { back: paintLongBack, front: paintLongFront },
  swept: { back: paintLongBack, front: paintLongFront },
  curls: { back: paintLongBack, front: paintLongFront },
};

/** Area that every hairstyle keeps within. */
export const HAIR_AREA = { x: -216, y: -300, width: 432, height: 590 };

/** Hair as two layers: behind the neck, and before the face. */
export function paintHair(design: PresenterDesign, scale: number): { back: Sprite; front: Sprite } {
  const style = STYLES[design.hair.style];
  return {
    back: paintSprite(HAIR_AREA, scale, (pen) => style.back(pen, design.hair, scale)),
    front: paintSprite(HAIR_AREA, scale, (pen) => style.front(pen, design.hair, scale)),
  };
}
