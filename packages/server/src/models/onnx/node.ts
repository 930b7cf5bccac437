import { fieldsOf, integersOf, MessageWriter, textOf } from './wire.js';

/** Integers, lists of integers, floats and texts: all that the graphs here need of ONNX's attributes. */
export type Attribute = number | number[] | { float: number } | string;

/** An operation of a graph. `raw`: as it stood in a file, while nothing was changed. */
export interface OnnxNode {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
  /** "com.microsoft" for ONNX Runtime's own operations. */
  domain?: string;
  raw?: Uint8Array;
}

/** Numbers of NodeProto's and AttributeProto's fields (onnx.proto). */
const INPUT = 1;
const OUTPUT = 2;
const OP_TYPE = 4;
const ATTRIBUTE = 5;
const DOMAIN = 7;
const ATTRIBUTE_NAME = 1;
const ATTRIBUTE_FLOAT = 2;
const ATTRIBUTE_INTEGER = 3;
const ATTRIBUTE_TEXT = 4;
const ATTRIBUTE_INTEGERS = 8;
const ATTRIBUTE_TYPE = 20;
const TYPE_FLOAT = 1;
const TYPE_INTEGER = 2;
const TYPE_TEXT = 3;
const TYPE_INTEGERS = 7;

/** Attributes of other kinds (tensors, graphs) are left out; the node's `raw` has them. */
export function readNode(raw: Uint8Array): OnnxNode {
  const node: OnnxNode = { op: '', inputs: [], outputs: [], attributes: {}, raw };
  for (const field of fieldsOf(raw)) {
    if (field.number === INPUT) node.inputs.push(textOf(field));
    else if (field.number === OUTPUT) node.outputs.push(textOf(field));
    else if (field.number === OP_TYPE) node.op = textOf(field);
    else if (field.number === DOMAIN) node.domain = textOf(field);
    else if (field.number === ATTRIBUTE) readAttribute(field.bytes, node.attributes);
  }
  return node;
}

function readAttribute(message: Uint8Array, attributes: Record<string, Attribute>): void {
  let name = '';
  let value: Attribute | undefined;
  const list: number[] = [];
  for (const field of fieldsOf(message)) {
    if (field.number === ATTRIBUTE_NAME) name = textOf(field);
    else if (field.number === ATTRIBUTE_FLOAT) value = { float: field.value };
    else if (field.number === ATTRIBUTE_INTEGER) value = field.value;
    else if (field.number === ATTRIBUTE_TEXT) value = textOf(field);
    else if (field.number === ATTRIBUTE_INTEGERS) list.push(...integersOf(field));
  }
  if (list.length > 0) value = list;
  if (value !== undefined) attributes[name] = value;
}

export function writeNode({ op, inputs, outputs, attributes, domain, raw }: OnnxNode): MessageWriter {
  const message = new MessageWriter();
  if (raw) return message.raw(raw);
  for (const input of inputs) message.text(INPUT, input);
  for (const output of outputs) message.text(OUTPUT, output);
  message.text(OP_TYPE, op);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(ATTRIBUTE, writeAttribute(name, value));
  }
  if (domain) message.text(DOMAIN, domain);
  return message;
}

function writeAttribute(name: string, value: Attribute): MessageWriter {
  const message = new MessageWriter().text(ATTRIBUTE_NAME, name);
  if (typeof value === 'number') {
    return message.integer(ATTRIBUTE_INTEGER, value).integer(ATTRIBUTE_TYPE, TYPE_INTEGER);
  }
  if (typeof value === 'string') {
    return message.text(ATTRIBUTE_TEXT, value).integer(ATTRIBUTE_TYPE, TYPE_TEXT);
  }
  if (Array.isArray(value)) {
    for (const item of value) message.integer(ATTRIBUTE_INTEGERS, item);
    return message.integer(ATTRIBUTE_TYPE, TYPE_INTEGERS);
  }
  return message.float(ATTRIBUTE_FLOAT, value.float).integer(ATTRIBUTE_TYPE, TYPE_FLOAT);
}
