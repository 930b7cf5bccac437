import { join } from 'node:path';
import { loadRuntime } from '../../local/onnx-runtime.js';
import { serve } from '../../local/serve.js';
import type { Recognition } from '../port.js';
import { Whisper } from './whisper.js';

/** One stretch of speech. */
export interface HearQuestion {
  /** Mono, 16 kHz; up to 30 s. */
  pcm: Int16Array;
  /** Code of the language ("en"). */
  language?: string;
}

serve<HearQuestion, Recognition>(async (model, runtime) => {
  const load = loadRuntime(runtime);
  const whisper = new Whisper(load(join(model, 'encoder.onnx')), load(join(model, 'decoder.onnx')), model);
  // The first run of the decoder allocates.
  whisper.hear(new Int16Array(8000));
  return ({ pcm, language }) => whisper.hear(pcm, language);
});
