import { drawMixed, mixRows } from './mixed-rows';
import { drawSpan } from './spans';

/** A picture that `drawSprite` reads is looked at in blocks of 8 × 8 pixels: log2 of their side. */
const BLOCK = 3;
/** Notes in `blocks` (see `drawSprite`) where a texture is clear, so that drawing can pass over it. */
export function markBlocks(blocks: usize, texture: usize, width: i32, height: i32): void {
  const across = (width + (1 << BLOCK) - 1) >> BLOCK;
  const down = (height + (1 << BLOCK) - 1) >> BLOCK;
  memory.fill(blocks, 0, <usize>(across * down));
  for (let y = 0; y < height; y++) {
    const blockY = y >> BLOCK;
    const row = texture + ((<usize>(y * width)) << 2);
    for (let blockX = 0; blockX < across; blockX++) {
      const from = row + ((<usize>(blockX << BLOCK)) << 2);
      const end = row + ((<usize>min(width, (blockX + 1) << BLOCK)) << 2);
      if (isClear(from, end)) continue;
      for (let by = max(0, blockY - 1); by <= min(down - 1, blockY + 1); by++) {
        for (let bx = max(0, blockX - 1); bx <= min(across - 1, blockX + 1); bx++) {
          store<u8>(blocks + <usize>(by * across + bx), 1);
        }
      }
    }
  }
}

/** Whether no pixel shows. */
function isClear(from: usize, end: usize): bool {
  const alpha = i32x4.splat(0xff000000);
  for (; from + 16 <= end; from += 16) if (v128.any_true(v128.and(v128.load(from), alpha))) return false;
  for (; from < end; from += 4) if (load<u8>(from, 3) !== 0) return false;
  return true;
}

/** A row is looked at in runs of so many pixels. */
const RUN = 8;

/**
 * Draws an affine picture, bilinear, over the frame. The middle of the frame's first pixel shows u0, v0 of the texture,
 * and a step right or down moves on by uX, vX or uY, vY: 16.16 fixed point, so that a pixel comes out alike whatever
 * window it is drawn in. Nothing is drawn outside of left, top, right, bottom, or of the texture, whose outermost
 * pixels had best be clear. `blocks` has a byte for each block of the texture, row by row: 0 where it and all blocks
 * about it are clear. The texture is shrunk by less than 1.75. `opacity` is at most 256.
 *
 * With a `coverage` (float32; 0 for none), which lies at coverLeft, coverTop of the frame, the picture shows within it
 * as far as that says, and nowhere else. `texels` has room for a row of the texture: 8 bytes a pixel, and 32.
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
  texels: usize,
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
  const blocksAcross = (textureWidth + (1 << BLOCK) - 1) >> BLOCK;
  // Along a row that is hardly turned, texels of two rows are mixed once for all pixels that show them.
  const upright = abs(vX) << 3 <= abs(uX);
  const slope = upright ? <i32>(((<i64>vX) << 16) / <i64>uX) : 0;
  for (let row = top; row < bottom; row++) {
    const rowU = u0 + uY * row;
    const rowV = v0 + vY * row;
    const fromX = max(max(left, firstWithin(rowU, uX, endU)), firstWithin(rowV, vX, endV));
    const toX = min(min(right, endWithin(rowU, uX, endU)), endWithin(rowV, vX, endV));
    const line = frame + ((<usize>(row * frameWidth)) << 2);
    const covers = coverage + ((<usize>((row - coverTop) * coverWidth - coverLeft)) << 2);
    // Where the row crosses the left side of the texture.
    const crossing = rowV - <i32>((<i64>rowU * <i64>slope) >> 16);
    // Runs that are drawn alike are drawn together.
    let start = fromX;
    let manner = CLEAR;
    for (let x = fromX; start < toX; x += RUN) {
      let next = CLEAR;
      if (x < toX) {
        const stop = min(toX, x + RUN);
        const middle = (x + stop) >> 1;
        const block =
          ((rowV + vX * middle) >> (16 + BLOCK)) * blocksAcross + ((rowU + uX * middle) >> (16 + BLOCK));
        if (load<u8>(blocks + <usize>block) !== 0) next = WHOLE;
        if (coverage && next === WHOLE) next = mannerOf(covers + ((<usize>x) << 2), stop - x);
        if (next === manner) continue;
      }
      const end = min(x, toX);
      if (manner !== CLEAR) {
        const at = line + ((<usize>start) << 2);
        const covered = manner === PARTLY ? covers + ((<usize>start) << 2) : 0;
        const u = rowU + uX * start;
        if (upright) {
          const last = u + uX * (end - 1 - start);
          const first = min(u, last) >> 16;
          mixRows(
            texels,
            texture,
            textureWidth,
            textureHeight,
            crossing,
            slope,
            first,
            (max(u, last) >> 16) + 1,
          );
          drawMixed(at, end - start, texels, u, uX, opacity, covered);
        } else {
          drawSpan(at, end - start, texture, textureWidth, u, rowV + vX * start, uX, vX, opacity, covered);
        }
      }
      start = end;
      manner = next;
    }
  }
}

/** How a run is drawn. */
const CLEAR = 0;
const WHOLE = 1;
const PARTLY = 2;

/** How to draw a run of `count` pixels with this coverage; most of what is covered is covered wholly. */
function mannerOf(coverage: usize, count: i32): i32 {
  if (count < RUN) return PARTLY;
  const shares0 = v128.load(coverage);
  const shares1 = v128.load(coverage, 16);
  const whole = f32x4.splat(<f32>0.9985);
  const none = f32x4.splat(<f32>0.0015);
  if (i32x4.all_true(v128.and(f32x4.ge(shares0, whole), f32x4.ge(shares1, whole)))) return WHOLE;
  if (i32x4.all_true(v128.and(f32x4.le(shares0, none), f32x4.le(shares1, none)))) return CLEAR;
  return PARTLY;
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
