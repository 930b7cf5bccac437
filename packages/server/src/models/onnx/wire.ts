/**
 * The wire format of protocol buffers, as far as ONNX files use it (https://protobuf.dev/programming-guides/encoding).
 */

/** One field of a message. `bytes` is the payload of texts and messages, `number` the value of integers. */
export interface Field {
  number: number;
  value: number;
  bytes: Uint8Array;
  /** The field as it stands in the file, tag included. */
  raw: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Goes through the fields of a message. @throws Error where it breaks off or is no message. */
export function* fieldsOf(message: Uint8Array): Generator<Field, void, void> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): number => {
    let low = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('The model file breaks off');
      low |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, low));
    }
    throw new Error('The model file is damaged');
  };
  while (at < message.length) {
    const from = at;
    const tag = varint();
    const field: Field = { number: tag >>> 3, value: 0, bytes: NOTHING, raw: NOTHING };
    const wire = tag & 7;
    if (wire === 0) {
      field.value = varint();
    } else if (wire === 2) {
      const length = varint();
      if (length < 0 || at + length > message.length) throw new Error('The model file breaks off');
      field.bytes = message.subarray(at, at + length);
      at += length;
    } else if (wire === 5 || wire === 1) {
      const size = wire === 5 ? 4 : 8;
      if (at + size > message.length) throw new Error('The model file breaks off');
      field.value = wire === 5 ? view.getFloat32(at, true) : view.getFloat64(at, true);
      field.bytes = message.subarray(at, at + size);
      at += size;
    } else {
      throw new Error('The model file is damaged');
    }
    field.raw = message.subarray(from, at);
    yield field;
  }
}

export function textOf({ bytes }: Field): string {
  return decoder.decode(bytes);
}

/** The integers of a repeated field, packed or not. */
export function integersOf(field: Field): number[] {
  if (field.bytes.length === 0) return [field.value];
  const packed: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of field.bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte < 128) {
      packed.push(Number(BigInt.asIntN(64, value)));
      value = 0n;
      shift = 0n;
    }
  }
  return packed;
}

/** A message in the making: pieces that are joined at the end, so that weights are copied once. */
export class MessageWriter {
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  raw(bytes: Uint8Array): this {
    this.pieces.push(bytes);
    this.length += bytes.length;
    return this;
  }

  integer(field: number, value: number): this {
    return this.raw(varintBytes(field << 3)).raw(varintBytes(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.raw(varintBytes((field << 3) | 5)).raw(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.raw(varintBytes((field << 3) | 2))
      .raw(varintBytes(value.length))
      .raw(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: MessageWriter): this {
    this.raw(varintBytes((field << 3) | 2)).raw(varintBytes(value.length));
    for (const piece of value.pieces) this.raw(piece);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
