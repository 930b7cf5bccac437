import type { AvatarPack } from '@avatarium/puppet/pack';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { THUMBNAIL_SIDE_PX } from './rules.js';

const JPEG_QUALITY = 85;

/** JPEG of the avatar at rest, as its picture shows it. */
export async function drawThumbnail({ manifest, files }: AvatarPack): Promise<Uint8Array> {
  const image = await loadImage(files.get(manifest.picture.file) ?? new Uint8Array());
  const scale = Math.min(1, THUMBNAIL_SIDE_PX / Math.max(image.width, image.height));
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.encode('jpeg', JPEG_QUALITY);
}
