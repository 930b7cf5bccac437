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

/** Lays up to four pixels, of 16 bit lanes, over those at `at`, as far as opacity and coverage say. */
export function lay(
  at: usize,
  count: i32,
  pixels01: v128,
  pixels23: v128,
  opacity: i32,
  coverage: usize,
): void {
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

/** Puts four pixels, of 16 bit lanes, where they go: as they are where they are `plain` and opaque, else laid over. */
export function put(
  at: usize,
  count: i32,
  pixels01: v128,
  pixels23: v128,
  plain: bool,
  opacity: i32,
  coverage: usize,
): void {
  const pixels = i8x16.narrow_i16x8_u(pixels01, pixels23);
  const clear = v128.andnot(i32x4.splat(0xff000000), pixels);
  if (plain && count >= 4 && !v128.any_true(clear)) v128.store(at, pixels);
  else lay(at, count, pixels01, pixels23, opacity, coverage);
}

/** Two pixels, each mixed of a texel and its right neighbour, of 16 bit lanes, by `shares` in 128ths for each lane. */
export function mixPairs(pairA: v128, pairB: v128, shares: v128): v128 {
  const left = i64x2.shuffle(pairA, pairB, 0, 2);
  const right = i64x2.shuffle(pairA, pairB, 1, 3);
  const across = i16x8.mul(i16x8.sub(right, left), shares);
  return i16x8.add(left, i16x8.shr_s(i16x8.add(across, i16x8.splat(64)), 7));
}
