import { type Attribute, type OnnxNode, readNode, writeNode } from './node.js';
import { type OnnxTensor, readTensor, tensorName, writeTensor } from './tensor.js';
import { fieldsOf, MessageWriter } from './wire.js';

/** A value that goes into a graph or comes out of it. Sizes that vary have a name. */
export interface OnnxValue {
  name: string;
  type: number;
  dims: (number | string)[];
}

/** Numbers of ModelProto's and GraphProto's fields (onnx.proto). */
const MODEL_IR = 1;
const MODEL_PRODUCER = 2;
const MODEL_GRAPH = 7;
const MODEL_OPSET = 8;
const GRAPH_NODE = 1;
const GRAPH_NAME = 2;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;
const IR_VERSION = 8;

/** A model read from a file, to be changed and written again. What is not named here stays as it is. */
export class OnnxModel {
  readonly nodes: OnnxNode[] = [];
  /** Constants as they stand in the file, by name. */
  private readonly constants = new Map<string, Uint8Array>();
  private readonly added: OnnxTensor[] = [];
  private readonly addedOutputs: OnnxValue[] = [];
  private readonly rest: Uint8Array[] = [];
  private readonly graphRest: Uint8Array[] = [];
  private readonly outputs: string[] = [];

  constructor(file: Uint8Array) {
    for (const field of fieldsOf(file)) {
      if (field.number === MODEL_GRAPH) this.readGraph(field.bytes);
      else this.rest.push(field.raw);
    }
  }

  private readGraph(message: Uint8Array): void {
    for (const field of fieldsOf(message)) {
      if (field.number === GRAPH_NODE) this.nodes.push(readNode(field.bytes));
      else if (field.number === GRAPH_INITIALIZER) this.constants.set(tensorName(field.bytes), field.bytes);
      else this.graphRest.push(field.raw);
      if (field.number === GRAPH_OUTPUT) this.outputs.push(valueName(field.bytes));
    }
  }

  /** Whether a value is a constant that stood in the file. */
  isConstant(name: string): boolean {
    return this.constants.has(name);
  }

  /** @throws Error when the model has no such constant */
  constant(name: string): OnnxTensor {
    const message = this.constants.get(name);
    if (!message) throw new Error(`The model has no constant "${name}"`);
    return readTensor(message);
  }

  /** Adds a constant. */
  add(tensor: OnnxTensor): void {
    this.added.push(tensor);
  }

  /** Makes a value that an operation has an output of the model. */
  addOutput(value: OnnxValue): void {
    this.addedOutputs.push(value);
    this.outputs.push(value.name);
  }

  /** The file, without the operations and constants that no output needs. */
  write(): Uint8Array<ArrayBuffer> {
    const needed = new Set(this.outputs);
    const kept: OnnxNode[] = [];
    for (const node of this.nodes.toReversed()) {
      if (!node.outputs.some((name) => needed.has(name))) continue;
      kept.push(node);
      for (const name of node.inputs) needed.add(name);
    }
    const graph = new MessageWriter();
    for (const node of kept.reverse()) graph.message(GRAPH_NODE, writeNode(node));
    for (const [name, raw] of this.constants) if (needed.has(name)) graph.bytes(GRAPH_INITIALIZER, raw);
    for (const tensor of this.added) {
      if (needed.has(tensor.name)) graph.message(GRAPH_INITIALIZER, writeTensor(tensor));
    }
    for (const raw of this.graphRest) graph.raw(raw);
    for (const value of this.addedOutputs) graph.message(GRAPH_OUTPUT, writeValue(value));
    const model = new MessageWriter();
    for (const raw of this.rest) model.raw(raw);
    return model.message(MODEL_GRAPH, graph).finish();
  }
}

/** ValueInfoProto has its name in the first field. */
function valueName(message: Uint8Array): string {
  for (const field of fieldsOf(message)) if (field.number === 1) return new TextDecoder().decode(field.bytes);
  return '';
}

function writeValue({ name, type, dims }: OnnxValue): MessageWriter {
  const shape = new MessageWriter();
  for (const dim of dims) {
    const written = new MessageWriter();
    shape.message(1, typeof dim === 'number' ? written.integer(1, dim) : written.text(2, dim));
  }
  const tensorType = new MessageWriter().integer(1, type).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}

/** Makes a new graph, operation by operation. */
export class GraphBuilder {
  private readonly graph = new MessageWriter();
  private count = 0;

  /** Adds a constant. Returns its name. */
  constant(tensor: OnnxTensor): string {
    this.graph.message(GRAPH_INITIALIZER, writeTensor(tensor));
    return tensor.name;
  }

  /** Adds an operation with one output. Returns the output's name, which is made up unless given. */
  node(
    op: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    { output = this.fresh(), domain = '' } = {},
  ): string {
    this.graph.message(GRAPH_NODE, writeNode({ op, inputs, outputs: [output], attributes, domain }));
    return output;
  }

  /** Adds an input of the model. Returns its name. */
  input(value: OnnxValue): string {
    this.graph.message(GRAPH_INPUT, writeValue(value));
    return value.name;
  }

  /** Makes a value an output of the model. */
  output(value: OnnxValue): void {
    this.graph.message(GRAPH_OUTPUT, writeValue(value));
  }

  /** The file. `opset`: version of ONNX's operations. */
  finish(name: string, opset: number): Uint8Array<ArrayBuffer> {
    const model = new MessageWriter().integer(MODEL_IR, IR_VERSION).text(MODEL_PRODUCER, 'avatarium');
    this.graph.text(GRAPH_NAME, name);
    model.message(MODEL_GRAPH, this.graph);
    model.message(MODEL_OPSET, new MessageWriter().text(1, '').integer(2, opset));
    model.message(MODEL_OPSET, new MessageWriter().text(1, 'com.microsoft').integer(2, 1));
    return model.finish();
  }

  private fresh(): string {
    this.count += 1;
    return `v${this.count}`;
  }
}
