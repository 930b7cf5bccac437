import { OnnxModel } from '../onnx/graph.js';
import type { OnnxNode } from '../onnx/node.js';
import { FLOAT, floats, floatsOf, integers, signedBytes } from '../onnx/tensor.js';

/** The tensor that says how long each symbol is, in units of 600 samples. */
const DURATIONS = '/encoder/Clip_output_0';
/** Convolutions between that many channels become matrix products. */
const WIDE_CHANNELS = 128;
const TO_THE_END = 2 ** 53;

/**
 * Makes the int8 export of Kokoro-82M fit for live speech: the durations that it predicts become an output, and its
 * dynamically quantised convolutions (ConvInteger … Mul), for which ONNX Runtime has no fast code, are replaced by
 * others that say the same: wide ones by products of bytes, the rest by convolutions of floats with the same
 * weights. A third of the time, one per cent more weights.
 *
 * @throws Error when the file is another model
 */
export function buildKokoro(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const model = new OnnxModel(file);
  if (!model.nodes.some(({ outputs }) => outputs.includes(DURATIONS))) {
    throw new Error('This is not the export of Kokoro that the catalogue names');
  }
  model.nodes.push({ op: 'Identity', inputs: [DURATIONS], outputs: ['durations'], attributes: {} });
  model.addOutput({ name: 'durations', type: FLOAT, dims: [1, 'tokens'] });
  const links = linksOf(model.nodes);
  const replaced = new Map<string, OnnxNode[]>();
  for (const node of model.nodes) {
    if (node.op !== 'ConvInteger') continue;
    const found = convolutionAt(node, model, links);
    replaced.set(found.result, isWide(found) ? asProduct(found, model) : asFloats(found, model));
  }
  const nodes = model.nodes.flatMap((node) => replaced.get(node.outputs[0] ?? '') ?? [node]);
  model.nodes.splice(0, model.nodes.length, ...nodes);
  return model.write();
}

interface Links {
  /** What makes a value. */
  maker: Map<string, OnnxNode>;
  /** What uses it first. */
  user: Map<string, OnnxNode>;
}

function linksOf(nodes: readonly OnnxNode[]): Links {
  const links: Links = { maker: new Map(), user: new Map() };
  for (const node of nodes) {
    for (const name of node.outputs) links.maker.set(name, node);
    for (const name of node.inputs) if (!links.user.has(name)) links.user.set(name, node);
  }
  return links;
}

/** A quantised convolution with all that belongs to it. */
interface Convolution {
  node: OnnxNode;
  /** Its value at the very end, in floats. */
  result: string;
  /** What it convolves, before that was quantised. */
  sound: string;
  /** Names of the scales of sound and weights. */
  scales: string[];
  bias: string | undefined;
  weightName: string;
  /** Bytes [out, in, taps…] and what stands for zero in them. */
  weight: Uint8Array;
  dims: number[];
  zero: number;
}

function must<T>(value: T | undefined, node: OnnxNode): T {
  if (value === undefined) throw new Error(`Not a dynamically quantised convolution: ${node.outputs[0]}`);
  return value;
}

function convolutionAt(node: OnnxNode, model: OnnxModel, { maker, user }: Links): Convolution {
  const [bytes = '', weightName = '', , zeroName = ''] = node.inputs;
  const [output = ''] = node.outputs;
  let after = must(user.get(output), node);
  let bias: string | undefined;
  if (after.op === 'Add') {
    bias = must(
      after.inputs.find((name) => name !== output),
      node,
    );
    // Back through the bias's own quantisation.
    while (!model.isConstant(bias)) bias = must(maker.get(bias)?.inputs[0], node);
    after = must(user.get(after.outputs[0] ?? ''), node);
  }
  const scaled = must(user.get(after.outputs[0] ?? ''), node);
  const bothScales = maker.get(scaled.inputs[1] ?? '');
  if (after.op !== 'Cast' || scaled.op !== 'Mul' || bothScales?.op !== 'Mul') must(undefined, node);
  const weight = model.constant(weightName);
  return {
    node,
    result: scaled.outputs[0] ?? '',
    sound: must(maker.get(bytes)?.inputs[0], node),
    scales: bothScales?.inputs ?? [],
    bias,
    weightName,
    weight: weight.data,
    dims: weight.dims,
    zero: model.constant(zeroName).data[0] ?? 0,
  };
}

function isWide({ node, dims }: Convolution): boolean {
  const { group = 1, strides = [1] } = node.attributes;
  const [out = 0, into = 0] = dims;
  const plain = group === 1 && Array.isArray(strides) && strides.every((stride) => stride === 1);
  return dims.length === 3 && plain && Math.min(out, into) >= WIDE_CHANNELS;
}

/** One product of bytes over all taps. Signed weights: CPUs have instructions for unsigned × signed. */
function asProduct(convolution: Convolution, model: OnnxModel): OnnxNode[] {
  const { node, weight, dims, zero, result, scales, bias } = convolution;
  const [out = 0, into = 0, taps = 0] = dims;
  const [dilation = 1] = listOf(node, 'dilations');
  const [before = 0, behind = 0] = listOf(node, 'pads');
  const [bytes = '', , soundZero = ''] = node.inputs;
  const name = node.outputs[0] ?? '';
  const matrix = new Int8Array(weight.length);
  for (let channel = 0; channel < out; channel++) {
    for (let from = 0; from < into; from++) {
      for (let tap = 0; tap < taps; tap++) {
        const value = (weight[(channel * into + from) * taps + tap] ?? 0) - 128;
        matrix[(tap * into + from) * out + channel] = value;
      }
    }
  }
  model.add(integers(`${name}_pads`, [0, before, 0, 0, behind, 0]));
  model.add(integers(`${name}_axis`, [1]));
  model.add(signedBytes(`${name}_matrix`, [taps * into, out], matrix));
  model.add(signedBytes(`${name}_zero`, [], Int8Array.of(zero - 128)));
  const made: OnnxNode[] = [];
  const add = (op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}) => {
    made.push({ op, inputs, outputs: [output], attributes });
    return output;
  };
  add('Transpose', [bytes], `${name}_frames`, { perm: [0, 2, 1] });
  add('Pad', [`${name}_frames`, `${name}_pads`, soundZero], `${name}_padded`);
  const slices = Array.from({ length: taps }, (_, tap) => {
    const end = (tap + 1 - taps) * dilation;
    model.add(integers(`${name}_from${tap}`, [tap * dilation]));
    model.add(integers(`${name}_to${tap}`, [end === 0 ? TO_THE_END : end]));
    const inputs = [`${name}_padded`, `${name}_from${tap}`, `${name}_to${tap}`, `${name}_axis`];
    return add('Slice', inputs, `${name}_tap${tap}`);
  });
  add('Concat', slices, `${name}_taps`, { axis: 2 });
  add('MatMulInteger', [`${name}_taps`, `${name}_matrix`, soundZero, `${name}_zero`], `${name}_product`);
  add('Cast', [`${name}_product`], `${name}_float`, { to: FLOAT });
  add('Mul', scales, `${result}_scale`);
  let last = add('Mul', [`${name}_float`, `${result}_scale`], `${result}_scaled`);
  if (bias !== undefined) last = add('Add', [last, bias], `${result}_biased`);
  add('Transpose', [last], result, { perm: [0, 2, 1] });
  return made;
}

function listOf(node: OnnxNode, name: string): number[] {
  const value = node.attributes[name];
  return Array.isArray(value) ? value : [];
}

function asFloats(convolution: Convolution, model: OnnxModel): OnnxNode[] {
  const { node, weight, dims, zero, result, scales, bias, sound, weightName } = convolution;
  const scale = floatsOf(model.constant(scales.find((name) => model.isConstant(name)) ?? ''));
  const perChannel = weight.length / (dims[0] ?? 1);
  const values = Float32Array.from(weight, (byte, at) => {
    const channel = scale.length === 1 ? 0 : Math.floor(at / perChannel);
    return (byte - zero) * (scale[channel] ?? 0);
  });
  model.add(floats(`${weightName}_float`, dims, values));
  const inputs = [sound, `${weightName}_float`, ...(bias === undefined ? [] : [bias])];
  return [{ op: 'Conv', inputs, outputs: [result], attributes: node.attributes }];
}
