import { clamp } from '../curves.js';
import type { Manifest } from '../pack/format.js';

/** Where the pack's picture lies in the frame: x · scale + left, y · scale + top. */
export interface Placement {
  scale: number;
  left: number;
  top: number;
}

/** Heads, with hair, as shares of the frame's height: as small as shoulders want, as large as still looks well. */
const HEAD_WANTED = 0.52;
const HEAD_MAX = 0.64;
/** Where the middle of the head lies. */
const HEAD_CENTRE = 0.42;

/**
 * Places the picture so that the head with its shoulders is well framed. It covers the frame where the head does not
 * become too large by that; else it covers the frame from top to bottom only, and what is beside it has to be filled.
 */
export function placePicture(
  { picture, face }: Pick<Manifest, 'picture' | 'face'>,
  width: number,
  height: number,
): Placement {
  const headHeight = face.bottom - face.top;
  const cover = Math.max(width / picture.width, height / picture.height);
  const wanted = (HEAD_WANTED * height) / headHeight;
  const scale =
    cover * headHeight <= HEAD_MAX * height
      ? Math.max(cover, wanted)
      : Math.max(height / picture.height, wanted);
  const place = (frame: number, length: number, centre: number, at: number): number => {
    const start = at - centre * scale;
    // Within what still covers; else centred on the head.
    return length * scale >= frame ? clamp(start, frame - length * scale, 0) : start;
  };
  return {
    scale,
    left: place(width, picture.width, (face.left + face.right) / 2, width / 2),
    top: place(height, picture.height, (face.top + face.bottom) / 2, height * HEAD_CENTRE),
  };
}
