import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { seededRandom } from './heard.js';

/** Numbers from -1 to 1 that are the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  const random = seededRandom(seed);
  return () => 2 * random() - 1;
}

const SIZES = {
  version: 1,
  sampleRateHz: 16_000,
  hopSamples: 160,
  windowSamples: 400,
  fftSize: 512,
  melBands: 40,
  melLowHz: 60,
  melHighHz: 7_800,
  lookAheadFrames: 6,
  framesPerStep: 2,
  channels: 16,
  hidden: 24,
  kernel: 3,
  dilations: [1, 3],
  visemes: [...VISEMES],
};

/** What a model file's header says, besides its tensors. */
export type Header = typeof SIZES;

/** A model file of random weights; small unless `changes` says otherwise. */
export function randomModelFile(seed: number, changes: Record<string, unknown> = {}): Uint8Array {
  const random = randomNumbers(seed);
  const header = { ...SIZES, ...changes } as Header;
  const { channels, hidden, kernel, melBands, framesPerStep } = header;
  const tensors: { name: string; type: string; shape: number[]; offset: number }[] = [];
  const payload: number[] = [];
  const add = (name: string, type: 'int8' | 'float32', shape: number[], value: () => number): void => {
    while (payload.length % 16 !== 0) payload.push(0);
    tensors.push({ name, type, shape, offset: payload.length });
    const count = shape.reduce((product, size) => product * size, 1);
    for (let i = 0; i < count; i++) {
      if (type === 'int8') payload.push(Math.round(127 * value()) & 0xff);
      else payload.push(...new Uint8Array(Float32Array.of(value()).buffer));
    }
  };
  const dense = (name: string, rows: number, columns: number): void => {
    add(`${name}.weight`, 'int8', [rows, columns], random);
    add(`${name}.weight.scale`, 'float32', [rows], () => (0.02 + 0.01 * random()) / Math.sqrt(columns));
    add(`${name}.bias`, 'float32', [rows], () => 0.2 * random());
  };
  add('features.mean', 'float32', [melBands], () => -8 + random());
  add('features.scale', 'float32', [melBands], () => 0.3 + 0.05 * random());
  dense('input', channels, melBands * framesPerStep);
  for (let block = 0; block < header.dilations.length; block++) {
    add(`block${block}.depthwise.weight`, 'float32', [channels, kernel], random);
    add(`block${block}.depthwise.bias`, 'float32', [channels], random);
    dense(`block${block}.expand`, hidden, channels);
    dense(`block${block}.project`, channels, hidden);
  }
  dense('output', framesPerStep * (2 * VISEME_COUNT + 2), channels);
  add('decoder.transition', 'float32', [VISEME_COUNT, VISEME_COUNT], () => -3 + random());
  add('decoder.prior', 'float32', [VISEME_COUNT], () => -2.7 + 0.5 * random());
  return modelFile({ ...header, tensors }, Uint8Array.from(payload));
}

/** A model file with any header and payload. */
export function modelFile(header: unknown, payload: Uint8Array): Uint8Array {
  let text = JSON.stringify(header);
  while ((8 + text.length) % 16 !== 0) text += ' ';
  const file = new Uint8Array(8 + text.length + payload.length);
  file.set(new TextEncoder().encode('AVLS'));
  new DataView(file.buffer).setUint32(4, text.length, true);
  file.set(new TextEncoder().encode(text), 8);
  file.set(payload, 8 + text.length);
  return file;
}
