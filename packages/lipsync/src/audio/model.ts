import { VISEMES } from '@avatarium/contract/face';
import type { SearchWeights } from '../shaping/viterbi.js';
import { readAsset } from './assets.js';
import { LogMel } from './features/log-mel.js';
import { compileKernels } from './kernels.js';
import { type ModelSizes, parseModelFile } from './model-file.js';
import { Network } from './network/network.js';

/** What turns rows of posteriors into segments, and tells a stream what is said. */
export type Decoder = SearchWeights;

/** A loaded lip sync model; any number of streams may share it. Made by `loadLipsyncModel`. */
export interface LipsyncModel {
  readonly sizes: ModelSizes;
  readonly logMel: LogMel;
  /** Features are (logMel - mean) · scale, for each band. */
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  readonly network: Network;
  readonly decoder: Decoder;
  readonly kernels: WebAssembly.Module;
}

/** For a model file that does not say: none of the prior is taken out. */
const PRIOR_WEIGHT = 0;
/**
 * Lips that do not meet are noticed, lips that meet once too often are not. So much a closure is favoured finds 2 to 3
 * of 100 more, in held-out voices, with as many frames right.
 */
const CLOSURE_BIAS = 0.5;

/**
 * Loads a lip sync model: the one in `bytes` (a file of the format AVLS, version 1), or without them the one that
 * comes with the package. Throws an Error that names the file and says why when it cannot be read or used.
 */
export async function loadLipsyncModel(bytes?: Uint8Array): Promise<LipsyncModel> {
  const url = new URL('../../model/visemes.bin', import.meta.url);
  const file = bytes
    ? parseModelFile(bytes, 'The given file')
    : parseModelFile(await readAsset(url), url.href);
  const kernels = await compileKernels();
  return {
    sizes: file.sizes,
    logMel: new LogMel(file.sizes),
    mean: file.float32('features.mean'),
    scale: file.float32('features.scale'),
    network: new Network(file, kernels),
    kernels,
    decoder: {
      transition: file.float32('decoder.transition'),
      bias: biasOf(file.float32('decoder.prior'), file.priorWeight ?? PRIOR_WEIGHT),
    },
  };
}

/** How common a viseme is, is taken out of its posteriors by that weight (Bourlard & Morgan 1994). */
function biasOf(prior: Float32Array, priorWeight: number): Float32Array {
  const bias = prior.map((value) => -priorWeight * value);
  const closure = VISEMES.indexOf('PP');
  bias[closure] = (bias[closure] ?? 0) + CLOSURE_BIAS;
  return bias;
}
