import { floatTensor, type Tensor } from '../../local/onnx-runtime.js';

/** Keys are [1, heads, channels, time], values [1, heads, time, channels]. */
const KEYS = /^cross_k/;

/**
 * What Whisper's decoder looks at: 30 s, of which an utterance fills the beginning. The model was trained on windows
 * of 30 s and goes round in circles in shorter ones ("Hello, can you hear me? Hello, can you …"), but to encode 30 s
 * for every short sentence takes five times as long. The encoder makes nearly the same of silence whatever was said
 * before it, so silence is encoded once, and utterances are put over its beginning.
 */
export class ListeningWindow {
  private readonly window: Record<string, Tensor> = {};

  /** `silence`: keys and values of 30 s of it, as the encoder gives them. */
  constructor(private readonly silence: Record<string, Tensor>) {
    for (const [name, { data, dims }] of Object.entries(silence)) {
      this.window[name] = floatTensor(new Float32Array(data.length), dims);
    }
  }

  /** The window that begins with what was heard (keys and values, of fewer seconds). Valid until the next call. */
  beginningWith(heard: Record<string, Tensor>): Record<string, Tensor> {
    for (const [name, whole] of Object.entries(this.window)) {
      const sound = heard[name];
      const silent = this.silence[name];
      if (!sound || !silent) throw new Error(`The encoder gave no ${name}`);
      const into = floatsOf(whole);
      into.set(floatsOf(silent));
      const numbers = floatsOf(sound);
      const row = rowOf(name, sound);
      for (let from = 0, to = 0; from < numbers.length; from += row, to += rowOf(name, whole)) {
        into.set(numbers.subarray(from, from + row), to);
      }
    }
    return this.window;
  }
}

/** Numbers that stand together in time: a channel of keys, a head of values. */
function rowOf(name: string, { dims }: Tensor): number {
  const [, , third = 0, fourth = 0] = dims;
  return KEYS.test(name) ? fourth : third * fourth;
}

function floatsOf({ data }: Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('The encoder gave something else than floats');
  return data;
}
