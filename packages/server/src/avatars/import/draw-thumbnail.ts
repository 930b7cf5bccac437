import { renderPackPoster } from '@avatarium/puppet';
import type { AvatarPack } from '@avatarium/puppet/pack';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** As the posters of presenters. */
const SIZE = { width: 640, height: 360 };
const JPEG_QUALITY = 88;

/** JPEG of an avatar at rest, before its own background. */
export async function drawThumbnail(pack: AvatarPack): Promise<Uint8Array> {
  const poster = await renderPackPoster(pack, SIZE.width, SIZE.height, { kind: 'own' });
  const canvas = createCanvas(SIZE.width, SIZE.height);
  canvas.getContext('2d').drawImage(await loadImage(poster), 0, 0);
  return canvas.encode('jpeg', JPEG_QUALITY);
}
