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
  const opaque = i32x4.splat(0xff000000);
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
    const fx01 = i32x4.shuffle(fx, fx, 0, 0, 1, 1);
    const fx23 = i32x4.shuffle(fx, fx, 2, 2, 3, 3);
    const left01 = i64x2.shuffle(column0, column1, 0, 2);
    const left23 = i64x2.shuffle(column2, column3, 0, 2);
    const right01 = i64x2.shuffle(column0, column1, 1, 3);
    const right23 = i64x2.shuffle(column2, column3, 1, 3);
    const across01 = i16x8.mul(i16x8.sub(right01, left01), fx01);
    const pixels01 = i16x8.add(left01, i16x8.shr_s(i16x8.add(across01, half), 7));
    const across23 = i16x8.mul(i16x8.sub(right23, left23), fx23);
    const pixels23 = i16x8.add(left23, i16x8.shr_s(i16x8.add(across23, half), 7));
    const pixels = i8x16.narrow_i16x8_u(pixels01, pixels23);
    if (plain && count >= 4 && !v128.any_true(v128.andnot(opaque, pixels))) v128.store(at, pixels);
    else lay(at, count, pixels01, pixels23, opacity, coverage);
    at += 16;
    if (coverage) coverage += 16;
    count -= 4;
  } while (count > 0);
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
  const opaque = i32x4.splat(0xff000000);
  const half = i16x8.splat(64);
  const ordinals = i32x4(0, 1, 2, 3);
  const stepU = i32x4.splat(uX << 2);
  const plain = opacity >= 256 && coverage === 0;
  if (uX === 65536 && ((u >> 9) & 127) === 0) {
    // Each pixel shows one texel.
    let from = texels + ((<usize>(u >> 16)) << 3);
    do {
      const pixels01 = v128.load(from);
      const pixels23 = v128.load(from, 16);
      const pixels = i8x16.narrow_i16x8_u(pixels01, pixels23);
      if (plain && count >= 4 && !v128.any_true(v128.andnot(opaque, pixels))) v128.store(at, pixels);
      else lay(at, count, pixels01, pixels23, opacity, coverage);
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
    const left01 = i64x2.shuffle(pair0, pair1, 0, 2);
    const left23 = i64x2.shuffle(pair2, pair3, 0, 2);
    const right01 = i64x2.shuffle(pair0, pair1, 1, 3);
    const right23 = i64x2.shuffle(pair2, pair3, 1, 3);
    const across01 = i16x8.mul(i16x8.sub(right01, left01), i32x4.shuffle(fx, fx, 0, 0, 1, 1));
    const across23 = i16x8.mul(i16x8.sub(right23, left23), i32x4.shuffle(fx, fx, 2, 2, 3, 3));
    const pixels01 = i16x8.add(left01, i16x8.shr_s(i16x8.add(across01, half), 7));
    const pixels23 = i16x8.add(left23, i16x8.shr_s(i16x8.add(across23, half), 7));
    const pixels = i8x16.narrow_i16x8_u(pixels01, pixels23);
    if (plain && count >= 4 && !v128.any_true(v128.andnot(opaque, pixels))) v128.store(at, pixels);
    else lay(at, count, pixels01, pixels23, opacity, coverage);
    at += 16;
    if (coverage) coverage += 16;
    count -= 4;
  } while (count > 0);
}

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

/** Lays up to four pixels, of 16 bit lanes, over those at `at`, as far as opacity and coverage say. */
function lay(at: usize, count: i32, pixels01: v128, pixels23: v128, opacity: i32, coverage: usize): void {
  if (opacity < 256 || coverage !== 0) {
    let shares = i32x4.splat(opacity);
    if (coverage !== 0) {
      const covered = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), v128.load(coverage)));
      const whole = i32x4.trunc_sat_f32x4_s(
        f32x4.add(f32x4.mul(covered, f32x4.splat(256)), f32x4.splat(0.5)),
      );
      shares = i32x4.shr_s(i32x4.mul(whole, shares), 8);
    }
    const twice = v128.or(shares, i32x4.shl(shares, 16));
    pixels01 = i16x8.shr_u(i16x8.mul(pixels01, i32x4.shuffle(twice, twice, 0, 0, 1, 1)), 8);
    pixels23 = i16x8.shr_u(i16x8.mul(pixels23, i32x4.shuffle(twice, twice, 2, 2, 3, 3)), 8);
  }
  const pixels = over(pixels01, pixels23, v128.load(at));
  if (count >= 4) {
    v128.store(at, pixels);
  } else {
    v128.store32_lane(at, pixels, 0);
    if (count > 1) v128.store32_lane(at, pixels, 1, 4);
    if (count > 2) v128.store32_lane(at, pixels, 2, 8);
  }
}

/** Four pixels, of 16 bit lanes, over those below. */
export function over(pixels01: v128, pixels23: v128, below: v128): v128 {
  const alpha01 = i8x16.shuffle(pixels01, pixels01, 6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15);
  const alpha23 = i8x16.shuffle(pixels23, pixels23, 6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15);
  const full = i16x8.splat(255);
  const half = i16x8.splat(128);
  const below01 = i16x8.extend_low_i8x16_u(below);
  const below23 = i16x8.extend_high_i8x16_u(below);
  const kept01 = i16x8.add(i16x8.mul(below01, i16x8.sub(full, alpha01)), half);
  const kept23 = i16x8.add(i16x8.mul(below23, i16x8.sub(full, alpha23)), half);
  // 257 / 65536 is 1 / 255 to within half a step.
  return i8x16.narrow_i16x8_u(
    i16x8.add(pixels01, i16x8.shr_u(i16x8.add(kept01, i16x8.shr_u(kept01, 8)), 8)),
    i16x8.add(pixels23, i16x8.shr_u(i16x8.add(kept23, i16x8.shr_u(kept23, 8)), 8)),
  );
}
