/** Windows of whole pictures. */

/** Copies a window between two pictures of the same width. */
export function copyWindow(
  to: usize,
  from: usize,
  pictureWidth: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
): void {
  let at = (<usize>(top * pictureWidth + left)) << 2;
  const step = (<usize>pictureWidth) << 2;
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < height; row++, at += step) memory.copy(to + at, from + at, bytes);
}

/** Fills a window of a picture with one colour (0xAABBGGRR). */
export function fillWindow(
  picture: usize,
  pictureWidth: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  colour: u32,
): void {
  for (let row = top; row < top + height; row++) {
    let at = picture + ((<usize>(row * pictureWidth + left)) << 2);
    const end = at + ((<usize>width) << 2);
    for (; at < end; at += 4) store<u32>(at, colour);
  }
}

/** Fills a picture with a colour for each row, from `upper` to `lower` (0xAABBGGRR). */
export function fillRows(picture: usize, width: i32, height: i32, upper: u32, lower: u32): void {
  for (let row = 0; row < height; row++) {
    const t = (row << 8) / height;
    let colour: u32 = 0xff000000;
    for (let shift = 0; shift < 24; shift += 8) {
      const a = <i32>((upper >> shift) & 255);
      const b = <i32>((lower >> shift) & 255);
      colour |= (<u32>(a + (((b - a) * t) >> 8))) << shift;
    }
    for (let column = 0; column < width; column++, picture += 4) store<u32>(picture, colour);
  }
}
