import { createPackRenderer, restingFace } from '@avatarium/puppet';
import type { AvatarPack } from '@avatarium/puppet/pack';
import { type Canvas, createCanvas, type Image } from '@napi-rs/canvas';

/** How far the renderer turns a head at yaw 1 and at pitch 1, in radians. */
const FULL = { yaw: 0.17, pitch: 0.12 };

/**
 * A still picture of an avatar with closed lips, its head turned by `deg` to the right, or upwards: with the depths of its
 * mesh scaled, a small turn moves each vertex as far as that one would, but for the width or height, which is scaled
 * after it. What a head hides of itself, and what it shows that the portrait did not, such a picture does not know.
 */
export async function turnedPicture(
  pack: AvatarPack,
  { axis, deg }: { axis: keyof typeof FULL; deg: number },
  side: number,
): Promise<Canvas> {
  const turn = (Math.abs(deg) * Math.PI) / 180;
  const deeper = Math.tan(turn) / Math.tan(FULL[axis]);
  const turned: AvatarPack = { ...pack, rig: { ...pack.rig, depth: pack.rig.depth.map((z) => z * deeper) } };
  const renderer = await createPackRenderer({
    pack: turned,
    width: side,
    height: side,
    background: { kind: 'own' },
  });
  const i420 = renderer.render({ ...restingFace(), [axis]: Math.sign(deg) });
  const shorter = Math.round((side * Math.cos(turn)) / Math.cos(FULL[axis]));
  const canvas = axis === 'yaw' ? createCanvas(shorter, side) : createCanvas(side, shorter);
  canvas.getContext('2d').drawImage(fromI420(i420, side), 0, 0, canvas.width, canvas.height);
  renderer.dispose();
  return canvas;
}

function fromI420(i420: Uint8Array, side: number): Canvas {
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  const image = context.createImageData(side, side);
  const [uAt, vAt] = [side * side, (side * side * 5) / 4];
  for (let pixel = 0; pixel < side * side; pixel++) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const chroma = (y >> 1) * (side / 2) + (x >> 1);
    const luma = 1.164 * ((i420[pixel] ?? 0) - 16);
    const [u, v] = [(i420[uAt + chroma] ?? 0) - 128, (i420[vAt + chroma] ?? 0) - 128];
    image.data.set([luma + 1.596 * v, luma - 0.392 * u - 0.813 * v, luma + 2.017 * u, 255], pixel * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Circles and arcs that a child would call a face. */
export function cartoon(): Canvas {
  const canvas = createCanvas(512, 512);
  const context = canvas.getContext('2d');
  const disc = (x: number, y: number, radius: number, colour: string): void => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fill();
  };
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 512, 512);
  disc(256, 256, 186, '#000000');
  disc(256, 256, 180, '#ffcc44');
  disc(190, 215, 18, '#000000');
  disc(322, 215, 18, '#000000');
  context.lineWidth = 8;
  context.beginPath();
  context.arc(256, 270, 90, 0.3, Math.PI - 0.3);
  context.stroke();
  return canvas;
}

/** A picture in few colours and without detail, as if painted. */
export function painted(picture: Image): Canvas {
  const canvas = createCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  context.filter = 'blur(1.5px)';
  context.drawImage(picture, 0, 0);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < image.data.length; i++) {
    if (i % 4 < 3) image.data[i] = Math.round((image.data[i] ?? 0) / 36) * 36;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
