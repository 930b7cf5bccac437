/**
 * The network's inner loops, as WebAssembly with SIMD (written in AssemblyScript). They keep nothing: all that they
 * work on lies in a memory that the caller lays out. Pointers are byte offsets into it; matrices are row by row;
 * numbers of columns are multiples of 8, of rows multiples of 4.
 *
 * Each step is calculated for itself, by the same operations in the same order however many steps come at once,
 * so that a sound gives the same bits in whatever pieces it arrives.
 */

const RELU = 1;
const ADD = 2;

/**
 * 16 bit integers `q` with x ≈ q · scale for `steps` rows of `columns` float32, and the scale of each row: the
 * largest value becomes `limit`.
 */
export function quantise(q: usize, scales: usize, x: usize, columns: i32, steps: i32, limit: f32): void {
  for (let step = 0; step < steps; step++) {
    const end = x + ((<usize>columns) << 2);
    let peaks = f32x4.splat(0);
    for (let at = x; at < end; at += 16) peaks = f32x4.max(peaks, f32x4.abs(v128.load(at)));
    const peak: f32 = max(
      max(f32x4.extract_lane(peaks, 0), f32x4.extract_lane(peaks, 1)),
      max(f32x4.extract_lane(peaks, 2), f32x4.extract_lane(peaks, 3)),
    );
    const scale: f32 = peak > 0 ? peak / limit : 1;
    store<f32>(scales, scale);
    const factor = f32x4.splat(1 / scale);
    for (; x < end; x += 32, q += 16) {
      const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), factor)));
      const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), factor)));
      v128.store(q, i16x8.narrow_i32x4_s(low, high));
    }
    scales += 4;
  }
}

/**
 * out = weights · q + bias for `steps` rows q of `columns` 16 bit integers with a scale each. `weights` is a matrix
 * of `rows` × `columns` 8 bit integers with a scale for each row. `then` is 0, RELU (negative results become 0) or
 * ADD (they are added to what `out` holds).
 */
export function dense(
  out: usize,
  q: usize,
  scales: usize,
  weights: usize,
  rowScales: usize,
  bias: usize,
  rows: i32,
  columns: i32,
  steps: i32,
  then: i32,
): void {
  const outStep = (<usize>rows) << 2;
  const qStep = (<usize>columns) << 1;
  for (let row = 0; row < rows; row += 4) {
    const w = weights + <usize>(row * columns);
    const at = (<usize>row) << 2;
    const rowScale = v128.load(rowScales + at);
    const rowBias = v128.load(bias + at);
    let step = 0;
    // Two steps at a time: the weights are widened once for both.
    for (; step + 2 <= steps; step += 2) {
      const q0 = q + <usize>step * qStep;
      const q1 = q0 + qStep;
      let a0 = i32x4.splat(0);
      let a1 = i32x4.splat(0);
      let a2 = i32x4.splat(0);
      let a3 = i32x4.splat(0);
      let b0 = i32x4.splat(0);
      let b1 = i32x4.splat(0);
      let b2 = i32x4.splat(0);
      let b3 = i32x4.splat(0);
      const w1 = w + <usize>columns;
      const w2 = w1 + <usize>columns;
      const w3 = w2 + <usize>columns;
      for (let column: usize = 0; column < <usize>columns; column += 8) {
        const x0 = v128.load(q0 + (column << 1));
        const x1 = v128.load(q1 + (column << 1));
        let wide = v128.load_ext<i8>(w + column);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wide, x0));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wide, x1));
        wide = v128.load_ext<i8>(w1 + column);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wide, x0));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wide, x1));
        wide = v128.load_ext<i8>(w2 + column);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wide, x0));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wide, x1));
        wide = v128.load_ext<i8>(w3 + column);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wide, x0));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wide, x1));
      }
      const scale = scales + ((<usize>step) << 2);
      const to = out + <usize>step * outStep + at;
      finish(to, sums(a0, a1, a2, a3), load<f32>(scale), rowScale, rowBias, then);
      finish(to + outStep, sums(b0, b1, b2, b3), load<f32>(scale, 4), rowScale, rowBias, then);
    }
    if (step < steps) {
      const q0 = q + <usize>step * qStep;
      let a0 = i32x4.splat(0);
      let a1 = i32x4.splat(0);
      let a2 = i32x4.splat(0);
      let a3 = i32x4.splat(0);
      const w1 = w + <usize>columns;
      const w2 = w1 + <usize>columns;
      const w3 = w2 + <usize>columns;
      for (let column: usize = 0; column < <usize>columns; column += 8) {
        const x0 = v128.load(q0 + (column << 1));
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(w + column), x0));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(w1 + column), x0));
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.load_ext<i8>(w2 + column), x0));
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v128.load_ext<i8>(w3 + column), x0));
      }
      const scale = load<f32>(scales + ((<usize>step) << 2));
      finish(out + <usize>step * outStep + at, sums(a0, a1, a2, a3), scale, rowScale, rowBias, then);
    }
  }
}

/** The sums of the lanes of four vectors, as one vector. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}

function finish(to: usize, sum: v128, scale: f32, rowScale: v128, rowBias: v128, then: i32): void {
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(rowScale, f32x4.splat(scale)));
  let value = f32x4.add(scaled, rowBias);
  if (then === RELU) value = f32x4.max(value, f32x4.splat(0));
  else if (then === ADD) value = f32x4.add(value, v128.load(to));
  v128.store(to, value);
}

/**
 * Causal convolution in time of each channel for itself. The last `ringRows` inputs are kept in `ring`; the first
 * of the `steps` rows of `x` goes to its row `position`. Tap `taps` - 1 is the present, each one before it lies
 * `dilation` steps further back. `weights`: `taps` × `channels` float32, one row for each tap.
 */
export function depthwise(
  out: usize,
  x: usize,
  ring: usize,
  ringRows: i32,
  position: i32,
  weights: usize,
  bias: usize,
  channels: i32,
  taps: i32,
  dilation: i32,
  steps: i32,
): void {
  const rowBytes = (<usize>channels) << 2;
  for (let step = 0; step < steps; step++) {
    memory.copy(ring + <usize>position * rowBytes, x, rowBytes);
    memory.copy(out, bias, rowBytes);
    let row = position;
    for (let tap = taps - 1; tap >= 0; tap--) {
      const from = ring + <usize>row * rowBytes;
      const weight = weights + <usize>tap * rowBytes;
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const product = f32x4.mul(v128.load(weight + at), v128.load(from + at));
        v128.store(out + at, f32x4.add(v128.load(out + at), product));
      }
      row -= dilation;
      if (row < 0) row += ringRows;
    }
    x += rowBytes;
    out += rowBytes;
    position = position + 1 === ringRows ? 0 : position + 1;
  }
}

/**
 * `count` samples of a resampled sound: each the sum of `taps` (a multiple of 4) samples of `input` by as many
 * `coefficients`, of which there is a row for each of `phases` places between two samples. The first output sample's
 * taps begin at sample `first`, and it lies `fraction` / `up` of a sample further; each next one `down` / `up`.
 */
export function resample(
  out: usize,
  count: i32,
  input: usize,
  first: i32,
  fraction: i32,
  up: i32,
  down: i32,
  coefficients: usize,
  taps: i32,
  phases: i32,
): void {
  const rowBytes = (<usize>taps) << 2;
  for (const end = out + ((<usize>count) << 2); out < end; out += 4) {
    const phase = phases === up ? fraction : <i32>((<i64>fraction * phases) / up);
    const row = coefficients + <usize>phase * rowBytes;
    const from = input + ((<usize>first) << 2);
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(from + at), v128.load(row + at)));
    }
    store<f32>(
      out,
      f32x4.extract_lane(sum, 0) +
        f32x4.extract_lane(sum, 1) +
        (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)),
    );
    fraction += down;
    first += fraction / up;
    fraction %= up;
  }
}
