import { type Field, fieldsOf, integersOf, MessageWriter, textOf } from './wire.js';

/** Element types by their numbers in ONNX. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT64 = 7;

/** A constant of a graph: `data` is little-endian, in rows. */
export interface OnnxTensor {
  name: string;
  type: number;
  dims: number[];
  data: Uint8Array;
}

export function floats(name: string, dims: number[], values: Float32Array): OnnxTensor {
  return {
    name,
    type: FLOAT,
    dims,
    data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

export function signedBytes(name: string, dims: number[], values: Int8Array): OnnxTensor {
  return {
    name,
    type: INT8,
    dims,
    data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

export function integers(
  name: string,
  values: readonly number[],
  dims: number[] = [values.length],
): OnnxTensor {
  const data = BigInt64Array.from(values, BigInt);
  return { name, type: INT64, dims, data: new Uint8Array(data.buffer) };
}

/** Numbers of TensorProto's fields (onnx.proto). */
const DIMS = 1;
const DATA_TYPE = 2;
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const INT64_DATA = 7;
const NAME = 8;
const RAW_DATA = 9;

/** The name alone, which is quick. */
export function tensorName(message: Uint8Array): string {
  for (const field of fieldsOf(message)) if (field.number === NAME) return textOf(field);
  return '';
}

export function readTensor(message: Uint8Array): OnnxTensor {
  const tensor: OnnxTensor = { name: '', type: FLOAT, dims: [], data: new Uint8Array(0) };
  const listed: number[] = [];
  for (const field of fieldsOf(message)) {
    if (field.number === DIMS) tensor.dims.push(...integersOf(field));
    else if (field.number === DATA_TYPE) tensor.type = field.value;
    else if (field.number === NAME) tensor.name = textOf(field);
    else if (field.number === RAW_DATA) tensor.data = field.bytes;
    else if (field.number === FLOAT_DATA) listed.push(...listedFloats(field));
    else if (field.number === INT32_DATA || field.number === INT64_DATA) listed.push(...integersOf(field));
  }
  if (listed.length > 0) tensor.data = packed(tensor.type, listed);
  return tensor;
}

function listedFloats({ bytes }: Field): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function packed(type: number, values: number[]): Uint8Array {
  if (type === FLOAT) return new Uint8Array(Float32Array.from(values).buffer);
  if (type === INT64) return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return Uint8Array.from(values, (value) => value & 255);
}

/** The values of a float tensor; its bytes need not be aligned. */
export function floatsOf({ data }: OnnxTensor): Float32Array<ArrayBuffer> {
  return new Float32Array(new Uint8Array(data).buffer);
}

export function writeTensor({ name, type, dims, data }: OnnxTensor): MessageWriter {
  const message = new MessageWriter();
  for (const dim of dims) message.integer(DIMS, dim);
  return message.integer(DATA_TYPE, type).text(NAME, name).bytes(RAW_DATA, data);
}
