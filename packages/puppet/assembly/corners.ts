/** Where the corners of a mesh go: shapes are added up, then what turns with the head is turned. */

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
