import { blurred, linear, type Pen, paintSprite, type Sprite, spot } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';
import { paintBlazer } from './outfit/blazer.js';
import { paintBlouse } from './outfit/blouse.js';
import { paintKnit } from './outfit/knit.js';
import { paintNecklace } from './outfit/necklace.js';

type Painter = (pen: Pen, design: PresenterDesign, scale: number) => void;

const OUTFITS: Record<PresenterDesign['outfit']['style'], Painter> = {
  blazer: paintBlazer,
  knit: paintKnit,
  blouse: paintBlouse,
};

/** Area of the body layer; it reaches below the frame so that breath and bows show no edge. */
const BODY_AREA = { x: -340, y: 40, width: 680, height: 372 };

/** Neck, shoulders and clothes. */
export function paintBody(design: PresenterDesign, scale: number): Sprite {
  return paintSprite(BODY_AREA, scale, (pen) => {
    paintNeck(pen, design, scale);
    if (design.necklace) paintNecklace(pen, design.necklace, design.skin.deep);
    OUTFITS[design.outfit.style](pen, design, scale);
  });
}

function paintNeck(pen: Pen, design: PresenterDesign, scale: number): void {
  const { skin, face } = design;
  const w = face.neckHalfWidth;
  const neck = (): void => {
    pen.beginPath();
    pen.moveTo(-w + 2, 60);
    pen.bezierCurveTo(-w + 3, 110, -w, 140, -w - 6, 158);
    pen.bezierCurveTo(-w - 28, 192, -130, 204, -150, 216);
    pen.lineTo(-100, 330);
    pen.lineTo(100, 330);
    pen.lineTo(150, 216);
    pen.bezierCurveTo(130, 204, w + 28, 192, w + 6, 158);
    pen.bezierCurveTo(w, 140, w - 3, 110, w - 2, 60);
    pen.closePath();
  };
  neck();
  pen.fillStyle = linear(
    pen,
    -80,
    150,
    90,
    260,
    mix(skin.base, skin.light, 0.3),
    skin.base,
    mix(skin.base, skin.shade, 0.6),
  );
  pen.fill();
  pen.save();
  neck();
  pen.clip();
  blurred(pen, 9, scale, () => {
    pen.fillStyle = withAlpha(mix(skin.shade, skin.deep, 0.6), 0.9);
    pen.beginPath();
    pen.moveTo(-90, 40);
    pen.lineTo(-w - 2, 130);
    pen.bezierCurveTo(-30, 190, 40, 196, w + 10, 176);
    pen.lineTo(w + 24, 40);
    pen.closePath();
    pen.fill();
    pen.strokeStyle = withAlpha(skin.shade, 0.8);
    pen.lineWidth = 5;
    pen.beginPath();
    pen.moveTo(-40, 190);
    pen.quadraticCurveTo(-22, 232, -6, 246);
    pen.moveTo(40, 190);
    pen.quadraticCurveTo(22, 232, 6, 246);
    pen.moveTo(-88, 214);
    pen.quadraticCurveTo(-44, 222, -14, 246);
    pen.moveTo(88, 214);
    pen.quadraticCurveTo(44, 222, 14, 246);
    pen.stroke();
  });
  spot(pen, 0, 258, 14, 10, withAlpha(skin.deep, 0.4), withAlpha(skin.deep, 0));
  pen.restore();
}
