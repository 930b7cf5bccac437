import { paintBody } from './body.js';
import { paintBrow } from './brows.js';
import type { Sprite } from './canvas.js';
import type { PresenterDesign } from './design.js';

import { paintCheek, paintEar, paintNose, paintSkin, paintWrinkle } from './face.js';
import { paintHair } from './hair/index.js';
import { type HandShape, paintHand } from './hands.js';
import { paintIris } from './iris.js';
import { paintSleeve } from './outfit/sleeve.js';

/** All of a presenter that is painted once. Nobody draws on these afterwards, so renderers share them. */
export interface Layers {
  hair: { back: Sprite; front: Sprite };
  skin: Sprite;
  nose: Sprite;
  cheek: { blush: Sprite; light: Sprite };
  wrinkle: Sprite;
  iris: Sprite;
  brow: Sprite;
  /** Viewer's left and right; null where hair covers them. */
  ears: readonly [Sprite, Sprite] | null;
  body: Sprite;
  sleeve: Sprite;
  hands: Record<HandShape, Sprite>;
}

/** What turns is painted finer than it is shown, so that it stays crisp. */
const TURNING = 1.25;
/** Painting takes some 200 ms; a few presenters are kept, at about 10 MB each in 720p. */
const KEPT = 4;
const kept = new Map<string, Layers>();

/** The layers of a presenter at `scale` pixels a design unit, from memory if they were used lately. */
export function layersOf(design: PresenterDesign, scale: number): Layers {
  const key = `${design.profile.id} ${scale}`;
  const layers = kept.get(key) ?? paintLayers(design, scale);
  kept.delete(key);
  kept.set(key, layers);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return layers;
}

/** Paints the layers of a presenter at `scale` pixels a design unit. */
export function paintLayers(design: PresenterDesign, scale: number): Layers {
  const fine = scale * TURNING;
  const hair = paintHair(design, fine);
  return {
    hair,
    skin: paintSkin(design, hair.front, fine),
    nose: paintNose(design, fine),
    cheek: paintCheek(design, fine),
    wrinkle: paintWrinkle(design, fine),
    iris: paintIris(design, fine * 1.8),
    brow: paintBrow(design, fine * 1.2),
    ears: design.face.ears ? [paintEar(design, -1, fine), paintEar(design, 1, fine)] : null,
    body: paintBody(design, scale),
    sleeve: paintSleeve(design, fine),
    hands: {
      open: paintHand(design, 'open', fine),
      fist: paintHand(design, 'fist', fine),
      thumb: paintHand(design, 'thumb', fine),
    },
  };
}
