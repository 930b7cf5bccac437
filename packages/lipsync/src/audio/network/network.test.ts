import { describe, expect, it } from 'vitest';
import { randomModelFile, randomNumbers } from '../../testing/random-model.js';
import { compileKernels } from '../kernels.js';
import { type ModelFile, parseModelFile } from '../model-file.js';
import { MAX_STEPS, Network, type NetworkState } from './network.js';

/** The network by its definition, in double precision: logits of each step. */
function reference(file: ModelFile, input: Float32Array, steps: number): number[][] {
  const { channels, kernel, dilations } = file.sizes;
  const dense = (name: string, x: readonly number[]): number[] => {
    const weights = file.int8(`${name}.weight`);
    const scale = file.float32(`${name}.weight.scale`);
    return Array.from(file.float32(`${name}.bias`), (bias, row) =>
      x.reduce(
        (sum, value, column) => sum + (weights[row * x.length + column] ?? 0) * (scale[row] ?? 0) * value,
        bias,
      ),
    );
  };
  const relu = (values: number[]): number[] => values.map((value) => Math.max(0, value));
  const inputs = input.length / steps;
  let x = Array.from({ length: steps }, (_, step) =>
    relu(dense('input', [...input.subarray(step * inputs, (step + 1) * inputs)])),
  );
  for (const [block, dilation] of dilations.entries()) {
    const weights = file.float32(`block${block}.depthwise.weight`);
    const bias = file.float32(`block${block}.depthwise.bias`);
    x = x.map((now, step) => {
      const y = Array.from({ length: channels }, (_, c) => {
        let sum = bias[c] ?? 0;
        for (let tap = 0; tap < kernel; tap++) {
          sum += (weights[c * kernel + tap] ?? 0) * (x[step - (kernel - 1 - tap) * dilation]?.[c] ?? 0);
        }
        return sum;
      });
      const added = dense(`block${block}.project`, relu(dense(`block${block}.expand`, y)));
      return now.map((value, c) => value + (added[c] ?? 0));
    });
  }
  return x.map((values) => dense('output', values));
}

async function networkOf(file: ModelFile): Promise<Network> {
  return new Network(file, await compileKernels());
}

function randomInput(seed: number, length: number): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from({ length }, () => 2 * random());
}

/** Outputs of all steps, taken in batches of the given sizes. */
function outputsOf(
  network: Network,
  input: Float32Array,
  batches: readonly number[],
  between: () => void = () => {},
): number[] {
  const state: NetworkState = network.newState();
  return batches.flatMap((steps) => {
    const out = network.run(state, input.subarray(state.steps * network.inputs), steps);
    const values = [...out];
    between();
    return values;
  });
}

describe('the network', () => {
  it.each([
    ['a small one', {}],
    ['taps and dilations of its own', { kernel: 5, dilations: [1, 2, 7], channels: 8, hidden: 40 }],
    ['three frames a step', { framesPerStep: 3, channels: 24, hidden: 8 }],
    ['as large as it comes', { channels: 128, hidden: 256, kernel: 5, dilations: [4] }],
  ])('calculates what its definition says: %s', async (_, changes) => {
    const file = parseModelFile(randomModelFile(7, changes), 'x');
    const network = await networkOf(file);
    const steps = 21;
    const input = randomInput(8, steps * network.inputs);
    const out = outputsOf(network, input, Array(3).fill(7));
    const expected = reference(file, input, steps).flat();
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0.1);
    for (const [i, value] of expected.entries()) {
      expect(Math.abs((out[i] ?? Number.NaN) - value)).toBeLessThan(2e-4 * largest);
    }
  });

  it('gives the same bits however many steps come at once, and whoever else is served between', async () => {
    const network = await networkOf(parseModelFile(randomModelFile(9), 'x'));
    const steps = 40;
    const input = randomInput(10, steps * network.inputs);
    const oneByOne = outputsOf(network, input, Array(steps).fill(1));
    const other = network.newState();
    const disturb = (): void => void network.run(other, randomInput(3, network.inputs), 1);
    expect(outputsOf(network, input, Array(steps / MAX_STEPS).fill(MAX_STEPS), disturb)).toEqual(oneByOne);
    expect(outputsOf(network, input, [1, 2, 3, 4, 5, 6, 7, 8, 3, 1], disturb)).toEqual(oneByOne);
  });

  it('stays with numbers when there is nothing to hear', async () => {
    const network = await networkOf(parseModelFile(randomModelFile(12), 'x'));
    const out = network.run(network.newState(), new Float32Array(network.inputs), 1);
    expect(out.every(Number.isFinite)).toBe(true);
  });
});
