import { readAsset } from './assets.js';

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
  resample(
    out: number,
    count: number,
    input: number,
    first: number,
    fraction: number,
    up: number,
    down: number,
    coefficients: number,
    taps: number,
    phases: number,
  ): void;
}

/** What `dense` does with its results. */
export const THEN = { nothing: 0, relu: 1, add: 2 } as const;

const PAGE_BYTES = 65_536;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The loops, compiled: once, for all models. */
export function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((error: unknown) => {
    // The next one may have better luck.
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  // From where sources lie as from where they are compiled to, this is in the package's dist.
  return WebAssembly.compile(await readAsset(new URL('../../dist/kernels.wasm', import.meta.url)));
}

/** The loops on a new memory of at least `bytes` bytes, all zero. */
export function kernelsOn(
  module: WebAssembly.Module,
  bytes: number,
): { kernels: Kernels; memory: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory: memory.buffer };
}
