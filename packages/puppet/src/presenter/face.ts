import { seededRandom } from '../random.js';
import { blurred, drawSprite, linear, type Pen, paintSprite, radial, type Sprite, spot } from './canvas.js';
import { mix, withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';

/** The skin's light and shade, larger than the face so that it can slide beneath the outline. */
export function paintSkin(design: PresenterDesign, hair: Sprite, scale: number): Sprite {
  const { skin, face, eyes, mouth } = design;
  const area = { x: -190, y: -280, width: 380, height: 520 };
  return paintSprite(area, scale, (pen) => {
    pen.fillStyle = linear(
      pen,
      -120,
      -230,
      130,
      190,
      mix(skin.base, skin.light, 0.55),
      skin.base,
      mix(skin.base, skin.shade, 0.55),
    );
    pen.fillRect(area.x, area.y, area.width, area.height);
    const clear = withAlpha(skin.light, 0);
    spot(pen, -22, -120, 120, 80, withAlpha(skin.light, 0.9), clear);
    spot(pen, -68, 18, 62, 50, withAlpha(skin.light, 0.75), clear);
    spot(pen, 62, 14, 50, 44, withAlpha(skin.light, 0.45), clear);
    spot(pen, 0, face.chinY - 24, 40, 26, withAlpha(skin.light, 0.45), clear);
    blurred(pen, 16, scale, () => {
      pen.fillStyle = withAlpha(skin.shade, 0.85);
      pen.beginPath();
      pen.moveTo(190, -280);
      pen.bezierCurveTo(96, -180, 116, -60, 112, 10);
      pen.bezierCurveTo(104, 80, 70, 128, 20, face.chinY + 6);
      pen.lineTo(-30, face.chinY + 4);
      pen.bezierCurveTo(-74, 140, -112, 90, -122, 20);
      pen.lineTo(-190, 40);
      pen.lineTo(-190, 240);
      pen.lineTo(190, 240);
      pen.closePath();
      pen.fill();
    });
    for (const side of [-1, 1]) {
      spot(
        pen,
        side * (eyes.spacing - 4),
        eyes.y - 10,
        50,
        36,
        withAlpha(skin.shade, 0.5),
        withAlpha(skin.shade, 0),
      );
      spot(
        pen,
        side * 24,
        eyes.y - 6,
        22,
        40,
        withAlpha(skin.shade, side > 0 ? 0.6 : 0.35),
        withAlpha(skin.shade, 0),
      );
      spot(
        pen,
        side * (eyes.spacing + 2),
        eyes.y + 26,
        40,
        12,
        withAlpha(skin.shade, 0.3),
        withAlpha(skin.shade, 0),
      );
      spot(pen, side * 82, 46, 54, 44, withAlpha(skin.blush, 0.36), withAlpha(skin.blush, 0));
    }
    if (design.hair.beard > 0) paintStubble(pen, design, scale);
    castShadow(pen, hair, skin.deep, scale);
    spot(pen, 0, mouth.y - 24, 10, 18, withAlpha(skin.shade, 0.4), withAlpha(skin.shade, 0));
  });
}

/** A shade of beard from the sideburns round the chin, and over the upper lip. */
function paintStubble(pen: Pen, design: PresenterDesign, scale: number): void {
  const { hair, face, mouth } = design;
  const lip = mouth.y;
  const area = (): void => {
    pen.beginPath();
    pen.moveTo(-150, -20);
    pen.bezierCurveTo(-112, 10, -106, 46, -78, 60);
    pen.bezierCurveTo(-58, lip - 22, -34, lip - 27, 0, lip - 20);
    pen.bezierCurveTo(34, lip - 27, 58, lip - 22, 78, 60);
    pen.bezierCurveTo(106, 46, 112, 10, 150, -20);
    pen.lineTo(170, face.chinY + 60);
    pen.lineTo(-170, face.chinY + 60);
    pen.closePath();
  };
  blurred(pen, 8, scale, () => {
    pen.fillStyle = withAlpha(hair.base, 0.34 * hair.beard);
    area();
    pen.fill();
  });
  pen.save();
  area();
  pen.clip();
  const random = seededRandom(77);
  pen.lineWidth = 0.8;
  for (let i = 0; i < 2600; i++) {
    const x = (random() - 0.5) * 300;
    const y = -20 + random() * (face.chinY + 60);
    pen.strokeStyle = withAlpha(hair.dark, (0.1 + random() * 0.22) * hair.beard);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + x * 0.012, y + 1.2 + random() * 1.4);
    pen.stroke();
  }
  pen.restore();
}

/** The soft shadow that the hair throws on the face. */
function castShadow(pen: Pen, hair: Sprite, colour: string, scale: number): void {
  const shadow = paintSprite(hair, scale / 2, (dark) => {
    drawSprite(dark, hair);
    dark.globalCompositeOperation = 'source-in';
    dark.fillStyle = colour;
    dark.fillRect(hair.x, hair.y, hair.width, hair.height);
  });
  pen.save();
  pen.globalAlpha = 0.5;
  pen.filter = `blur(${(7 * scale).toFixed(2)}px)`;
  pen.translate(3, 9);
  drawSprite(pen, shadow);
  pen.restore();
}

/** The face outline, from the crown to a chin lowered by `jaw`: points of a closed smooth curve. */
export function faceOutline(design: PresenterDesign, jaw: number): number[] {
  const [temple, bone, cheek, jawCorner, chinCorner, chin] = design.face.widths;
  const { chinY } = design.face;
  const right = [
    temple * 0.7,
    -206,
    temple,
    -130,
    bone,
    -50,
    cheek,
    16 + jaw * 0.05,
    jawCorner,
    76 + jaw * 0.35,
    chinCorner,
    chinY - 30 + jaw * 0.8,
    chin,
    chinY - 8 + jaw,
  ];
  const points = [0, -240, ...right, 0, chinY + jaw];
  for (let i = right.length - 2; i >= 0; i -= 2) points.push(-(right[i] ?? 0), right[i + 1] ?? 0);
  return points;
}

export function paintNose(design: PresenterDesign, scale: number): Sprite {
  const { skin, nose } = design;
  const { width: w, tipY, strength } = nose;
  return paintSprite({ x: -50, y: -90, width: 100, height: 160 }, scale, (pen) => {
    blurred(pen, 5, scale, () => {
      pen.fillStyle = withAlpha(skin.shade, 0.75 * strength);
      pen.beginPath();
      pen.moveTo(8, -50);
      pen.bezierCurveTo(12, -20, 12, 0, w + 3, tipY - 4);
      pen.quadraticCurveTo(w + 2, tipY + 8, 4, tipY + 12);
      pen.lineTo(6, tipY - 20);
      pen.closePath();
      pen.fill();
    });
    blurred(pen, 4, scale, () => {
      pen.fillStyle = withAlpha(skin.deep, 0.55);
      pen.beginPath();
      pen.ellipse(1, tipY + 13, w * 0.85, 5, 0, 0, Math.PI * 2);
      pen.fill();
    });
    blurred(pen, 3.5, scale, () => {
      pen.fillStyle = withAlpha(skin.light, 0.85);
      pen.beginPath();
      pen.ellipse(-2.5, -22, 3.4, 36, 0.02, 0, Math.PI * 2);
      pen.fill();
    });
    spot(
      pen,
      -3,
      tipY - 3,
      11,
      10,
      withAlpha(mix(skin.light, '#ffffff', 0.4), 0.95),
      withAlpha(skin.light, 0),
    );
    spot(pen, 0, tipY, 24, 18, withAlpha(skin.blush, 0.25), withAlpha(skin.blush, 0));
    for (const side of [-1, 1]) {
      blurred(pen, 1.6, scale, () => {
        pen.strokeStyle = withAlpha(skin.deep, side > 0 ? 0.6 : 0.45);
        pen.lineWidth = 2.2;
        pen.beginPath();
        pen.moveTo(side * w, tipY - 9);
        pen.bezierCurveTo(side * (w + 5), tipY - 4, side * (w + 4), tipY + 6, side * (w - 4), tipY + 8.5);
        pen.stroke();
      });
      blurred(pen, 0.8, scale, () => {
        pen.fillStyle = withAlpha(mix(skin.deep, '#3a120c', 0.45), 0.7);
        pen.beginPath();
        pen.ellipse(side * (w * 0.47), tipY + 9, w * 0.25, 2.5, side * -0.3, 0, Math.PI * 2);
        pen.fill();
      });
    }
    pen.strokeStyle = withAlpha(skin.deep, 0.4);
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.moveTo(-5, tipY + 11.5);
    pen.quadraticCurveTo(0, tipY + 14.5, 5, tipY + 11.5);
    pen.stroke();
  });
}

export function paintEar(design: PresenterDesign, side: number, scale: number): Sprite {
  const { skin } = design;
  return paintSprite({ x: -34, y: -50, width: 68, height: 120 }, scale, (pen) => {
    pen.scale(side, 1);
    pen.fillStyle = radial(pen, -4, -8, 50, skin.light, skin.base, skin.shade);
    pen.beginPath();
    pen.moveTo(-16, -26);
    pen.bezierCurveTo(-6, -46, 24, -44, 24, -14);
    pen.bezierCurveTo(24, 6, 14, 14, 8, 30);
    pen.bezierCurveTo(2, 42, -12, 38, -14, 26);
    pen.closePath();
    pen.fill();
    pen.strokeStyle = withAlpha(skin.deep, 0.5);
    pen.lineWidth = 2.4;
    pen.beginPath();
    pen.moveTo(-6, -24);
    pen.bezierCurveTo(4, -36, 17, -30, 16, -12);
    pen.bezierCurveTo(14, 2, 6, 4, 6, 16);
    pen.stroke();
    pen.fillStyle = withAlpha(skin.deep, 0.4);
    pen.beginPath();
    pen.ellipse(0, 0, 6, 13, 0.15, 0, Math.PI * 2);
    pen.fill();
    if (design.earrings) {
      pen.lineWidth = 3.4;
      pen.strokeStyle = linear(
        pen,
        -10,
        30,
        16,
        62,
        mix(design.earrings, '#ffffff', 0.6),
        design.earrings,
        mix(design.earrings, '#5a3a10', 0.5),
      );
      pen.beginPath();
      pen.ellipse(1, 52, 13, 16, 0, 0, Math.PI * 2);
      pen.stroke();
    }
  });
}

/** Cheeks that a smile lifts, rounder, brighter and warmer: to be shown by as much as they are lifted. */
export function paintCheek(design: PresenterDesign, scale: number): { blush: Sprite; light: Sprite } {
  const { blush, light } = design.skin;
  return {
    blush: paintSprite({ x: -35, y: -27, width: 70, height: 54 }, scale, (pen) => {
      spot(pen, 0, 0, 34, 26, withAlpha(blush, 0.22), withAlpha(blush, 0));
    }),
    light: paintSprite({ x: -29, y: -24, width: 50, height: 28 }, scale, (pen) => {
      spot(pen, -4, -10, 24, 13, withAlpha(light, 0.55), withAlpha(light, 0));
    }),
  };
}

/** The lines at the root of a wrinkled nose. */
export function paintWrinkle(design: PresenterDesign, scale: number): Sprite {
  return paintSprite({ x: -12, y: -68, width: 24, height: 30 }, scale, (pen) => {
    pen.strokeStyle = withAlpha(design.skin.deep, 0.35);
    pen.lineWidth = 2;
    pen.beginPath();
    for (const side of [-1, 1]) {
      pen.moveTo(side * 7, -64);
      pen.quadraticCurveTo(side * 9, -52, side * 6, -42);
    }
    pen.stroke();
  });
}
