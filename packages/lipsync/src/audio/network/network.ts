import { type Kernels, kernelsOn, THEN } from '../kernels.js';
import type { ModelFile } from '../model-file.js';
import { OUTPUTS_PER_FRAME } from '../model-file.js';

/** Steps that can be calculated at once. */
export const MAX_STEPS = 8;
/** Activations are 16 bit: with int8 weights and at most 512 columns the 32 bit sums hold any of them. */
const ACTIVATION_LIMIT = 32_767;

/** What the network remembers of one stream. New, it remembers silence of its own making: zeros everywhere. */
export interface NetworkState {
  /** The last inputs of each block's convolution, block after block. */
  rings: Float32Array;
  /** Steps so far. */
  steps: number;
}

interface Dense {
  weight: number;
  scale: number;
  bias: number;
  rows: number;
  columns: number;
}

interface Block {
  dilation: number;
  /** Row by row: channels that were convolved over, (kernel - 1) · dilation back, and the present. */
  ring: number;
  ringRows: number;
  weight: number;
  bias: number;
  expand: Dense;
  project: Dense;
}

/**
 * The network of a model file. Its weights lie in one WebAssembly memory that all streams share; what a stream
 * needs is copied in for the time of a call, so that streams are ordinary objects that need no giving back.
 */
export class Network {
  /** Values that a step takes: framesPerStep × melBands. */
  readonly inputs: number;
  /** Values that a step gives: framesPerStep × OUTPUTS_PER_FRAME. */
  readonly outputs: number;
  readonly #kernels: Kernels;
  readonly #memory: ArrayBuffer;
  readonly #layout: Layout;

  constructor(file: ModelFile, module: WebAssembly.Module) {
    const writers: ((memory: ArrayBuffer) => void)[] = [];
    const layout = layOut(file, writers);
    const { kernels, memory } = kernelsOn(module, layout.bytes);
    for (const write of writers) write(memory);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#layout = layout;
    this.inputs = layout.input.columns;
    this.outputs = layout.output.rows;
  }

  newState(): NetworkState {
    return { rings: new Float32Array(this.#layout.ringBytes / 4), steps: 0 };
  }

  /**
   * Takes `steps` steps, at most MAX_STEPS, of `inputs` values each, one after the other in `input`. Returns `outputs`
   * values (logits) for each, good until the next call. The same steps give the same bits, however many come at once.
   */
  run(state: NetworkState, input: Float32Array, steps: number): Float32Array {
    const { rings, ringBytes, y, result } = this.#layout;
    const remembered = new Float32Array(this.#memory, rings, ringBytes / 4);
    remembered.set(state.rings);
    new Float32Array(this.#memory, y, steps * this.inputs).set(input.subarray(0, steps * this.inputs));
    this.#calculate(state.steps, steps);
    state.steps += steps;
    state.rings.set(remembered);
    return new Float32Array(this.#memory, result, steps * this.outputs);
  }

  /** The steps whose input lies at `y`. */
  #calculate(done: number, steps: number): void {
    const { input, blocks, output, x, y, hidden, result, channels, kernel } = this.#layout;
    this.#dense(input, y, x, steps, THEN.relu);
    for (const { ring, ringRows, weight, bias, dilation, expand, project } of blocks) {
      const position = done % ringRows;
      this.#kernels.depthwise(
        y,
        x,
        ring,
        ringRows,
        position,
        weight,
        bias,
        channels,
        kernel,
        dilation,
        steps,
      );
      this.#dense(expand, y, hidden, steps, THEN.relu);
      this.#dense(project, hidden, x, steps, THEN.add);
    }
    this.#dense(output, x, result, steps, THEN.nothing);
  }

  #dense(layer: Dense, from: number, to: number, steps: number, then: number): void {
    const { q, scales } = this.#layout;
    const { weight, scale, bias, rows, columns } = layer;
    this.#kernels.quantise(q, scales, from, columns, steps, ACTIVATION_LIMIT);
    this.#kernels.dense(to, q, scales, weight, scale, bias, rows, columns, steps, then);
  }
}

/** Where everything lies in the memory, as byte offsets. */
interface Layout {
  input: Dense;
  blocks: Block[];
  output: Dense;
  channels: number;
  kernel: number;
  /** All blocks' rings, one after the other. */
  rings: number;
  ringBytes: number;
  /** The channels of each step, from block to block. */
  x: number;
  /** The step's input; then what was convolved. */
  y: number;
  hidden: number;
  /** Quantised activations, and their scale at each step. */
  q: number;
  scales: number;
  result: number;
  /** Size of it all. */
  bytes: number;
}

/** Gives everything its place in the memory, and collects what writes the weights there. */
function layOut(file: ModelFile, writers: ((memory: ArrayBuffer) => void)[]): Layout {
  const { channels, hidden, kernel, dilations, framesPerStep, melBands } = file.sizes;
  let bytes = 0;
  const space = (count: number): number => {
    const at = bytes;
    bytes += Math.ceil(count / 16) * 16;
    return at;
  };
  const int8 = (name: string): number => {
    const values = file.int8(name);
    const at = space(values.length);
    writers.push((memory) => new Int8Array(memory, at).set(values));
    return at;
  };
  const float32 = (values: Float32Array): number => {
    const at = space(values.length * 4);
    writers.push((memory) => new Float32Array(memory, at, values.length).set(values));
    return at;
  };
  const dense = (name: string, rows: number, columns: number): Dense => ({
    weight: int8(`${name}.weight`),
    scale: float32(file.float32(`${name}.weight.scale`)),
    bias: float32(file.float32(`${name}.bias`)),
    rows,
    columns,
  });
  const ringRowsOf = (dilation: number): number => (kernel - 1) * dilation + 1;
  const ringBytes = dilations.reduce((sum, dilation) => sum + ringRowsOf(dilation) * channels * 4, 0);
  const rings = space(ringBytes);
  let ring = rings;
  const blocks = dilations.map((dilation, index): Block => {
    const block = {
      dilation,
      ring,
      ringRows: ringRowsOf(dilation),
      weight: float32(transposed(file.float32(`block${index}.depthwise.weight`), channels, kernel)),
      bias: float32(file.float32(`block${index}.depthwise.bias`)),
      expand: dense(`block${index}.expand`, hidden, channels),
      project: dense(`block${index}.project`, channels, hidden),
    };
    ring += block.ringRows * channels * 4;
    return block;
  });
  const inputs = framesPerStep * melBands;
  const outputs = framesPerStep * OUTPUTS_PER_FRAME;
  const layout = {
    input: dense('input', channels, inputs),
    blocks,
    output: dense('output', outputs, channels),
    channels,
    kernel,
    rings,
    ringBytes,
    x: space(MAX_STEPS * channels * 4),
    y: space(MAX_STEPS * Math.max(channels, inputs) * 4),
    hidden: space(MAX_STEPS * hidden * 4),
    q: space(MAX_STEPS * Math.max(channels, hidden, inputs) * 2),
    scales: space(MAX_STEPS * 4),
    result: space(MAX_STEPS * outputs * 4),
  };
  return { ...layout, bytes };
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return out;
}
