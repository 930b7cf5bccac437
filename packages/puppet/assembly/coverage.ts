/** How far shapes cover pixels, and what is drawn so far. */

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

/** Notes a polygon's edges in a window: each pixel's coverage is then the sum of its row so far. See `coverPolygon`. */
function addEdges(coverage: usize, width: i32, height: i32, points: usize, count: i32): void {
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
}

/**
 * Fills `coverage`, `width` × `height` float32, with how far the polygon covers each pixel: exact areas, positive
 * where the polygon runs round clockwise (y down, up along its left side) and negative where it runs the other way.
 * `points` are x, y as float32, `count` of them, relative to the window. What lies beyond its right edge is taken to be
 * in its last column.
 */
export function coverPolygon(coverage: usize, width: i32, height: i32, points: usize, count: i32): void {
  addEdges(coverage, width, height, points, count);
  for (let row = 0; row < height; row++) {
    let sum: f32 = 0;
    for (let column = 0; column < width; column++, coverage += 4) {
      sum += load<f32>(coverage);
      store<f32>(coverage, sum);
    }
  }
}

/**
 * As `coverPolygon`, whichever way the polygon runs round: 0 to 1, also where it covers a pixel twice. The window's
 * width is a multiple of four.
 */
export function coverPath(coverage: usize, width: i32, height: i32, points: usize, count: i32): void {
  addEdges(coverage, width, height, points, count);
  const none = f32x4.splat(0);
  const whole = f32x4.splat(1);
  for (let row = 0; row < height; row++) {
    let before = none;
    const end = coverage + ((<usize>width) << 2);
    for (; coverage < end; coverage += 16) {
      // Sums of one, then of two, then of up to four, and of all before.
      let sums = v128.load(coverage);
      sums = f32x4.add(sums, f32x4.shuffle(none, sums, 3, 4, 5, 6));
      sums = f32x4.add(f32x4.add(sums, f32x4.shuffle(none, sums, 2, 3, 4, 5)), before);
      before = f32x4.shuffle(sums, sums, 3, 3, 3, 3);
      v128.store(coverage, f32x4.pmin(whole, f32x4.abs(sums)));
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
