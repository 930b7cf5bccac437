/** The loops that lay a picture over frames which are I420 already. See `kernels.ts` for what holds of all loops. */

/**
 * Writes how opaque a window of a picture is, from 0 to 255: `frameWidth` × `frameHeight` bytes, and after them one for
 * each 2 × 2 pixels, their mean. All numbers are even.
 */
export function takeAlpha(
  alpha: usize,
  frameWidth: i32,
  frameHeight: i32,
  picture: usize,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
): void {
  const chromaWidth = frameWidth >> 1;
  const chromaPlane = alpha + <usize>(frameWidth * frameHeight);
  const step = (<usize>frameWidth) << 2;
  const wide = width & ~7;
  const two = i16x8.splat(2);
  for (let row = top; row < top + height; row += 2) {
    let at = picture + ((<usize>(row * frameWidth + left)) << 2);
    let fine = alpha + <usize>(row * frameWidth + left);
    let coarse = chromaPlane + <usize>((row >> 1) * chromaWidth + (left >> 1));
    let column = 0;
    for (; column < wide; column += 8, at += 32, fine += 8, coarse += 4) {
      const upper = alphas(at);
      const lower = alphas(at + step);
      v128.store64_lane(fine, upper, 0);
      v128.store64_lane(fine + <usize>frameWidth, lower, 0);
      const squares = i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
      const means = i16x8.shr_u(i16x8.add(squares, two), 2);
      v128.store32_lane(coarse, i8x16.narrow_i16x8_u(means, means), 0);
    }
    for (; column < width; column += 2, at += 8, fine += 2, coarse += 1) {
      const a = load<u8>(at, 3);
      const b = load<u8>(at, 7);
      const c = load<u8>(at + step, 3);
      const d = load<u8>(at + step, 7);
      store<u8>(fine, a);
      store<u8>(fine, b, 1);
      store<u8>(fine + <usize>frameWidth, c);
      store<u8>(fine + <usize>frameWidth, d, 1);
      store<u8>(coarse, (<i32>a + <i32>b + <i32>c + <i32>d + 2) >> 2);
    }
  }
}

/** The alphas of eight pixels, in the lower half. */
function alphas(at: usize): v128 {
  return i8x16.shuffle(
    v128.load(at),
    v128.load(at, 16),
    3,
    7,
    11,
    15,
    19,
    23,
    27,
    31,
    3,
    7,
    11,
    15,
    19,
    23,
    27,
    31,
  );
}

/**
 * Lays `count` bytes of a plane over those of another, as far as `alpha` says. `over` was made by `toI420` of a
 * premultiplied picture, so that where this is clear it is `zero`: 16 for luma, 128 for chroma.
 */
export function layOver(plane: usize, over: usize, alpha: usize, count: i32, zero: i32): void {
  const base = i16x8.splat(<i16>zero);
  const whole = i16x8.splat(255);
  const opaque = i8x16.splat(-1);
  const end = plane + <usize>count;
  const wide = plane + <usize>(count & ~15);
  for (; plane < wide; plane += 16, over += 16, alpha += 16) {
    const a = v128.load(alpha);
    if (!v128.any_true(a)) continue;
    const top = v128.load(over);
    if (i8x16.all_true(i8x16.eq(a, opaque))) {
      v128.store(plane, top);
      continue;
    }
    const below = v128.load(plane);
    const low = shown(
      i16x8.sub(i16x8.extend_low_i8x16_u(below), base),
      i16x8.sub(whole, i16x8.extend_low_i8x16_u(a)),
    );
    const high = shown(
      i16x8.sub(i16x8.extend_high_i8x16_u(below), base),
      i16x8.sub(whole, i16x8.extend_high_i8x16_u(a)),
    );
    v128.store(
      plane,
      i8x16.narrow_i16x8_u(
        i16x8.add(i16x8.extend_low_i8x16_u(top), low),
        i16x8.add(i16x8.extend_high_i8x16_u(top), high),
      ),
    );
  }
  for (; plane < end; plane++, over++, alpha++) {
    const below = i16x8.splat(<i16>(<i32>load<u8>(plane) - zero));
    const part = shown(below, i16x8.splat(<i16>(255 - <i32>load<u8>(alpha))));
    const sum = i16x8.add(i16x8.splat(<i16>load<u8>(over)), part);
    store<u8>(plane, <u8>i8x16.extract_lane_u(i8x16.narrow_i16x8_u(sum, sum), 0));
  }
}

/** value · share / 255, rounded; the share is at most 255, and goes to 15 bits for it. */
function shown(value: v128, share: v128): v128 {
  return i16x8.q15mulr_sat_s(value, i16x8.add(i16x8.shl(share, 7), i16x8.shr_u(share, 1)));
}
