/** An array of a CTranslate2 model as float32, in rows. */
export interface Weights {
  dims: number[];
  values: Float32Array<ArrayBuffer>;
}

/** Version of the binary format that is understood. */
const VERSION = 6;
const FLOAT32 = 0;
const FLOAT16 = 4;

/**
 * Reads a `model.bin` of CTranslate2: a version, the name of the model's kind, then its arrays one after another,
 * each with name, sizes, type and bytes, all little-endian. Arrays of integers, which are settings, are left out.
 *
 * @throws Error when the file is of another kind or breaks off
 */
export function readCTranslate2(file: Uint8Array, kind: string): Map<string, Weights> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  const integer = (size: 1 | 2 | 4): number => {
    const value =
      size === 4 ? view.getUint32(at, true) : size === 2 ? view.getUint16(at, true) : view.getUint8(at);
    at += size;
    return value;
  };
  const text = (): string => {
    const length = integer(2);
    const bytes = file.subarray(at, at + length);
    at += length;
    return new TextDecoder().decode(bytes).replace(/\0$/, '');
  };
  try {
    if (integer(4) !== VERSION || text() !== kind) throw new Error('another kind');
    integer(4);
    const arrays = new Map<string, Weights>();
    for (let left = integer(4); left > 0; left--) {
      const name = text();
      const dims = Array.from({ length: integer(1) }, () => integer(4));
      const type = integer(1);
      const length = integer(4);
      const bytes = file.slice(at, at + length);
      if (bytes.length < length) throw new Error('breaks off');
      at += length;
      const aligned = new Uint8Array(bytes).buffer;
      if (type === FLOAT32) arrays.set(name, { dims, values: new Float32Array(aligned) });
      else if (type === FLOAT16) arrays.set(name, { dims, values: fromHalves(new Uint16Array(aligned)) });
    }
    return arrays;
  } catch (cause) {
    throw new Error(`This is no ${kind} of CTranslate2, version ${VERSION}`, { cause });
  }
}

/** Every IEEE 754 half as single precision. */
let singles: Float32Array | undefined;

function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  singles ??= Float32Array.from({ length: 65_536 }, (_, half) => fromHalf(half));
  const values = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at++) values[at] = singles[halves[at] ?? 0] ?? 0;
  return values;
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
