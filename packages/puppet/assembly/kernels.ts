/**
 * The inner loops of drawing, as WebAssembly with SIMD (written in AssemblyScript). They keep nothing: all that they
 * work on lies in a memory that the caller lays out. Pointers are byte offsets into it. Pixels are RGBA, 8 bits each
 * and premultiplied; a picture's rows follow each other without a gap. The same numbers give the same bytes.
 */

/** out += shape · weight, for `count` float32; a multiple of 4. */
export function addShape(out: usize, shape: usize, weight: f32, count: i32): void {
  const w = f32x4.splat(weight);
  const end = out + ((<usize>count) << 2);
  for (; out < end; out += 16, shape += 16) {
    v128.store(out, f32x4.add(v128.load(out), f32x4.mul(v128.load(shape), w)));
  }
}

/**
 * Turns a head and writes its corners. Each of `count` places x, y is turned about (pivotX, pivotY): by yaw and pitch,
 * with `depth` for the third dimension, and by roll, then shifted; it goes along by its `weight`. `out` has 16 bytes a
 * corner, of which the first 8, x and y, are written. Sines and cosines are given; tilt is that of the upright head.
 */
export function turnHead(
  out: usize,
  places: usize,
  depth: usize,
  weight: usize,
  count: i32,
  pivotX: f32,
  pivotY: f32,
  tiltSin: f32,
  tiltCos: f32,
  yawSin: f32,
  yawCos: f32,
  pitchSin: f32,
  pitchCos: f32,
  rollSin: f32,
  rollCos: f32,
  shiftX: f32,
  shiftY: f32,
): void {
  for (let i = 0; i < count; i++, out += 16, places += 8, depth += 4, weight += 4) {
    const x = load<f32>(places);
    const y = load<f32>(places, 4);
    const w = load<f32>(weight);
    const z = load<f32>(depth);
    const dx = x - pivotX;
    const dy = y - pivotY;
    const headX = (dx * tiltCos + dy * tiltSin) * yawCos + z * yawSin + shiftX;
    const headY = (dy * tiltCos - dx * tiltSin) * pitchCos - z * pitchSin + shiftY;
    const rolledX = headX * rollCos - headY * rollSin;
    const rolledY = headX * rollSin + headY * rollCos;
    const turnedX = pivotX + rolledX * tiltCos - rolledY * tiltSin;
    const turnedY = pivotY + rolledX * tiltSin + rolledY * tiltCos;
    store<f32>(out, x + (turnedX - x) * w);
    store<f32>(out, y + (turnedY - y) * w, 4);
  }
}

/** The colour at u, v (16.16 fixed point) between four pixels, as 16 bit lanes of which the first four count. */
function sample(picture: usize, width: i32, u: i32, v: i32): v128 {
  const at = picture + ((<usize>((v >> 16) * width + (u >> 16))) << 2);
  const half = i16x8.splat(64);
  const upper = i16x8.extend_low_i8x16_u(v128.load64_zero(at));
  const lower = i16x8.extend_low_i8x16_u(v128.load64_zero(at + ((<usize>width) << 2)));
  const fractionY = i16x8.splat(<i16>((v >> 9) & 127));
  const rows = i16x8.add(
    upper,
    i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.sub(lower, upper), fractionY), half), 7),
  );
  const right = i64x2.shuffle(rows, rows, 1, 1);
  const fractionX = i16x8.splat(<i16>((u >> 9) & 127));
  return i16x8.add(rows, i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.sub(right, rows), fractionX), half), 7));
}

/** Lays a colour over the pixel at `at`. */
function over(at: usize, colour: v128): void {
  const alpha = i16x8.extract_lane_s(colour, 3);
  if (alpha >= 255) {
    v128.store32_lane(at, i8x16.narrow_i16x8_u(colour, colour), 0);
  } else if (alpha > 0) {
    const below = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
    // 257 / 65536 is 1 / 255 to within half a step.
    const share = i16x8.splat(<i16>(255 - alpha));
    const product = i16x8.add(i16x8.mul(below, share), i16x8.splat(128));
    const kept = i16x8.shr_u(i16x8.add(product, i16x8.shr_u(product, 8)), 8);
    const sum = i16x8.add(colour, kept);
    v128.store32_lane(at, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

/**
 * Draws triangles of `texture`, bilinear, over the frame. A pixel whose centre lies on an edge belongs to the triangle
 * to its right, and edges are always followed downwards, so that neighbours neither leave gaps nor draw twice.
 * `corners` are x, y, u, v as float32, where the middle of a picture's first pixel is at u, v = 0, 0 and of the frame's
 * at x, y = 0.5, 0.5; `triangles` are 16 bit indices. Nothing is drawn outside of left, top, right, bottom. `opacity`
 * is at most 256.
 */
export function drawTriangles(
  frame: usize,
  frameWidth: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  texture: usize,
  textureWidth: i32,
  textureHeight: i32,
  corners: usize,
  triangles: usize,
  count: i32,
  opacity: i32,
): void {
  // Four pixels are read at once: the last column and row are reached by a fraction of all but one.
  const lastU = ((textureWidth - 1) << 16) - 1;
  const lastV = ((textureHeight - 1) << 16) - 1;
  const stride = (<usize>textureWidth) << 2;
  const fade = i16x8.splat(<i16>opacity);
  const half = i16x8.splat(64);
  // What fits into fixed point: slivers have gradients of any size.
  const limit: f32 = 16000;
  for (let i = 0; i < count; i++, triangles += 6) {
    // From above downwards: a, b, c.
    let a = corners + ((<usize>load<u16>(triangles)) << 4);
    let b = corners + ((<usize>load<u16>(triangles, 2)) << 4);
    let c = corners + ((<usize>load<u16>(triangles, 4)) << 4);
    if (load<f32>(b, 4) < load<f32>(a, 4)) {
      const upper = b;
      b = a;
      a = upper;
    }
    if (load<f32>(c, 4) < load<f32>(a, 4)) {
      const upper = c;
      c = a;
      a = upper;
    }
    if (load<f32>(c, 4) < load<f32>(b, 4)) {
      const upper = c;
      c = b;
      b = upper;
    }
    const ay = load<f32>(a, 4);
    const by = load<f32>(b, 4);
    const cy = load<f32>(c, 4);
    const fromY = max(top, <i32>ceil(max(-limit, ay) - <f32>0.5));
    const toY = min(bottom, <i32>ceil(min(limit, cy) - <f32>0.5));
    if (toY <= fromY) continue;
    const ax = load<f32>(a);
    const bx = load<f32>(b);
    const cx = load<f32>(c);
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (abs(area) < <f32>0.01) continue;
    const au = load<f32>(a, 8);
    const av = load<f32>(a, 12);
    const bu = load<f32>(b, 8) - au;
    const bv = load<f32>(b, 12) - av;
    const cu = load<f32>(c, 8) - au;
    const cv = load<f32>(c, 12) - av;
    const inverse = <f32>1 / area;
    const ux = (bu * (cy - ay) - cu * (by - ay)) * inverse;
    const uy = (cu * (bx - ax) - bu * (cx - ax)) * inverse;
    const vx = (bv * (cy - ay) - cv * (by - ay)) * inverse;
    const vy = (cv * (bx - ax) - bv * (cx - ax)) * inverse;
    const stepU = <i32>(max(-limit, min(ux, limit)) * 65536);
    const stepV = <i32>(max(-limit, min(vx, limit)) * 65536);
    const longSlope = (cx - ax) / (cy - ay);
    const upperSlope = (bx - ax) / (by - ay);
    const lowerSlope = (cx - bx) / (cy - by);
    for (let row = fromY; row < toY; row++) {
      const y = <f32>row + <f32>0.5;
      const long = ax + (y - ay) * longSlope;
      const short = y < by ? ax + (y - ay) * upperSlope : bx + (y - by) * lowerSlope;
      const fromX = max(left, <i32>ceil(max(-limit, min(long, short)) - <f32>0.5));
      const toX = min(right, <i32>ceil(min(limit, max(long, short)) - <f32>0.5));
      if (toX <= fromX) continue;
      const dx = <f32>fromX + <f32>0.5 - ax;
      const dy = y - ay;
      const u = au + ux * dx + uy * dy;
      const v = av + vx * dx + vy * dy;
      // Half of a 128th: fractions are rounded, not cut off.
      let fixedU = <i32>(max(-limit, min(u, limit)) * 65536) + 256;
      let fixedV = <i32>(max(-limit, min(v, limit)) * 65536) + 256;
      let at = frame + ((<usize>(row * frameWidth + fromX)) << 2);
      const stop = at + ((<usize>(toX - fromX)) << 2);
      if (opacity >= 256) {
        for (; at + 4 < stop; at += 8) {
          const u0 = max(0, min(fixedU, lastU));
          const v0 = max(0, min(fixedV, lastV));
          const u1 = max(0, min(fixedU + stepU, lastU));
          const v1 = max(0, min(fixedV + stepV, lastV));
          fixedU += stepU << 1;
          fixedV += stepV << 1;
          const p0 = texture + ((<usize>((v0 >> 16) * textureWidth + (u0 >> 16))) << 2);
          const p1 = texture + ((<usize>((v1 >> 16) * textureWidth + (u1 >> 16))) << 2);
          const upper0 = i16x8.extend_low_i8x16_u(v128.load64_zero(p0));
          const upper1 = i16x8.extend_low_i8x16_u(v128.load64_zero(p1));
          const lower0 = i16x8.extend_low_i8x16_u(v128.load64_zero(p0 + stride));
          const lower1 = i16x8.extend_low_i8x16_u(v128.load64_zero(p1 + stride));
          const down0 = i16x8.mul(i16x8.sub(lower0, upper0), i16x8.splat(<i16>((v0 >> 9) & 127)));
          const down1 = i16x8.mul(i16x8.sub(lower1, upper1), i16x8.splat(<i16>((v1 >> 9) & 127)));
          const rows0 = i16x8.add(upper0, i16x8.shr_s(i16x8.add(down0, half), 7));
          const rows1 = i16x8.add(upper1, i16x8.shr_s(i16x8.add(down1, half), 7));
          const lefts = i64x2.shuffle(rows0, rows1, 0, 2);
          const rights = i64x2.shuffle(rows0, rows1, 1, 3);
          const fractions = i64x2.shuffle(
            i16x8.splat(<i16>((u0 >> 9) & 127)),
            i16x8.splat(<i16>((u1 >> 9) & 127)),
            0,
            2,
          );
          const across = i16x8.mul(i16x8.sub(rights, lefts), fractions);
          const colours = i16x8.add(lefts, i16x8.shr_s(i16x8.add(across, half), 7));
          // Faces are opaque but for their outline.
          if ((i16x8.extract_lane_s(colours, 3) & i16x8.extract_lane_s(colours, 7)) === 255) {
            v128.store64_lane(at, i8x16.narrow_i16x8_u(colours, colours), 0);
          } else {
            over(at, colours);
            over(at + 4, i64x2.shuffle(colours, colours, 1, 1));
          }
        }
      }
      for (; at < stop; at += 4, fixedU += stepU, fixedV += stepV) {
        const insideU = max(0, min(fixedU, lastU));
        const insideV = max(0, min(fixedV, lastV));
        const colour = sample(texture, textureWidth, insideU, insideV);
        over(at, i16x8.shr_u(i16x8.mul(colour, fade), 8));
      }
    }
  }
}

/** A picture that `drawSprite` reads is looked at in blocks of 16 × 16 pixels: log2 of their side. */
const BLOCK = 4;

/**
 * Draws an affine picture, bilinear, over the frame. The middle of the frame's first pixel shows u0, v0 of the texture,
 * and a step right or down moves on by uX, vX or uY, vY: 16.16 fixed point, so that a pixel comes out alike whatever
 * window it is drawn in. Nothing is drawn outside of left, top, right, bottom, or of the texture, whose outermost
 * pixels had best be clear. `blocks` has a byte for each block of the texture, row by row: 0 where it and all blocks
 * about it are clear. The texture is shrunk by less than four. `opacity` is at most 256.
 *
 * With a `coverage` (float32; 0 for none), which lies at coverLeft, coverTop of the frame, the picture shows within it
 * as far as that says, and nowhere else.
 */
export function drawSprite(
  frame: usize,
  frameWidth: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  texture: usize,
  textureWidth: i32,
  textureHeight: i32,
  blocks: usize,
  u0: i32,
  uX: i32,
  uY: i32,
  v0: i32,
  vX: i32,
  vY: i32,
  opacity: i32,
  coverage: usize,
  coverLeft: i32,
  coverTop: i32,
  coverWidth: i32,
  coverHeight: i32,
): void {
  if (coverage) {
    left = max(left, coverLeft);
    top = max(top, coverTop);
    right = min(right, coverLeft + coverWidth);
    bottom = min(bottom, coverTop + coverHeight);
  }
  // Four pixels are read at once.
  const endU = (textureWidth - 1) << 16;
  const endV = (textureHeight - 1) << 16;
  const stride = (<usize>textureWidth) << 2;
  const blocksAcross = (textureWidth + (1 << BLOCK) - 1) >> BLOCK;
  for (let row = top; row < bottom; row++) {
    const rowU = u0 + uY * row;
    const rowV = v0 + vY * row;
    const fromX = max(max(left, firstWithin(rowU, uX, endU)), firstWithin(rowV, vX, endV));
    const toX = min(min(right, endWithin(rowU, uX, endU)), endWithin(rowV, vX, endV));
    let u = rowU + uX * fromX;
    let v = rowV + vX * fromX;
    let covered = coverage + ((<usize>((row - coverTop) * coverWidth + fromX - coverLeft)) << 2);
    let at = frame + ((<usize>(row * frameWidth + fromX)) << 2);
    for (let x = fromX; x < toX; ) {
      const stop = min(toX, x + 8);
      const middle = (stop - x) >> 1;
      const block = ((v + vX * middle) >> (16 + BLOCK)) * blocksAcross + ((u + uX * middle) >> (16 + BLOCK));
      // Most of what is covered is covered wholly.
      let partly = coverage !== 0;
      let skipped = load<u8>(blocks + <usize>block) === 0;
      if (partly && stop - x === 8 && !skipped) {
        const shares0 = v128.load(covered);
        const shares1 = v128.load(covered, 16);
        const whole = f32x4.splat(<f32>0.9985);
        const none = f32x4.splat(<f32>0.0015);
        partly = !i32x4.all_true(v128.and(f32x4.ge(shares0, whole), f32x4.ge(shares1, whole)));
        skipped = i32x4.all_true(v128.and(f32x4.le(shares0, none), f32x4.le(shares1, none)));
      }
      if (skipped) {
        u += uX * (stop - x);
        v += vX * (stop - x);
        at += (<usize>(stop - x)) << 2;
        covered += (<usize>(stop - x)) << 2;
        x = stop;
        continue;
      }
      for (; x < stop; x += 2, at += 8, covered += 8) {
        const single = x + 1 >= stop;
        const u1 = single ? u : u + uX;
        const v1 = single ? v : v + vX;
        const p0 = texture + ((<usize>((v >> 16) * textureWidth + (u >> 16))) << 2);
        const p1 = texture + ((<usize>((v1 >> 16) * textureWidth + (u1 >> 16))) << 2);
        // Fractions to 128ths, in the upper seven of 15 bits.
        const fractionY0 = i16x8.splat(<i16>((v >> 1) & 0x7f00));
        const fractionY1 = i16x8.splat(<i16>((v1 >> 1) & 0x7f00));
        const fractionX = i64x2.shuffle(
          i16x8.splat(<i16>((u >> 1) & 0x7f00)),
          i16x8.splat(<i16>((u1 >> 1) & 0x7f00)),
          0,
          2,
        );
        const upper0 = v128.load8x8_u(p0);
        const upper1 = v128.load8x8_u(p1);
        const down0 = i16x8.q15mulr_sat_s(i16x8.sub(v128.load8x8_u(p0 + stride), upper0), fractionY0);
        const down1 = i16x8.q15mulr_sat_s(i16x8.sub(v128.load8x8_u(p1 + stride), upper1), fractionY1);
        const rows0 = i16x8.add(upper0, down0);
        const rows1 = i16x8.add(upper1, down1);
        const lefts = i64x2.shuffle(rows0, rows1, 0, 2);
        const rights = i64x2.shuffle(rows0, rows1, 1, 3);
        let colours = i16x8.add(lefts, i16x8.q15mulr_sat_s(i16x8.sub(rights, lefts), fractionX));
        u = u1 + uX;
        v = v1 + vX;
        let share0 = opacity;
        let share1 = opacity;
        if (partly) {
          share0 = (shareOf(covered) * opacity) >> 8;
          share1 = single ? 0 : (shareOf(covered + 4) * opacity) >> 8;
        }
        if (share0 < 256 || share1 < 256) {
          const shares = i64x2.shuffle(i16x8.splat(<i16>share0), i16x8.splat(<i16>share1), 0, 2);
          colours = i16x8.shr_u(i16x8.mul(colours, shares), 8);
        }
        const alpha0 = i16x8.extract_lane_s(colours, 3);
        const alpha1 = i16x8.extract_lane_s(colours, 7);
        if (single) {
          over(at, colours);
        } else if ((alpha0 & alpha1) === 255) {
          v128.store64_lane(at, i8x16.narrow_i16x8_u(colours, colours), 0);
        } else if ((alpha0 | alpha1) !== 0) {
          const below = i16x8.extend_low_i8x16_u(v128.load64_zero(at));
          const shares = i64x2.shuffle(
            i16x8.splat(<i16>(255 - alpha0)),
            i16x8.splat(<i16>(255 - alpha1)),
            0,
            2,
          );
          const product = i16x8.add(i16x8.mul(below, shares), i16x8.splat(128));
          const kept = i16x8.shr_u(i16x8.add(product, i16x8.shr_u(product, 8)), 8);
          const sum = i16x8.add(colours, kept);
          v128.store64_lane(at, i8x16.narrow_i16x8_u(sum, sum), 0);
        }
      }
      // A pair may have reached beyond an odd end.
      if (x > stop) {
        at -= 4;
        covered -= 4;
        x = stop;
      }
    }
  }
}

/** A coverage of 0–1 as 0–256. */
function shareOf(coverage: usize): i32 {
  return <i32>(max(<f32>0, min(<f32>1, load<f32>(coverage))) * 256 + <f32>0.5);
}

/** The first x from which on start + step · x is at least 0, or, for a negative step, less than `end`. */
function firstWithin(start: i32, step: i32, end: i32): i32 {
  if (step === 0) return start >= 0 && start < end ? i32.MIN_VALUE : i32.MAX_VALUE;
  // Quotients of such numbers are exact enough in 64 bits to round alike.
  return step > 0
    ? <i32>ceil(-(<f64>start) / <f64>step)
    : <i32>floor((<f64>end - <f64>start) / <f64>step) + 1;
}

/** The x at which start + step · x leaves 0 to `end`. */
function endWithin(start: i32, step: i32, end: i32): i32 {
  if (step === 0) return start >= 0 && start < end ? i32.MAX_VALUE : i32.MIN_VALUE;
  return step > 0
    ? <i32>ceil((<f64>end - <f64>start) / <f64>step)
    : <i32>floor(-(<f64>start) / <f64>step) + 1;
}

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

/** Adds to the `width` × `height` float32 of `coverage` what an edge of a polygon covers; see `coverPolygon`. */
function addEdge(coverage: usize, width: i32, height: i32, ax: f32, ay: f32, bx: f32, by: f32): void {
  if (ay === by) return;
  const direction: f32 = ay < by ? 1 : -1;
  const upperX = ay < by ? ax : bx;
  const upperY = ay < by ? ay : by;
  const lowerX = ay < by ? bx : ax;
  const lowerY = ay < by ? by : ay;
  const slope = (lowerX - upperX) / (lowerY - upperY);
  const lastX = <f32>(width - 1);
  const fromRow = max(0, <i32>floor(upperY));
  const toRow = min(height, <i32>ceil(lowerY));
  for (let row = fromRow; row < toRow; row++) {
    const y0 = max(upperY, <f32>row);
    const y1 = min(lowerY, <f32>(row + 1));
    const dy = (y1 - y0) * direction;
    const xa = max(<f32>0, min(lastX, upperX + (y0 - upperY) * slope));
    const xb = max(<f32>0, min(lastX, upperX + (y1 - upperY) * slope));
    const x0 = min(xa, xb);
    const x1 = max(xa, xb);
    const first = <i32>x0;
    const last = <i32>x1;
    const at = coverage + ((<usize>(row * width)) << 2);
    let before: f32 = 0;
    // What lies to the right of the edge, pixel by pixel: the mean of 1 − (x − column) along the edge, within 0–1.
    for (let column = first; column <= last; column++) {
      const cell = at + ((<usize>column) << 2);
      let covered: f32;
      if (column === last) {
        // All of it lies left of the next pixel: the sum of all shares is 1.
        const inLast = max(x0, <f32>column);
        const share = x1 > x0 ? (x1 - inLast) / (x1 - x0) : <f32>1;
        const passed = <f32>1 - share;
        covered = passed + share * (<f32>(column + 1) - (inLast + x1) * <f32>0.5);
      } else {
        const from = max(x0, <f32>column);
        const to = <f32>(column + 1);
        const share = (to - from) / (x1 - x0);
        const passed = (from - x0) / (x1 - x0);
        covered = passed + share * (to - (from + to) * <f32>0.5);
      }
      store<f32>(cell, load<f32>(cell) + dy * (covered - before));
      before = covered;
    }
    const next = at + ((<usize>(last + 1)) << 2);
    if (last + 1 < width) store<f32>(next, load<f32>(next) + dy * (<f32>1 - before));
  }
}

/**
 * Fills `coverage`, `width` × `height` float32, with how far the polygon covers each pixel: exact areas, positive
 * where the polygon runs round clockwise (y down, up along its left side) and negative where it runs the other way.
 * `points` are x, y as float32, `count` of them, relative to the window.
 */
export function coverPolygon(coverage: usize, width: i32, height: i32, points: usize, count: i32): void {
  memory.fill(coverage, 0, (<usize>(width * height)) << 2);
  let x = load<f32>(points + ((<usize>(count - 1)) << 3));
  let y = load<f32>(points + ((<usize>(count - 1)) << 3), 4);
  for (let i = 0; i < count; i++, points += 8) {
    const nextX = load<f32>(points);
    const nextY = load<f32>(points, 4);
    addEdge(coverage, width, height, nextX, nextY, x, y);
    x = nextX;
    y = nextY;
  }
  for (let row = 0; row < height; row++) {
    let sum: f32 = 0;
    for (let column = 0; column < width; column++, coverage += 4) {
      sum += load<f32>(coverage);
      store<f32>(coverage, sum);
    }
  }
}

/**
 * Softens `coverage` (see `coverPolygon`) by half a pixel or so: each becomes 1/4, 1/2, 1/4 of itself and its
 * neighbours, across and down. What lies at the window's edge stays as it is.
 */
export function softenCoverage(coverage: usize, width: i32, height: i32): void {
  const stride = (<usize>width) << 2;
  const quarter: f32 = 0.25;
  for (let row = 0; row < height; row++) {
    let at = coverage + stride * <usize>row;
    let before = load<f32>(at);
    for (let column = 1; column < width - 1; column++) {
      at += 4;
      const here = load<f32>(at);
      store<f32>(at, (before + here + here + load<f32>(at, 4)) * quarter);
      before = here;
    }
  }
  for (let column = 0; column < width; column++) {
    let at = coverage + ((<usize>column) << 2);
    let before = load<f32>(at);
    for (let row = 1; row < height - 1; row++) {
      at += stride;
      const here = load<f32>(at);
      store<f32>(at, (before + here + here + load<f32>(at + stride)) * quarter);
      before = here;
    }
  }
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

/**
 * Lays an opaque patch over the frame as far as `coverage` says, darkened by lips and corners: by `shade` (0–1) right
 * below `upper` (a row for each column, float32), falling to nothing over `reach` rows, and by `side` for each column.
 * Where no light falls it has the colour `dark` (0xAABBGGRR).
 */
export function drawCovered(
  frame: usize,
  frameWidth: i32,
  left: i32,
  top: i32,
  patch: usize,
  coverage: usize,
  width: i32,
  height: i32,
  upper: usize,
  side: usize,
  shade: f32,
  reach: f32,
  dark: u32,
): void {
  const shadow = i16x8.extend_low_i8x16_u(i32x4.splat(dark));
  const inverse = <f32>1 / reach;
  for (let row = 0; row < height; row++) {
    let at = frame + ((<usize>((top + row) * frameWidth + left)) << 2);
    for (let column = 0; column < width; column++, at += 4, coverage += 4, patch += 4) {
      const covered = min(<f32>1, load<f32>(coverage));
      if (covered <= <f32>0.002) continue;
      const below = (<f32>row + <f32>0.5 - load<f32>(upper + ((<usize>column) << 2))) * inverse;
      const near = max(<f32>0, <f32>1 - max(<f32>0, below));
      const light = (<f32>1 - shade * near * near) * load<f32>(side + ((<usize>column) << 2));
      const c = <i32>(covered * 256);
      const l = <i32>(covered * light * 256);
      const ground = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
      const ink = i16x8.extend_low_i8x16_u(v128.load32_zero(patch));
      const sum = i16x8.add(
        i16x8.shr_u(
          i16x8.add(i16x8.mul(ink, i16x8.splat(<i16>l)), i16x8.mul(shadow, i16x8.splat(<i16>(c - l)))),
          8,
        ),
        i16x8.shr_u(i16x8.mul(ground, i16x8.splat(<i16>(256 - c))), 8),
      );
      const pixel = i32x4.extract_lane(i8x16.narrow_i16x8_u(sum, sum), 0);
      store<u32>(at, <u32>pixel | 0xff000000);
    }
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

/**
 * Writes a window of an opaque picture into the I420 frame of the same size: 8 bit coefficients of ITU-R BT.601-7,
 * limited range, chroma averaged over 2 × 2 pixels. All numbers are even.
 */
export function toI420(
  frame: usize,
  frameWidth: i32,
  frameHeight: i32,
  picture: usize,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
): void {
  const chromaWidth = frameWidth >> 1;
  const uPlane = frame + <usize>(frameWidth * frameHeight);
  const vPlane = uPlane + <usize>(chromaWidth * (frameHeight >> 1));
  const lumaShares = i16x8(66, 129, 25, 0, 66, 129, 25, 0);
  const uShares = i16x8(-38, -74, 112, 0, -38, -74, 112, 0);
  const vShares = i16x8(112, -94, -18, 0, 112, -94, -18, 0);
  const step = (<usize>frameWidth) << 2;
  const wide = width & ~7;
  for (let row = top; row < top + height; row += 2) {
    let at = picture + ((<usize>(row * frameWidth + left)) << 2);
    let y = frame + <usize>(row * frameWidth + left);
    const chroma = <usize>((row >> 1) * chromaWidth + (left >> 1));
    let u = uPlane + chroma;
    let v = vPlane + chroma;
    let column = 0;
    for (; column < wide; column += 8, at += 32, y += 8, u += 4, v += 4) {
      // Sums of red, green, blue and alpha over 2 × 2 pixels, two such squares in a vector.
      let squares = i16x8.splat(0);
      let moreSquares = i16x8.splat(0);
      for (let line: usize = 0; line < 2; line++) {
        const pixels = at + (line ? step : 0);
        const p0 = i16x8.extend_low_i8x16_u(v128.load(pixels));
        const p1 = i16x8.extend_high_i8x16_u(v128.load(pixels));
        const p2 = i16x8.extend_low_i8x16_u(v128.load(pixels, 16));
        const p3 = i16x8.extend_high_i8x16_u(v128.load(pixels, 16));
        const a = i32x4.dot_i16x8_s(p0, lumaShares);
        const b = i32x4.dot_i16x8_s(p1, lumaShares);
        const c = i32x4.dot_i16x8_s(p2, lumaShares);
        const d = i32x4.dot_i16x8_s(p3, lumaShares);
        const low = i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
        const high = i32x4.add(i32x4.shuffle(c, d, 0, 2, 4, 6), i32x4.shuffle(c, d, 1, 3, 5, 7));
        const bias = i32x4.splat(4224);
        const luma = i16x8.narrow_i32x4_s(
          i32x4.shr_s(i32x4.add(low, bias), 8),
          i32x4.shr_s(i32x4.add(high, bias), 8),
        );
        v128.store64_lane(y + (line ? <usize>frameWidth : 0), i8x16.narrow_i16x8_u(luma, luma), 0);
        squares = i16x8.add(squares, i16x8.add(i64x2.shuffle(p0, p1, 0, 2), i64x2.shuffle(p0, p1, 1, 3)));
        moreSquares = i16x8.add(
          moreSquares,
          i16x8.add(i64x2.shuffle(p2, p3, 0, 2), i64x2.shuffle(p2, p3, 1, 3)),
        );
      }
      for (let plane = 0; plane < 2; plane++) {
        const shares = plane ? vShares : uShares;
        const a = i32x4.dot_i16x8_s(squares, shares);
        const b = i32x4.dot_i16x8_s(moreSquares, shares);
        const sum = i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
        const wideSum = i32x4.shr_s(i32x4.add(sum, i32x4.splat(131584)), 10);
        const half = i16x8.narrow_i32x4_s(wideSum, wideSum);
        v128.store32_lane(plane ? v : u, i8x16.narrow_i16x8_u(half, half), 0);
      }
    }
    for (; column < width; column += 2, at += 8, y += 2, u += 1, v += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = 0; i < 4; i++) {
        const offset = (<usize>(i & 1)) << 2;
        const pixel = load<u32>(at + offset + (i < 2 ? 0 : step));
        const r = <i32>(pixel & 255);
        const g = <i32>((pixel >> 8) & 255);
        const b = <i32>((pixel >> 16) & 255);
        store<u8>(
          y + <usize>(i & 1) + (i < 2 ? 0 : <usize>frameWidth),
          (66 * r + 129 * g + 25 * b + 4224) >> 8,
        );
        red += r;
        green += g;
        blue += b;
      }
      store<u8>(u, (-38 * red - 74 * green + 112 * blue + 131584) >> 10);
      store<u8>(v, (112 * red - 94 * green - 18 * blue + 131584) >> 10);
    }
  }
}

/** Writes four pixels: `luma` is Y − 16 times 298, the others what chroma adds, all times 256. */
function storePixels(at: usize, luma: v128, red: v128, green: v128, blue: v128): void {
  const half = i32x4.splat(128);
  const r = i32x4.shr_s(i32x4.add(i32x4.add(luma, red), half), 8);
  const g = i32x4.shr_s(i32x4.add(i32x4.add(luma, green), half), 8);
  const b = i32x4.shr_s(i32x4.add(i32x4.add(luma, blue), half), 8);
  // Red and green, blue and alpha, as bytes with saturation: rrrrgggg bbbbaaaa, then one of each for a pixel.
  const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(r, g), i16x8.narrow_i32x4_s(b, i32x4.splat(255)));
  v128.store(at, i8x16.shuffle(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}

/**
 * Reads a window of an I420 frame into the opaque picture of the same size: the inverse of `toI420`, with the chroma
 * of each 2 × 2 pixels for all four. All numbers are even; a width that fours do not divide is rounded up, so that the
 * picture needs room for two pixels more.
 */
export function fromI420(
  picture: usize,
  frame: usize,
  frameWidth: i32,
  frameHeight: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
): void {
  const chromaWidth = frameWidth >> 1;
  const uPlane = frame + <usize>(frameWidth * frameHeight);
  const vPlane = uPlane + <usize>(chromaWidth * (frameHeight >> 1));
  const middle = i32x4.splat(128);
  const black = i32x4.splat(16);
  const gain = i32x4.splat(298);
  for (let row = top; row < top + height; row++) {
    let at = picture + ((<usize>(row * frameWidth + left)) << 2);
    let y = frame + <usize>(row * frameWidth + left);
    const chroma = <usize>((row >> 1) * chromaWidth + (left >> 1));
    let u = uPlane + chroma;
    let v = vPlane + chroma;
    for (let column = 0; column < width; column += 4, at += 16, y += 4, u += 2, v += 2) {
      const luma16 = i16x8.extend_low_i8x16_u(v128.load32_zero(y));
      const luma = i32x4.mul(i32x4.sub(i32x4.extend_low_i16x8_u(luma16), black), gain);
      const pairU = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load16_splat(u)));
      const pairV = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load16_splat(v)));
      const cb = i32x4.sub(i32x4.shuffle(pairU, pairU, 0, 0, 1, 1), middle);
      const cr = i32x4.sub(i32x4.shuffle(pairV, pairV, 0, 0, 1, 1), middle);
      const red = i32x4.mul(cr, i32x4.splat(409));
      const green = i32x4.neg(i32x4.add(i32x4.mul(cb, i32x4.splat(100)), i32x4.mul(cr, i32x4.splat(208))));
      const blue = i32x4.mul(cb, i32x4.splat(516));
      storePixels(at, luma, red, green, blue);
    }
  }
}

export { layOver, takeAlpha } from './layers';
