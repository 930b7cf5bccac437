import { join } from 'node:path';
import { loadRuntime } from '../../local/onnx-runtime.js';
import { serve } from '../../local/serve.js';
import { KOKORO_RATE_HZ, Kokoro, type SayQuestion } from './kokoro.js';
import { type ClauseShape, type ClauseSound, shapeClause } from './shape-clause.js';

export interface SayJob {
  say: SayQuestion;
  shape: ClauseShape;
}

serve<SayJob, ClauseSound>(async (model, runtime) => {
  const load = loadRuntime(runtime);
  const kokoro = await Kokoro.load(load(join(model, 'model.onnx')), model);
  return ({ say, shape }) => {
    const { samples, phones } = kokoro.say(say);
    return shapeClause(samples, phones, KOKORO_RATE_HZ, shape);
  };
});
