import type { AnalysisReply, AnalysisRequest, Heard, MixedSound } from './analysis-messages.js';
import { type DecodedSound, SoundProblem } from './sound.js';

/** A sound, and what the mouth does to it. */
export interface Analysis extends Heard {
  name: string;
  sound: MixedSound;
}

/** The smallest module with an instruction on vectors: what is inside `WebAssembly.validate` says whether it is known. */
const SIMD_MODULE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/** Why this browser cannot do it at all, or undefined. */
export function analysisObstacle(): string | undefined {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(SIMD_MODULE)) {
    return 'This browser has no WebAssembly SIMD, which the network runs on. Browsers have had it since 2023: update it, or use another one.';
  }
  return undefined;
}

/**
 * Hears the visemes of a sound, in a thread of its own. Throws SoundProblem when the thread fails, and an AbortError
 * once `signal` is aborted.
 */
export function analyse(
  { name, channels, sampleRateHz }: DecodedSound,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Analysis> {
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module' });
  const replied = new Promise<Analysis>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new SoundProblem(failed(event.message || 'its program did not load')));
    };
    worker.onmessage = ({ data }: MessageEvent<AnalysisReply>) => {
      if (data.kind === 'progress') onProgress(data.share);
      else if (data.kind === 'failed') reject(new SoundProblem(failed(data.why)));
      else resolve({ name, sound: data.sound, ...data.heard });
    };
  });
  const request: AnalysisRequest = { channels, sampleRateHz };
  worker.postMessage(
    request,
    channels.map(({ buffer }) => buffer),
  );
  return replied.finally(() => worker.terminate());
}

const failed = (why: string) =>
  `The analysis could not run: ${why}. Load the page again, then try once more.`;
