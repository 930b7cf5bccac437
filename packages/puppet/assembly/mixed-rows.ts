import { mixPairs, put } from './blend';

/**
 * Writes to `out` the texels `first` to `last` of the line that crosses a picture at the height of `start` (16.16 fixed
 * point) left of its first texel and falls by `slope` for each: of 16 bit lanes, each between the two rows about it. A
 * line that leaves the picture goes on along its edge. Up to three texels beyond `last` are written.
 */
export function mixRows(
  out: usize,
  picture: usize,
  width: i32,
  height: i32,
  start: i32,
  slope: i32,
  first: i32,
  last: i32,
): void {
  const stride = (<usize>width) << 2;
  const half = i16x8.splat(64);
  const lastRow = height - 2;
  const steps = i32x4.splat(slope << 2);
  while (first <= last) {
    const row = max(0, min(lastRow, (start + slope * first) >> 16));
    const upper = row << 16;
    // Where the line leaves this row.
    let end = last + 1;
    if (slope > 0 && row < lastRow) end = min(end, (upper + 65536 - start + slope - 1) / slope);
    else if (slope < 0 && row > 0) end = min(end, (start - upper) / -slope + 1);
    let at = picture + stride * <usize>row + ((<usize>first) << 2);
    let to = out + ((<usize>first) << 3);
    const stop = out + ((<usize>end) << 3);
    let heights = i32x4.add(
      i32x4.splat(start + slope * first - upper),
      i32x4.mul(i32x4.splat(slope), i32x4(0, 1, 2, 3)),
    );
    do {
      const within = i32x4.max_s(i32x4.splat(0), i32x4.min_s(heights, i32x4.splat(0xffff)));
      const fractions = i32x4.shr_u(within, 9);
      const fy = v128.or(fractions, i32x4.shl(fractions, 16));
      heights = i32x4.add(heights, steps);
      const above = v128.load(at);
      const below = v128.load(at + stride);
      const above01 = i16x8.extend_low_i8x16_u(above);
      const above23 = i16x8.extend_high_i8x16_u(above);
      const fall01 = i16x8.sub(i16x8.extend_low_i8x16_u(below), above01);
      const fall23 = i16x8.sub(i16x8.extend_high_i8x16_u(below), above23);
      const down01 = i16x8.mul(fall01, i32x4.shuffle(fy, fy, 0, 0, 1, 1));
      const down23 = i16x8.mul(fall23, i32x4.shuffle(fy, fy, 2, 2, 3, 3));
      v128.store(to, i16x8.add(above01, i16x8.shr_s(i16x8.add(down01, half), 7)));
      v128.store(to, i16x8.add(above23, i16x8.shr_s(i16x8.add(down23, half), 7)), 16);
      at += 16;
      to += 32;
    } while (to < stop);
    first = end;
  }
}

/**
 * Draws `count` pixels of a row, from `at` on, from texels mixed by `mixRows`: as `drawSpan`, where u counts from the
 * texel at `texels` on.
 */
export function drawMixed(
  at: usize,
  count: i32,
  texels: usize,
  u: i32,
  uX: i32,
  opacity: i32,
  coverage: usize,
): void {
  const ordinals = i32x4(0, 1, 2, 3);
  const stepU = i32x4.splat(uX << 2);
  const plain = opacity >= 256 && coverage === 0;
  if (uX === 65536 && ((u >> 9) & 127) === 0) {
    // Each pixel shows one texel.
    let from = texels + ((<usize>(u >> 16)) << 3);
    do {
      const pixels01 = v128.load(from);
      const pixels23 = v128.load(from, 16);
      put(at, count, pixels01, pixels23, plain, opacity, coverage);
      from += 32;
      at += 16;
      if (coverage) coverage += 16;
      count -= 4;
    } while (count > 0);
    return;
  }
  let us = i32x4.add(i32x4.splat(u), i32x4.mul(i32x4.splat(uX), ordinals));
  do {
    if (count < 4) {
      // What would lie beyond the end is read where the last pixel is.
      const beyond = i32x4.sub(ordinals, i32x4.min_s(ordinals, i32x4.splat(count - 1)));
      us = i32x4.sub(us, i32x4.mul(i32x4.splat(uX), beyond));
    }
    const offsets = i32x4.shl(i32x4.shr_s(us, 16), 3);
    const fractions = v128.and(i32x4.shr_s(us, 9), i32x4.splat(127));
    const fx = v128.or(fractions, i32x4.shl(fractions, 16));
    us = i32x4.add(us, stepU);
    // A texel and its right neighbour, of 16 bit lanes.
    const pair0 = v128.load(texels + <usize>i32x4.extract_lane(offsets, 0));
    const pair1 = v128.load(texels + <usize>i32x4.extract_lane(offsets, 1));
    const pair2 = v128.load(texels + <usize>i32x4.extract_lane(offsets, 2));
    const pair3 = v128.load(texels + <usize>i32x4.extract_lane(offsets, 3));
    const pixels01 = mixPairs(pair0, pair1, i32x4.shuffle(fx, fx, 0, 0, 1, 1));
    const pixels23 = mixPairs(pair2, pair3, i32x4.shuffle(fx, fx, 2, 2, 3, 3));
    put(at, count, pixels01, pixels23, plain, opacity, coverage);
    at += 16;
    if (coverage) coverage += 16;
    count -= 4;
  } while (count > 0);
}
