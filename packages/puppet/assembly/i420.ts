/** Pictures as encoders take them, and back. */

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
