import { type Pen, paintSprite, type Sprite, trimSprite } from '../canvas.js';
import type { PresenterDesign } from '../design.js';
import { paintCurlsBack, paintCurlsFront } from './curls.js';
import { paintLongBack, paintLongFront } from './long.js';
import { paintSweptBack, paintSweptFront } from './swept.js';

type Painter = (pen: Pen, hair: PresenterDesign['hair'], scale: number) => void;

const STYLES: Record<PresenterDesign['hair']['style'], { back: Painter; front: Painter }> = {
  long: { back: paintLongBack, front: paintLongFront },
  swept: { back: paintSweptBack, front: paintSweptFront },
  curls: { back: paintCurlsBack, front: paintCurlsFront },
};

/** Area that every hairstyle keeps within. */
const AREA = { x: -224, y: -310, width: 448, height: 610 };

/** Hair as two layers: behind the neck, and before the face. */
export function paintHair(design: PresenterDesign, scale: number): { back: Sprite; front: Sprite } {
  const style = STYLES[design.hair.style];
  return {
    back: trimSprite(paintSprite(AREA, scale, (pen) => style.back(pen, design.hair, scale))),
    front: trimSprite(paintSprite(AREA, scale, (pen) => style.front(pen, design.hair, scale))),
  };
}
