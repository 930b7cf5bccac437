import { type Canvas, createCanvas, loadImage } from '#canvas';
import type { Background } from './face-state.js';
import { declaredImageSize } from './image-size.js';

/** Larger pictures are refused: 40 megapixels decode to 160 MB. */
const MAX_IMAGE_PIXELS = 40_000_000;
/** What is painted once. */
export type StillBackground = Exclude<Background, { kind: 'loop' }>;
/** Behind presenters, who come without a background. */
const STUDIO: StillBackground = { kind: 'gradient', from: '#eef3f6', to: '#b7c8d5', angleDeg: 160 };
const COLOUR = /^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]+|(rgb|rgba|hsl|hsla)\([^()]{1,60}\))$/i;

/** Paints a background to cover width × height. Throws on a bad colour or a picture that cannot be decoded. */
export async function paintBackground(
  width: number,
  height: number,
  background: StillBackground,
): Promise<Canvas> {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  // What lets light through shows white, since a video has no alpha.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  switch (background.kind) {
    case 'own':
      return paintBackground(width, height, STUDIO);
    case 'color':
      pen.fillStyle = checkedColour(background.color);
      pen.fillRect(0, 0, width, height);
      break;
    case 'gradient': {
      const { from, to, angleDeg } = background;
      if (!Number.isFinite(angleDeg)) throw new Error('background angleDeg must be a number');
      // As CSS: 0° points up, 90° right, and the line is long enough to reach the corners.
      const angle = (angleDeg * Math.PI) / 180;
      const reach = (Math.abs(width * Math.sin(angle)) + Math.abs(height * Math.cos(angle))) / 2;
      const dx = Math.sin(angle) * reach;
      const dy = -Math.cos(angle) * reach;
      const gradient = pen.createLinearGradient(
        width / 2 - dx,
        height / 2 - dy,
        width / 2 + dx,
        height / 2 + dy,
      );
      gradient.addColorStop(0, checkedColour(from));
      gradient.addColorStop(1, checkedColour(to));
      pen.fillStyle = gradient;
      pen.fillRect(0, 0, width, height);
      break;
    }
    case 'image': {
      const image = await decode(background.bytes);
      const scale = Math.max(width / image.width, height / image.height);
      pen.imageSmoothingQuality = 'high';
      const [w, h] = [image.width * scale, image.height * scale];
      pen.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
      break;
    }
  }
  return canvas;
}

/** Throws unless the colour is one that a canvas takes; a canvas would silently keep the colour before. */
function checkedColour(colour: string): string {
  if (!COLOUR.test(colour)) throw new Error('background colour is not a CSS colour');
  const probe = createCanvas(1, 1).getContext('2d');
  const read = (start: string): string => {
    probe.fillStyle = start;
    probe.fillStyle = colour;
    return String(probe.fillStyle);
  };
  if (read('#010203') !== read('#040506')) throw new Error('background colour is not a CSS colour');
  return colour;
}

async function decode(bytes: Uint8Array): ReturnType<typeof loadImage> {
  const size = declaredImageSize(bytes);
  if (!size) throw new Error('background image is not a PNG, JPEG, WebP, GIF or AVIF');
  checkPixels(size);
  let image: Awaited<ReturnType<typeof loadImage>>;
  try {
    image = await loadImage(Buffer.from(bytes));
  } catch {
    throw new Error('background image cannot be decoded');
  }
  if (!(image.width > 0 && image.height > 0)) throw new Error('background image cannot be decoded');
  checkPixels(image);
  return image;
}

function checkPixels({ width, height }: { width: number; height: number }): void {
  if (width * height <= MAX_IMAGE_PIXELS) return;
  throw new Error(`background image of ${width}×${height} pixels is larger than 40 megapixels`);
}
