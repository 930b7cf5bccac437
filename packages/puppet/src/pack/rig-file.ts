import { PackError } from './error.js';
import type { Manifest, Rig } from './format.js';

/** Nothing of a face lies further from its picture, in pixels. */
const MAX_REACH = 20_000;

interface Counts {
  vertices: number;
  triangles: number;
  shapes: number;
}

function countsOf({ rig }: Manifest): Counts {
  return { vertices: rig.vertices, triangles: rig.triangles, shapes: rig.shapes.length };
}

/** Bytes of `rig.bin` by what the manifest says. */
export function rigBytes(manifest: Manifest): number {
  const { vertices, triangles, shapes } = countsOf(manifest);
  return vertices * 4 * (2 + 2 + 1 + 1 + shapes * 2) + triangles * 3 * 2;
}

/** Cuts `rig.bin` into its parts: copies, in the machine's order of bytes. Throws PackError when its size is wrong. */
export function decodeRig(manifest: Manifest, bytes: Uint8Array): Rig {
  const expected = rigBytes(manifest);
  if (bytes.length !== expected) {
    throw new PackError(
      manifest.rig.file,
      `has ${bytes.length} bytes, not ${expected} as its counts ask for`,
    );
  }
  const { vertices, triangles, shapes } = countsOf(manifest);
  let at = 0;
  const floats = (count: number): Float32Array => {
    const part = decodeFloats(bytes.subarray(at, at + count * 4));
    at += count * 4;
    return part;
  };
  const rest = floats(vertices * 2);
  const texture = floats(vertices * 2);
  const depth = floats(vertices);
  const headWeight = floats(vertices);
  const shapeOffsets = floats(shapes * vertices * 2);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const corners = Uint16Array.from({ length: triangles * 3 }, (_, i) => view.getUint16(i * 2, true));
  return { rest, texture, depth, headWeight, shapes: shapeOffsets, triangles: corners };
}

export function encodeRig(rig: Rig): Uint8Array {
  const parts = [rig.rest, rig.texture, rig.depth, rig.headWeight, rig.shapes].map(encodeFloats);
  const corners = new Uint8Array(rig.triangles.length * 2);
  const view = new DataView(corners.buffer);
  rig.triangles.forEach((corner, i) => {
    view.setUint16(i * 2, corner, true);
  });
  return Buffer.concat([...parts, corners]);
}

/** Float32 as files hold them: little-endian, anywhere in a buffer. */
export function decodeFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(i * 4, true));
}

function encodeFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return bytes;
}

/** Throws PackError unless all numbers are sensible and all indices point at vertices. */
export function checkRig(manifest: Manifest, rig: Rig): void {
  const { vertices, triangles, shapes } = countsOf(manifest);
  const member = manifest.rig.file;
  const sized = (name: keyof Rig, length: number): void => {
    const actual = rig[name].length;
    if (actual !== length) throw new PackError(member, `${name} has ${actual} numbers, not ${length}`);
  };
  sized('rest', vertices * 2);
  sized('texture', vertices * 2);
  sized('depth', vertices);
  sized('headWeight', vertices);
  sized('shapes', shapes * vertices * 2);
  sized('triangles', triangles * 3);
  checkReach(member, 'rest', rig.rest);
  checkReach(member, 'texture', rig.texture);
  checkReach(member, 'depth', rig.depth);
  checkReach(member, 'shapes', rig.shapes);
  if (!rig.headWeight.every((weight) => weight >= 0 && weight <= 1)) {
    throw new PackError(member, 'headWeight is not between 0 and 1');
  }
  const stray = rig.triangles.find((corner) => corner >= vertices);
  if (stray !== undefined) throw new PackError(member, `triangles name vertex ${stray} of ${vertices}`);
  checkIndices(manifest);
}

/** Throws PackError when a number is not finite or lies off any picture. */
export function checkReach(member: string, part: string, values: Float32Array): void {
  // NaN fails the comparison, too.
  if (!values.every((value) => Math.abs(value) <= MAX_REACH)) {
    throw new PackError(member, `${part} holds a number that is not finite or beyond ±${MAX_REACH}`);
  }
}

function checkIndices({ rig }: Manifest): void {
  const check = (field: string, indices: readonly number[], atLeast: number): void => {
    if (indices.length < atLeast) {
      throw new PackError('avatar.json', `rig.${field} has fewer than ${atLeast} vertices`);
    }
    const stray = indices.find((index) => index >= rig.vertices);
    if (stray !== undefined) {
      throw new PackError('avatar.json', `rig.${field} names vertex ${stray} of ${rig.vertices}`);
    }
  };
  const { upper, lower } = rig.innerLips;
  check('innerLips.upper', upper, 3);
  check('innerLips.lower', lower, 3);
  if (upper[0] !== lower[0] || upper.at(-1) !== lower.at(-1)) {
    throw new PackError('avatar.json', 'rig.innerLips do not meet in the corners');
  }
  for (const [i, eye] of rig.eyes.entries()) {
    check(`eyes.${i}.upperLid`, eye.upperLid, 0);
    check(`eyes.${i}.lowerLid`, eye.lowerLid, 0);
    check(`eyes.${i}.iris`, eye.iris, 0);
  }
}
