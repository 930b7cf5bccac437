import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { modelFile, randomModelFile } from '../testing/random-model.js';
import { loadLipsyncModel } from './model.js';
import { parseModelFile } from './model-file.js';

/** The same file with its header changed. */
function withHeader(change: (header: Record<string, unknown>) => void): Uint8Array {
  const file = randomModelFile(1);
  const length = new DataView(file.buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  change(header);
  return modelFile(header, file.subarray(8 + length));
}

describe('a model file', () => {
  it('gives its sizes and tensors, wherever it lies in its buffer', () => {
    const bytes = randomModelFile(1);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    const file = parseModelFile(shifted, 'x');
    expect(file.sizes.channels).toBe(16);
    expect(file.float32('block1.depthwise.weight')).toHaveLength(16 * 3);
    expect(file.int8('output.weight')).toHaveLength(64 * 16);
    expect(file.priorWeight).toBeUndefined();
  });

  it('says how much of the prior the decoder takes out', () => {
    const bytes = withHeader((header) => {
      header.decoder = { priorWeight: 0.3 };
    });
    expect(parseModelFile(bytes, 'x').priorWeight).toBe(0.3);
  });

  it('comes with the package, of at most 1 MB', async () => {
    const bytes = await readFile(new URL('../../model/visemes.bin', import.meta.url));
    expect(bytes.length).toBeLessThanOrEqual(1_000_000);
    const { sizes } = await loadLipsyncModel();
    expect(sizes).toEqual(parseModelFile(bytes, 'x').sizes);
  });

  const cut = (length: number): Uint8Array => randomModelFile(1).subarray(0, length);
  const broken: [why: string, bytes: Uint8Array][] = [
    ['it has only 0 bytes', cut(0)],
    ['it does not begin with "AVLS"', new TextEncoder().encode('RIFF1234WAVE')],
    ['its header is cut off', cut(100)],
    ['its header is not JSON', withHeader(() => {}).fill(0x7b, 8, 40)],
    ['its version is 2, not 1', withHeader((header) => (header.version = 2))],
    ['its visemes are not those', withHeader((header) => (header.visemes = ['sil']))],
    ['its channels must be a multiple of 8', withHeader((header) => (header.channels = 12))],
    [
      'its kernel must be a whole number from 1 to 64, not 1000000',
      withHeader((header) => (header.kernel = 1_000_000)),
    ],
    ['its dilations[1] must be', withHeader((header) => (header.dilations = [1, -1]))],
    [
      'its kernel and dilations ask for too much memory',
      withHeader((header) => (header.dilations = Array(64).fill(1_024))),
    ],
    ['its decoder.priorWeight must be', withHeader((header) => (header.decoder = { priorWeight: 2 }))],
    ['its melLowHz and melHighHz', withHeader((header) => (header.melHighHz = 9_000))],
    ['it lists no tensors', withHeader((header) => (header.tensors = undefined))],
    ['it has no features.mean', withHeader((header) => (header.tensors = []))],
    ['its input.weight has 1280 values, not 2560', withHeader((header) => (header.channels = 32))],
    ['its decoder.prior is cut off', cut(randomModelFile(1).length - 4)],
  ];
  it.each(broken)('is refused because %s', (why, bytes) => {
    expect(() => parseModelFile(bytes, 'voice.bin')).toThrow(
      `voice.bin is not a lip sync model that can be used: ${why}`,
    );
  });

  it('is refused because a weight is no number', () => {
    const bytes = randomModelFile(1);
    const file = parseModelFile(bytes, 'x');
    const payloadAt = bytes.length - file.float32('decoder.prior').buffer.byteLength;
    new DataView(bytes.buffer).setFloat32(payloadAt, Number.NaN, true);
    expect(() => parseModelFile(bytes, 'x')).toThrow('its features.mean has values that are no numbers');
  });

  it('is refused by its loader too', async () => {
    await expect(loadLipsyncModel(cut(50))).rejects.toThrow(
      'The given file is not a lip sync model that can be used: its header is cut off',
    );
  });
});
