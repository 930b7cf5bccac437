import { GraphBuilder } from '../onnx/graph.js';
import { FLOAT, floats, INT64, integers, signedBytes } from '../onnx/tensor.js';
import { readCTranslate2, type Weights } from './ctranslate2.js';

/** The two halves of Whisper as files for ONNX Runtime. */
export interface WhisperFiles {
  encoder: Uint8Array<ArrayBuffer>;
  decoder: Uint8Array<ArrayBuffer>;
  /** Of the decoder. */
  layers: number;
  /** Of attention. */
  heads: number;
}

const OPSET = 17;
const RUNTIME = { domain: 'com.microsoft' };
/** Channels of an attention head, in every Whisper. */
const HEAD = 64;
const MELS = 80;
const EPSILON = 1e-5;

/**
 * Writes Whisper (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak Supervision") as two ONNX
 * graphs, from the weights as CTranslate2 keeps them. Matrices become int8 with a scale for each output channel;
 * convolutions and norms stay in floats. Unlike the usual exports, the encoder takes sound of any length up to
 * 30 s, so that a short utterance costs little.
 *
 * encoder: mel [1, 80, frames] → cross_k<i> [1, heads, 64, frames/2], cross_v<i> [1, heads, frames/2, 64].
 * decoder: tokens [1, n], positions [n], mask [n, past + n] (0 or very negative), cross_*, past_k<i>, past_v<i>
 * [1, heads, past, 64] → logits [1, words] of the last token, present_k<i>, present_v<i>.
 *
 * @throws Error when the file is no Whisper of CTranslate2
 */
export function buildWhisper(file: Uint8Array): WhisperFiles {
  const weights = readCTranslate2(file, 'WhisperSpec');
  const encoder = new Encoder(weights);
  const decoder = new Decoder(weights);
  return {
    encoder: encoder.build(),
    decoder: decoder.build(),
    layers: decoder.layers('decoder'),
    heads: decoder.heads,
  };
}

abstract class Half {
  protected readonly graph = new GraphBuilder();
  protected readonly width: number;
  readonly heads: number;

  constructor(protected readonly weights: Map<string, Weights>) {
    this.width = this.get('decoder/layer_norm/gamma').values.length;
    this.heads = this.width / HEAD;
  }

  protected get(name: string): Weights {
    const found = this.weights.get(name);
    if (!found) throw new Error(`The model lacks "${name}"`);
    return found;
  }

  layers(half: string): number {
    let count = 0;
    while (this.weights.has(`${half}/layer_${count}/ffn/layer_norm/gamma`)) count++;
    return count;
  }

  protected constant(name: string): string {
    const { dims, values } = this.get(name);
    return this.graph.constant(floats(name, dims, values));
  }

  protected norm(x: string, name: string): string {
    const inputs = [x, this.constant(`${name}/gamma`), this.constant(`${name}/beta`)];
    return this.graph.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: EPSILON } });
  }

  /** Rows `from` to `to` of a layer's matrix (output channels), as bytes, applied to x and scaled. */
  protected linear(x: string, name: string, rows?: { from: number; to: number }, scale = 1): string {
    const { dims, values } = this.get(`${name}/weight`);
    const [channels = 0, depth = 0] = dims;
    const { from, to } = rows ?? { from: 0, to: channels };
    const part = values.subarray(from * depth, to * depth);
    const label = `${name}:${from}`;
    const { matrix, scales } = inBytes(part, to - from, depth, scale);
    const inputs = [
      x,
      this.graph.constant(signedBytes(label, [depth, to - from], matrix)),
      this.graph.constant(floats(`${label}:scale`, [to - from], scales)),
      '',
    ];
    const bias = this.weights.get(`${name}/bias`)?.values.slice(from, to);
    if (bias) {
      inputs.push(
        this.graph.constant(
          floats(
            `${label}:bias`,
            [to - from],
            bias.map((value) => value * scale),
          ),
        ),
      );
    }
    return this.graph.node('DynamicQuantizeMatMul', inputs, {}, RUNTIME);
  }

  /** [1, n, width] → [1, heads, n, 64], or with the last two swapped for keys. */
  protected inHeads(x: string, keys = false): string {
    const apart = this.graph.node('Reshape', [x, this.shape('apart', [0, 0, this.heads, HEAD])]);
    return this.graph.node('Transpose', [apart], { perm: keys ? [0, 2, 3, 1] : [0, 2, 1, 3] });
  }

  protected attend(queries: string, keys: string, values: string, mask?: string): string {
    let scores = this.graph.node('MatMul', [queries, keys]);
    if (mask) scores = this.graph.node('Add', [scores, mask]);
    const shares = this.graph.node('Softmax', [scores], { axis: -1 });
    const heard = this.graph.node('Transpose', [this.graph.node('MatMul', [shares, values])], {
      perm: [0, 2, 1, 3],
    });
    return this.graph.node('Reshape', [heard, this.shape('together', [0, 0, this.width])]);
  }

  /** Queries, keys and values of self-attention; queries come scaled. */
  protected selfAttention(x: string, name: string): { queries: string; keys: string; values: string } {
    const part = (index: number, scale = 1) =>
      this.linear(x, name, { from: index * this.width, to: (index + 1) * this.width }, scale);
    return { queries: part(0, HEAD ** -0.5), keys: part(1), values: part(2) };
  }

  protected add(x: string, y: string): string {
    return this.graph.node('Add', [x, y]);
  }

  protected feedForward(x: string, name: string): string {
    const wide = this.linear(this.norm(x, `${name}/layer_norm`), `${name}/linear_0`);
    const bent = this.graph.node('Gelu', [wide], {}, RUNTIME);
    return this.add(x, this.linear(bent, `${name}/linear_1`));
  }

  private readonly shapes = new Set<string>();
  private shape(name: string, dims: number[]): string {
    if (!this.shapes.has(name)) this.graph.constant(integers(name, dims));
    this.shapes.add(name);
    return name;
  }
}

class Encoder extends Half {
  build(): Uint8Array<ArrayBuffer> {
    const { graph } = this;
    const mel = graph.input({ name: 'mel', type: FLOAT, dims: [1, MELS, 'frames'] });
    const first = this.convolve(mel, 'encoder/conv1', 1);
    const second = this.convolve(first, 'encoder/conv2', 2);
    let x = graph.node('Transpose', [second], { perm: [0, 2, 1] });
    const length = graph.node('Shape', [x], { start: 1, end: 2 });
    const zero = graph.constant(integers('zero', [0]));
    const places = graph.node('Slice', [
      this.constant('encoder/position_encodings/encodings'),
      zero,
      length,
      zero,
    ]);
    x = this.add(x, places);
    for (let layer = 0; layer < this.layers('encoder'); layer++) {
      const name = `encoder/layer_${layer}`;
      const attention = `${name}/self_attention`;
      const normed = this.norm(x, `${attention}/layer_norm`);
      const { queries, keys, values } = this.selfAttention(normed, `${attention}/linear_0`);
      const heard = this.attend(this.inHeads(queries), this.inHeads(keys, true), this.inHeads(values));
      x = this.add(x, this.linear(heard, `${attention}/linear_1`));
      x = this.feedForward(x, `${name}/ffn`);
    }
    x = this.norm(x, 'encoder/layer_norm');
    for (let layer = 0; layer < this.layers('decoder'); layer++) {
      const name = `decoder/layer_${layer}/attention/linear_1`;
      const keys = this.inHeads(this.linear(x, name, { from: 0, to: this.width }), true);
      const values = this.inHeads(this.linear(x, name, { from: this.width, to: 2 * this.width }));
      graph.node('Identity', [keys], {}, { output: `cross_k${layer}` });
      graph.node('Identity', [values], {}, { output: `cross_v${layer}` });
      graph.output({ name: `cross_k${layer}`, type: FLOAT, dims: [1, this.heads, HEAD, 'heard'] });
      graph.output({ name: `cross_v${layer}`, type: FLOAT, dims: [1, this.heads, 'heard', HEAD] });
    }
    return graph.finish('whisper-encoder', OPSET);
  }

  private convolve(x: string, name: string, stride: number): string {
    const inputs = [x, this.constant(`${name}/weight`), this.constant(`${name}/bias`)];
    const made = this.graph.node('Conv', inputs, { kernel_shape: [3], pads: [1, 1], strides: [stride] });
    return this.graph.node('Gelu', [made], {}, RUNTIME);
  }
}

class Decoder extends Half {
  build(): Uint8Array<ArrayBuffer> {
    const { graph } = this;
    const tokens = graph.input({ name: 'tokens', type: INT64, dims: [1, 'n'] });
    const positions = graph.input({ name: 'positions', type: INT64, dims: ['n'] });
    const mask = graph.input({ name: 'mask', type: FLOAT, dims: ['n', 'all'] });
    const { dims, values } = this.get('decoder/embeddings/weight');
    const [words = 0, depth = 0] = dims;
    // The words' vectors are kept once, as bytes: they are looked up here and multiplied with at the end.
    const { matrix, scales } = inBytes(values, words, depth, 1);
    const wordBytes = graph.constant(signedBytes('words', [depth, words], matrix));
    const wordScales = graph.constant(floats('words:scale', [words], scales));
    const picked = graph.node('Gather', [wordBytes, tokens], { axis: 1 });
    const asFloats = graph.node('Cast', [picked], { to: FLOAT });
    const scaled = graph.node('Mul', [asFloats, graph.node('Gather', [wordScales, tokens], { axis: 0 })]);
    const vectors = graph.node('Transpose', [scaled], { perm: [1, 2, 0] });
    const places = this.constant('decoder/position_encodings/encodings');
    let x = this.add(vectors, graph.node('Gather', [places, positions], { axis: 0 }));
    for (let layer = 0; layer < this.layers('decoder'); layer++) x = this.layer(x, mask, layer);
    x = this.norm(x, 'decoder/layer_norm');
    const last = graph.constant(integers('last', [-1], []));
    const end = graph.node('Gather', [x, last], { axis: 1 });
    graph.node('DynamicQuantizeMatMul', [end, wordBytes, wordScales], {}, { ...RUNTIME, output: 'logits' });
    graph.output({ name: 'logits', type: FLOAT, dims: [1, words] });
    return graph.finish('whisper-decoder', OPSET);
  }

  private layer(x: string, mask: string, layer: number): string {
    const name = `decoder/layer_${layer}`;
    const normed = this.norm(x, `${name}/self_attention/layer_norm`);
    const own = this.selfAttention(normed, `${name}/self_attention/linear_0`);
    const keys = this.grow(this.inHeads(own.keys), `k${layer}`);
    const values = this.grow(this.inHeads(own.values), `v${layer}`);
    const across = this.graph.node('Transpose', [keys], { perm: [0, 1, 3, 2] });
    const said = this.attend(this.inHeads(own.queries), across, values, mask);
    const spoken = this.add(x, this.linear(said, `${name}/self_attention/linear_1`));
    return this.feedForward(this.listen(spoken, `${name}/attention`, layer), `${name}/ffn`);
  }

  private listen(x: string, name: string, layer: number): string {
    const normed = this.norm(x, `${name}/layer_norm`);
    const queries = this.inHeads(this.linear(normed, `${name}/linear_0`, undefined, HEAD ** -0.5));
    const keys = { name: `cross_k${layer}`, type: FLOAT, dims: [1, this.heads, HEAD, 'heard'] };
    const values = { name: `cross_v${layer}`, type: FLOAT, dims: [1, this.heads, 'heard', HEAD] };
    const heard = this.attend(queries, this.graph.input(keys), this.graph.input(values));
    return this.add(x, this.linear(heard, `${name}/linear_2`));
  }

  /** What was there before, and what is new. */
  private grow(fresh: string, name: string): string {
    const value = { type: FLOAT, dims: [1, this.heads, 'past', HEAD] };
    const past = this.graph.input({ ...value, name: `past_${name}` });
    const output = `present_${name}`;
    this.graph.output({ ...value, name: output, dims: [1, this.heads, 'all', HEAD] });
    return this.graph.node('Concat', [past, fresh], { axis: 2 }, { output });
  }
}

/** A matrix [channels, depth] as bytes [depth, channels] and a scale for each channel. */
function inBytes(values: Float32Array, channels: number, depth: number, scale: number) {
  const matrix = new Int8Array(values.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const row = values.subarray(channel * depth, (channel + 1) * depth);
    let most = 0;
    for (let at = 0; at < depth; at++) {
      const size = Math.abs(row[at] ?? 0);
      if (size > most) most = size;
    }
    const step = most / 127 || 1;
    scales[channel] = step * scale;
    for (let at = 0; at < depth; at++) matrix[at * channels + channel] = Math.round((row[at] ?? 0) / step);
  }
  return { matrix, scales };
}
