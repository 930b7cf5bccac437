import { readAsset } from '../assets.js';

/** The loops of `assembly/kernels.ts`; see there. Pointers are byte offsets into the memory. */
export interface Kernels {
  quantise(q: number, scales: number, x: number, columns: number, steps: number, limit: number): void;
  dense(
    out: number,
    q: number,
    scales: number,
    weights: number,
    rowScales: number,
    bias: number,
    rows: number,
    columns: number,
    steps: number,
    then: number,
  ): void;
  depthwise(
    out: number,
    x: number,
    ring: number,
    ringRows: number,
    position: number,
    weights: number,
    bias: number,
    channels: number,
    taps: number,
    dilation: number,
    steps: number,
  ): void;
}

/** What `dense` does with its results. */
export const THEN = { nothing: 0, relu: 1, add: 2 } as const;

const PAGE_BYTES = 65_536;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The loops on a new memory of at least `bytes` bytes, all zero. They are compiled once. */
export async function loadKernels(bytes: number): Promise<{ kernels: Kernels; memory: ArrayBuffer }> {
  compiled ??= compile();
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory: memory.buffer };
}

async function compile(): Promise<WebAssembly.Module> {
  try {
    // Both where sources lie and where they are compiled to, this is the package's dist.
    return await WebAssembly.compile(await readAsset(new URL('../../../dist/kernels.wasm', import.meta.url)));
  } catch (error) {
    // The next one may have better luck with the network.
    compiled = undefined;
    throw error;
  }
}
