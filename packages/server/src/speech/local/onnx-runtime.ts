import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type TensorData = Float32Array | BigInt64Array;

/** What goes into a model and comes out of it, as ONNX Runtime's binding makes and reads it. */
export interface Tensor {
  type: 'float32' | 'int64';
  data: TensorData;
  dims: readonly number[];
}

export function floatTensor(data: Float32Array, dims: readonly number[]): Tensor {
  return { type: 'float32', data, dims };
}

export function integerTensor(data: readonly number[], dims: readonly number[]): Tensor {
  return { type: 'int64', data: BigInt64Array.from(data, BigInt), dims };
}

/** A loaded model. Runs block the thread. */
export interface Session {
  run(feeds: Record<string, Tensor>, outputs: readonly string[]): Record<string, Tensor>;
}

/** The native part of onnxruntime-node, as its own JavaScript uses it. */
interface Binding {
  InferenceSession: new () => {
    loadModel(path: string, options: object): void;
    run(feeds: object, fetches: object, options: object): Record<string, Tensor>;
  };
}

const ADDON = 'onnxruntime_binding.node';

/** Loads ONNX Runtime from the folder that `models pull` put it in. */
export function loadRuntime(folder: string): (model: string) => Session {
  if (!readdirSync(folder).includes(ADDON)) throw new Error(`${folder} has no ONNX Runtime for this system`);
  const binding: Binding = createRequire(import.meta.url)(join(folder, ADDON));
  return (model) => {
    const session = new binding.InferenceSession();
    // One thread: two on two cores made speech slower, and other sessions want the other core.
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' };
    session.loadModel(model, options);
    return {
      run: (feeds, outputs) =>
        session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])), {}),
    };
  };
}
