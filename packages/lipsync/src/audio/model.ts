import { readAsset } from './assets.js';
import { LogMel } from './features/log-mel.js';
import { compileKernels } from './kernels.js';
import { type ModelSizes, parseModelFile } from './model-file.js';
import { Network } from './network/network.js';

/** What turns rows of posteriors into segments. Natural logarithms. */
export interface Decoder {
  /** VISEME_COUNT × VISEME_COUNT: of the next row's viseme, given this row's. */
  transition: Float32Array;
  /** VISEME_COUNT: of each viseme. */
  prior: Float32Array;
  /** Share of the prior that is taken out of the posteriors, 0–1. */
  priorWeight: number;
}

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
      prior: file.float32('decoder.prior'),
      priorWeight: file.priorWeight ?? PRIOR_WEIGHT,
    },
  };
}
