import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { floatTensor, integerTensor, loadRuntime, type Tensor } from '../../speech/local/onnx-runtime.js';
import { OnnxModel } from '../onnx/graph.js';
import { floatsOf } from '../onnx/tensor.js';
import { readCTranslate2 } from './ctranslate2.js';
import { buildWhisper } from './whisper.js';

const MODELS = process.env.AVATARIUM_TEST_MODELS ?? '';
const RUNTIME = join(MODELS, 'onnxruntime');

const WIDTH = 64;
const WORDS = 7;
const FLOAT32 = 0;
const FLOAT16 = 4;

/** A file as CTranslate2 writes it. */
function ctranslate2(kind: string, arrays: [name: string, dims: number[], type: number, data: Uint8Array][]) {
  const pieces: Buffer[] = [];
  const integer = (value: number, size: number) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntLE(value, 0, size);
    pieces.push(bytes);
  };
  const text = (value: string) => {
    integer(Buffer.byteLength(value) + 1, 2);
    pieces.push(Buffer.from(`${value}\0`));
  };
  integer(6, 4);
  text(kind);
  integer(3, 4);
  integer(arrays.length, 4);
  for (const [name, dims, type, data] of arrays) {
    text(name);
    integer(dims.length, 1);
    for (const dim of dims) integer(dim, 4);
    integer(type, 1);
    integer(data.length, 4);
    pieces.push(Buffer.from(data));
  }
  return Buffer.concat(pieces);
}

/** Small numbers, the same every time. */
function noise(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) / 4;
  });
}

/** A Whisper of one layer and one head. */
function tinyWhisper(): Buffer {
  const shapes: Record<string, number[]> = {
    'encoder/conv1/weight': [WIDTH, 80, 3],
    'encoder/conv1/bias': [WIDTH],
    'encoder/conv2/weight': [WIDTH, WIDTH, 3],
    'encoder/conv2/bias': [WIDTH],
    'encoder/position_encodings/encodings': [20, WIDTH],
    'decoder/position_encodings/encodings': [12, WIDTH],
    'decoder/embeddings/weight': [WORDS, WIDTH],
  };
  const norm = (name: string) => {
    shapes[`${name}/gamma`] = [WIDTH];
    shapes[`${name}/beta`] = [WIDTH];
  };
  const linear = (name: string, out: number, into = WIDTH) => {
    shapes[`${name}/weight`] = [out, into];
    shapes[`${name}/bias`] = [out];
  };
  for (const half of ['encoder', 'decoder']) {
    const layer = `${half}/layer_0`;
    norm(`${half}/layer_norm`);
    norm(`${layer}/self_attention/layer_norm`);
    linear(`${layer}/self_attention/linear_0`, 3 * WIDTH);
    linear(`${layer}/self_attention/linear_1`, WIDTH);
    norm(`${layer}/ffn/layer_norm`);
    linear(`${layer}/ffn/linear_0`, 4 * WIDTH);
    linear(`${layer}/ffn/linear_1`, WIDTH, 4 * WIDTH);
  }
  norm('decoder/layer_0/attention/layer_norm');
  linear('decoder/layer_0/attention/linear_0', WIDTH);
  linear('decoder/layer_0/attention/linear_1', 2 * WIDTH);
  linear('decoder/layer_0/attention/linear_2', WIDTH);
  return ctranslate2(
    'WhisperSpec',
    Object.entries(shapes).map(([name, dims], at) => {
      const values = noise(
        dims.reduce((product, dim) => product * dim, 1),
        at + 1,
      );
      return [name, dims, FLOAT32, new Uint8Array(values.buffer)];
    }),
  );
}

describe('arrays of CTranslate2', () => {
  it('are read in single and in half precision; settings are left out', () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x8000);
    const file = ctranslate2('WhisperSpec', [
      ['whole', [2, 1], FLOAT32, new Uint8Array(Float32Array.of(1.5, -2).buffer)],
      ['half', [6], FLOAT16, new Uint8Array(halves.buffer)],
      ['setting', [], 3, Uint8Array.of(1, 0, 0, 0)],
    ]);
    const arrays = readCTranslate2(file, 'WhisperSpec');
    expect([...arrays.keys()]).toEqual(['whole', 'half']);
    expect(arrays.get('whole')).toEqual({ dims: [2, 1], values: Float32Array.of(1.5, -2) });
    expect([...(arrays.get('half')?.values ?? [])]).toEqual([1, -2, 1365 / 4096, 2 ** -24, 65_504, -0]);
  });

  it('are refused when they break off or belong to another kind', () => {
    const file = tinyWhisper();
    for (const length of [0, 3, 20, 200, file.length - 1]) {
      expect(() => readCTranslate2(file.subarray(0, length), 'WhisperSpec')).toThrow('no WhisperSpec');
    }
    expect(() => readCTranslate2(file, 'TransformerSpec')).toThrow('no TransformerSpec');
    expect(() => buildWhisper(ctranslate2('WhisperSpec', []))).toThrow('lacks "decoder/layer_norm/gamma"');
  });
});

describe('Whisper as two graphs', () => {
  const whisper = buildWhisper(tinyWhisper());
  const folder = mkdtempSync(join(tmpdir(), 'avatarium-build-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is told how large it is', () => {
    expect(whisper).toMatchObject({ layers: 1, heads: 1 });
  });

  it('has no operation that uses a value before it is there', () => {
    const inputs = {
      encoder: ['mel'],
      decoder: ['tokens', 'positions', 'mask', 'cross_k0', 'cross_v0', 'past_k0', 'past_v0'],
    };
    const outputs = { encoder: ['cross_k0', 'cross_v0'], decoder: ['logits', 'present_k0', 'present_v0'] };
    for (const half of ['encoder', 'decoder'] as const) {
      const model = new OnnxModel(whisper[half]);
      const known = new Set(inputs[half]);
      for (const node of model.nodes) {
        for (const name of node.inputs) {
          expect(
            name === '' || known.has(name) || model.isConstant(name),
            `${half}: ${node.op} of ${name}`,
          ).toBe(true);
        }
        for (const name of node.outputs) known.add(name);
      }
      for (const name of outputs[half]) expect(known).toContain(name);
    }
  });

  it('has matrices of bytes that are the weights within half a step of their scale', () => {
    const name = 'encoder/layer_0/ffn/linear_1';
    const { values = new Float32Array() } =
      readCTranslate2(tinyWhisper(), 'WhisperSpec').get(`${name}/weight`) ?? {};
    const model = new OnnxModel(whisper.encoder);
    const matrix = Int8Array.from(model.constant(`${name}:0`).data);
    const scales = floatsOf(model.constant(`${name}:0:scale`));
    const depth = 4 * WIDTH;
    let worst = 0;
    for (let channel = 0; channel < WIDTH; channel++) {
      for (let at = 0; at < depth; at++) {
        const scale = scales[channel] ?? 0;
        const off = Math.abs(
          (matrix[at * WIDTH + channel] ?? 0) * scale - (values[channel * depth + at] ?? 0),
        );
        worst = Math.max(worst, off / scale);
      }
    }
    expect(worst).toBeLessThan(0.501);
  });

  it.runIf(existsSync(RUNTIME))('says the same word after word as of all words at once', () => {
    writeFileSync(join(folder, 'encoder.onnx'), whisper.encoder);
    writeFileSync(join(folder, 'decoder.onnx'), whisper.decoder);
    const load = loadRuntime(RUNTIME);
    const encoder = load(join(folder, 'encoder.onnx'));
    const decoder = load(join(folder, 'decoder.onnx'));
    const mel = floatTensor(noise(80 * 30, 99), [1, 80, 30]);
    const cross = encoder.run({ mel }, ['cross_k0', 'cross_v0']);
    expect(cross.cross_k0?.dims).toEqual([1, 1, 64, 15]);
    expect(cross.cross_v0?.dims).toEqual([1, 1, 15, 64]);
    let past: Record<string, Tensor> = {};
    const step = (words: number[], from: number): number[] => {
      const all = from + words.length;
      const mask = Float32Array.from({ length: words.length * all }, (_, at) =>
        at % all > from + Math.floor(at / all) ? -1e9 : 0,
      );
      const empty = floatTensor(new Float32Array(0), [1, 1, 0, 64]);
      const made = decoder.run(
        {
          ...cross,
          tokens: integerTensor(words, [1, words.length]),
          positions: integerTensor(
            words.map((_, at) => from + at),
            [words.length],
          ),
          mask: floatTensor(mask, [words.length, all]),
          past_k0: past.present_k0 ?? empty,
          past_v0: past.present_v0 ?? empty,
        },
        ['logits', 'present_k0', 'present_v0'],
      );
      past = made;
      return Array.from(made.logits?.data ?? [], Number);
    };
    const atOnce = step([1, 4, 2, 6], 0);
    past = {};
    let oneByOne: number[] = [];
    for (const [at, word] of [1, 4, 2, 6].entries()) oneByOne = step([word], at);
    expect(oneByOne).toHaveLength(WORDS);
    // Bytes are scaled for each run, so that they are not quite the same.
    for (const [at, logit] of atOnce.entries()) expect(oneByOne[at]).toBeCloseTo(logit, 0);
    expect(oneByOne.indexOf(Math.max(...oneByOne))).toBe(atOnce.indexOf(Math.max(...atOnce)));
    past = {};
    const other = step([1, 4, 2, 5], 0);
    expect(other).not.toEqual(atOnce);
  });
});
