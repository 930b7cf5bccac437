import { mixPairs, put } from './blend';

/**
 * Draws `count` pixels of a row, from `at` on: what triangles and sprites have in common. They show a picture of
 * `width` pixels across, bilinear, from u, v on (16.16 fixed point; fractions are taken to 128ths), a step of uX, vX
 * for each. All of them lie within the picture, its last column and row left out. `opacity` is at most 256; with a
 * `coverage` (float32 for each pixel; 0 for none) they show as far as that says besides.
 */
export function drawSpan(
  at: usize,
  count: i32,
  picture: usize,
  width: i32,
  u: i32,
  v: i32,
  uX: i32,
  vX: i32,
  opacity: i32,
  coverage: usize,
): void {
  const stride = (<usize>width) << 2;
  const half = i16x8.splat(64);
  const pitch = i32x4.splat((width << 16) | 1);
  const ordinals = i32x4(0, 1, 2, 3);
  const stepU = i32x4.splat(uX << 2);
  const stepV = i32x4.splat(vX << 2);
  let us = i32x4.add(i32x4.splat(u), i32x4.mul(i32x4.splat(uX), ordinals));
  let vs = i32x4.add(i32x4.splat(v), i32x4.mul(i32x4.splat(vX), ordinals));
  const plain = opacity >= 256 && coverage === 0;
  do {
    if (count < 4) {
      // What would lie beyond the end is read where the last pixel is.
      const beyond = i32x4.sub(ordinals, i32x4.min_s(ordinals, i32x4.splat(count - 1)));
      us = i32x4.sub(us, i32x4.mul(i32x4.splat(uX), beyond));
      vs = i32x4.sub(vs, i32x4.mul(i32x4.splat(vX), beyond));
    }
    // Rows in the upper halves of the lanes and columns in the lower.
    const places = v128.or(v128.and(vs, i32x4.splat(0xffff0000)), i32x4.shr_u(us, 16));
    const offsets = i32x4.shl(i32x4.dot_i16x8_s(places, pitch), 2);
    // Fractions to 128ths, in both halves of a lane.
    const fractionsX = v128.and(i32x4.shr_s(us, 9), i32x4.splat(127));
    const fractionsY = v128.and(i32x4.shr_s(vs, 9), i32x4.splat(127));
    const fx = v128.or(fractionsX, i32x4.shl(fractionsX, 16));
    const fy = v128.or(fractionsY, i32x4.shl(fractionsY, 16));
    us = i32x4.add(us, stepU);
    vs = i32x4.add(vs, stepV);
    const p0 = picture + <usize>i32x4.extract_lane(offsets, 0);
    const p1 = picture + <usize>i32x4.extract_lane(offsets, 1);
    const p2 = picture + <usize>i32x4.extract_lane(offsets, 2);
    const p3 = picture + <usize>i32x4.extract_lane(offsets, 3);
    // Each of the four pixels between its upper and its lower neighbours, two of 16 bit lanes in a vector …
    const fy0 = i32x4.shuffle(fy, fy, 0, 0, 0, 0);
    const fy1 = i32x4.shuffle(fy, fy, 1, 1, 1, 1);
    const fy2 = i32x4.shuffle(fy, fy, 2, 2, 2, 2);
    const fy3 = i32x4.shuffle(fy, fy, 3, 3, 3, 3);
    const upper0 = v128.load8x8_u(p0);
    const upper1 = v128.load8x8_u(p1);
    const upper2 = v128.load8x8_u(p2);
    const upper3 = v128.load8x8_u(p3);
    const down0 = i16x8.mul(i16x8.sub(v128.load8x8_u(p0 + stride), upper0), fy0);
    const down1 = i16x8.mul(i16x8.sub(v128.load8x8_u(p1 + stride), upper1), fy1);
    const down2 = i16x8.mul(i16x8.sub(v128.load8x8_u(p2 + stride), upper2), fy2);
    const down3 = i16x8.mul(i16x8.sub(v128.load8x8_u(p3 + stride), upper3), fy3);
    const column0 = i16x8.add(upper0, i16x8.shr_s(i16x8.add(down0, half), 7));
    const column1 = i16x8.add(upper1, i16x8.shr_s(i16x8.add(down1, half), 7));
    const column2 = i16x8.add(upper2, i16x8.shr_s(i16x8.add(down2, half), 7));
    const column3 = i16x8.add(upper3, i16x8.shr_s(i16x8.add(down3, half), 7));
    // … and these between left and right.
    const pixels01 = mixPairs(column0, column1, i32x4.shuffle(fx, fx, 0, 0, 1, 1));
    const pixels23 = mixPairs(column2, column3, i32x4.shuffle(fx, fx, 2, 2, 3, 3));
    put(at, count, pixels01, pixels23, plain, opacity, coverage);
    at += 16;
    if (coverage) coverage += 16;
    count -= 4;
  } while (count > 0);
}
