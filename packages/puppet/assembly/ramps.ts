import { over } from './blend';

/**
 * Lays colours over a window of a picture as far as `coverage` says (float32 of 0–1, rows of `coverageWidth`), and
 * `clip` besides (the same for that window, rows of `clipWidth`; 0 for none). The colour of a pixel whose centre is at
 * x, y of the picture is the one of 256 in `ramp` that is a share t along: uX·x + uY·y + u0, or, if `radial`, the
 * distance of that, and of vX·x + vY·y + v0, from nothing. Before 0 and after 1 the outermost colours go on.
 */
export function paintCovered(
  picture: usize,
  pictureWidth: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  coverage: usize,
  coverageWidth: i32,
  clip: usize,
  clipWidth: i32,
  ramp: usize,
  radial: i32,
  uX: f32,
  uY: f32,
  u0: f32,
  vX: f32,
  vY: f32,
  v0: f32,
): void {
  const centres = f32x4.add(f32x4.splat(<f32>left), f32x4(0.5, 1.5, 2.5, 3.5));
  for (let row = 0; row < height; row++) {
    let share = coverage + ((<usize>(row * coverageWidth)) << 2);
    let at = picture + ((<usize>((top + row) * pictureWidth + left)) << 2);
    const y = <f32>(top + row) + <f32>0.5;
    const rowU = f32x4.splat(uY * y + u0);
    const rowV = f32x4.splat(vY * y + v0);
    let limits = clip + ((<usize>(row * clipWidth)) << 2);
    for (let column = 0; column < width; column += 4, at += 16, limits += 16, share += 16) {
      const within = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(width - column));
      let covered = v128.and(v128.load(share), within);
      if (clip) covered = f32x4.mul(covered, v128.load(limits));
      if (!v128.any_true(f32x4.gt(covered, f32x4.splat(<f32>0.002)))) continue;
      const x = f32x4.add(centres, f32x4.splat(<f32>column));
      let t = f32x4.add(f32x4.mul(x, f32x4.splat(uX)), rowU);
      if (radial) {
        const v = f32x4.add(f32x4.mul(x, f32x4.splat(vX)), rowV);
        t = f32x4.sqrt(f32x4.add(f32x4.mul(t, t), f32x4.mul(v, v)));
      }
      const steps = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(t, f32x4.splat(255)), f32x4.splat(0.5)));
      const places = i32x4.shl(i32x4.max_s(i32x4.splat(0), i32x4.min_s(steps, i32x4.splat(255))), 2);
      let colours = v128.load32_zero(ramp + <usize>i32x4.extract_lane(places, 0));
      colours = v128.load32_lane(ramp + <usize>i32x4.extract_lane(places, 1), colours, 1);
      colours = v128.load32_lane(ramp + <usize>i32x4.extract_lane(places, 2), colours, 2);
      colours = v128.load32_lane(ramp + <usize>i32x4.extract_lane(places, 3), colours, 3);
      const shares = i32x4.trunc_sat_f32x4_s(
        f32x4.add(f32x4.mul(covered, f32x4.splat(256)), f32x4.splat(0.5)),
      );
      const twice = v128.or(shares, i32x4.shl(shares, 16));
      const half = i16x8.splat(128);
      const ink01 = i16x8.mul(i16x8.extend_low_i8x16_u(colours), i32x4.shuffle(twice, twice, 0, 0, 1, 1));
      const ink23 = i16x8.mul(i16x8.extend_high_i8x16_u(colours), i32x4.shuffle(twice, twice, 2, 2, 3, 3));
      const pixels01 = i16x8.shr_u(i16x8.add(ink01, half), 8);
      const pixels23 = i16x8.shr_u(i16x8.add(ink23, half), 8);
      v128.store(at, over(pixels01, pixels23, v128.load(at)));
    }
  }
}
