import { drawSpan } from './spans';

/** What fits into fixed point: slivers have gradients of any size. */
const LIMIT: f32 = 16000;

/** A value as 16.16 fixed point. */
function fixed(value: f32): i32 {
  return <i32>(max(-LIMIT, min(value, LIMIT)) * 65536);
}

/** Half of a 128th: fractions are rounded, not cut off. */
const ROUND: i32 = 256;

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
    const fromY = max(top, <i32>ceil(max(-LIMIT, ay) - <f32>0.5));
    const toY = min(bottom, <i32>ceil(min(LIMIT, cy) - <f32>0.5));
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
    const stepU = fixed(ux);
    const stepV = fixed(vx);
    const longSlope = (cx - ax) / (cy - ay);
    const upperSlope = (bx - ax) / (by - ay);
    const lowerSlope = (cx - bx) / (cy - by);
    for (let row = fromY; row < toY; row++) {
      const y = <f32>row + <f32>0.5;
      const long = ax + (y - ay) * longSlope;
      const short = y < by ? ax + (y - ay) * upperSlope : bx + (y - by) * lowerSlope;
      const fromX = max(left, <i32>ceil(max(-LIMIT, min(long, short)) - <f32>0.5));
      const toX = min(right, <i32>ceil(min(LIMIT, max(long, short)) - <f32>0.5));
      if (toX <= fromX) continue;
      const dx = <f32>fromX + <f32>0.5 - ax;
      const dy = y - ay;
      let u = fixed(au + ux * dx + uy * dy) + ROUND;
      let v = fixed(av + vx * dx + vy * dy) + ROUND;
      let at = frame + ((<usize>(row * frameWidth + fromX)) << 2);
      const pixels = toX - fromX;
      if (within(u, stepU, pixels, lastU) && within(v, stepV, pixels, lastV)) {
        drawSpan(at, pixels, texture, textureWidth, u, v, stepU, stepV, opacity, 0);
        continue;
      }
      // At the texture's edges its outermost pixels go on.
      for (let x = 0; x < pixels; x++, at += 4, u += stepU, v += stepV) {
        const insideU = max(0, min(u, lastU));
        const insideV = max(0, min(v, lastV));
        drawSpan(at, 1, texture, textureWidth, insideU, insideV, 0, 0, opacity, 0);
      }
    }
  }
}

/** Whether `count` values from `start` on lie in 0 to `last`. */
function within(start: i32, step: i32, count: i32, last: i32): bool {
  const end = <i64>start + <i64>step * <i64>(count - 1);
  return start >= 0 && start <= last && end >= 0 && end <= <i64>last;
}
