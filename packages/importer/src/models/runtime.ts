import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

const MODELS = fileURLToPath(new URL('../../models/', import.meta.url));
type ModelName = 'blazeface' | 'facemesh-attention' | 'selfie';

/** A network that takes one RGB picture. */
export interface Model {
  /** `rgb`: size × size × 3. Returns the values of the outputs named, in their order. */
  run(rgb: Float32Array, outputs: readonly string[]): Float32Array[];
}

let ready: Promise<void> | undefined;
const loaded = new Map<ModelName, Promise<Model>>();

/** Loads a network from the package's `models/` once for the process. */
export function loadModel(name: ModelName, size: number): Promise<Model> {
  ready ??= prepare();
  let model = loaded.get(name);
  if (!model) {
    model = ready.then(() => load(name, size));
    loaded.set(name, model);
  }
  return model;
}

async function prepare(): Promise<void> {
  const require = createRequire(import.meta.url);
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
  const started = await tf.setBackend('wasm');
  if (!started) throw new Error('WebAssembly for TensorFlow.js did not start');
  multiplyIntegersToo();
}

/** The attention mesh multiplies matrices of integers, for which the WebAssembly backend has no kernel. */
function multiplyIntegersToo(): void {
  const floats = tf.getKernel('BatchMatMul', 'wasm');
  const cast = tf.getKernel('Cast', 'wasm').kernelFunc;
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...floats,
    kernelFunc: (call) => {
      const { a, b } = call.inputs;
      if (!a || !b || a.dtype === 'float32') return floats.kernelFunc(call);
      const to = (x: tf.TensorInfo, dtype: tf.DataType): tf.TensorInfo => {
        const made = cast({ inputs: { x }, backend: call.backend, attrs: { dtype } });
        return Array.isArray(made) ? (made[0] as tf.TensorInfo) : made;
      };
      const product = floats.kernelFunc({ ...call, inputs: { a: to(a, 'float32'), b: to(b, 'float32') } });
      return to(Array.isArray(product) ? (product[0] as tf.TensorInfo) : product, 'int32');
    },
  });
}

interface ModelFile {
  modelTopology: object;
  format: string;
  signature?: object;
  weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
}

async function load(name: ModelName, size: number): Promise<Model> {
  const [json, weights] = await Promise.all([
    readFile(join(MODELS, `${name}.json`), 'utf8'),
    readFile(join(MODELS, `${name}.bin`)),
  ]);
  const file = JSON.parse(json) as ModelFile;
  const graph = await loadGraphModel({
    load: async () => ({
      modelTopology: file.modelTopology,
      format: file.format,
      ...(file.signature ? { signature: file.signature } : {}),
      weightSpecs: file.weightsManifest[0]?.weights ?? [],
      weightData: new Uint8Array(weights).buffer,
    }),
  });
  return {
    run: (rgb, outputs) =>
      tf.tidy(() => {
        const made = graph.execute(tf.tensor(rgb, [1, size, size, 3]), [...outputs]);
        return (Array.isArray(made) ? made : [made]).map((each) => Float32Array.from(each.dataSync()));
      }),
  };
}
