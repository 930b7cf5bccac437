import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';

/** How the network hears, and how large it is. */
export interface ModelSizes {
  sampleRateHz: number;
  hopSamples: number;
  windowSamples: number;
  fftSize: number;
  melBands: number;
  melLowHz: number;
  melHighHz: number;
  /** Rows lag this many frames behind what the network has heard. */
  lookAheadFrames: number;
  framesPerStep: number;
  channels: number;
  hidden: number;
  /** Taps of the convolutions. */
  kernel: number;
  /** Of each block's convolution, in steps. */
  dilations: number[];
}

type Tensor = Int8Array | Float32Array;

/** A model file, taken apart and checked. */
export interface ModelFile {
  sizes: ModelSizes;
  /** int8 matrix `name`, row by row. */
  int8(name: string): Int8Array;
  /** float32 tensor `name`, row by row. */
  float32(name: string): Float32Array;
  /** How strongly the decoder takes out how common each viseme is, 0–1; undefined where the file does not say. */
  priorWeight: number | undefined;
}

const MAGIC = 'AVLS';
const VERSION = 1;
const ALIGNMENT = 16;
/** Class logits, shape logits, jaw and rounding of one frame. */
export const OUTPUTS_PER_FRAME = 2 * VISEME_COUNT + 2;

/**
 * Takes a model file apart. `name` is what errors call it. Throws an Error that says why when it is not a model
 * file, of another version, cut off, or not of one piece; then nothing of it can be used.
 */
export function parseModelFile(bytes: Uint8Array, name: string): ModelFile {
  const fail = (why: string): never => {
    throw new Error(`${name} is not a lip sync model that can be used: ${why}`);
  };
  if (bytes.length < 8) fail(`it has only ${bytes.length} bytes`);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) fail(`it does not begin with "${MAGIC}"`);
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const payloadAt = 8 + headerLength;
  if (payloadAt > bytes.length) fail('its header is cut off');
  const header = readHeader(bytes.subarray(8, payloadAt), fail);
  if (header.version !== VERSION) fail(`its version is ${String(header.version)}, not ${VERSION}`);
  if (!sameList(header.visemes, VISEMES)) fail('its visemes are not those of this version');
  const sizes = readSizes(header, fail);
  const tensors = readTensors(header.tensors, bytes.subarray(payloadAt), fail);
  for (const [tensor, type, count] of tensorsOf(sizes)) {
    const values = tensors.get(tensor) ?? fail(`it has no ${tensor}`);
    const found = values instanceof Int8Array ? 'int8' : 'float32';
    if (found !== type) fail(`its ${tensor} is ${found}, not ${type}`);
    if (values.length !== count) fail(`its ${tensor} has ${values.length} values, not ${count}`);
    if (type === 'float32' && !values.every(Number.isFinite))
      fail(`its ${tensor} has values that are no numbers`);
  }
  const { priorWeight } = isRecord(header.decoder) ? header.decoder : {};
  if (priorWeight !== undefined && !(typeof priorWeight === 'number' && priorWeight >= 0 && priorWeight <= 1))
    return fail('its decoder.priorWeight must be a number from 0 to 1');
  return {
    sizes,
    int8: (tensor) => tensors.get(tensor) as Int8Array,
    float32: (tensor) => tensors.get(tensor) as Float32Array,
    priorWeight,
  };
}

type Fail = (why: string) => never;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readHeader(text: Uint8Array, fail: Fail): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    if (isRecord(header)) return header;
  } catch {
    // Said below.
  }
  return fail('its header is not JSON');
}

function sameList(value: unknown, expected: readonly string[]): boolean {
  return Array.isArray(value) && value.length === expected.length && value.every((v, i) => v === expected[i]);
}

/** Whole numbers from 1 to the given limits: enough for any model of this kind. */
const LIMITS = {
  sampleRateHz: 48_000,
  hopSamples: 4_096,
  windowSamples: 4_096,
  fftSize: 4_096,
  melBands: 256,
  lookAheadFrames: 100,
  framesPerStep: 8,
  channels: 512,
  hidden: 512,
  kernel: 64,
} as const;

/** Values that a stream may remember: 4 MB. */
const MAX_REMEMBERED = 1_000_000;

function readSizes(header: Record<string, unknown>, fail: Fail): ModelSizes {
  const whole = (field: string, value: unknown, limit: number): number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= limit
      ? value
      : fail(`its ${field} must be a whole number from 1 to ${limit}, not ${JSON.stringify(value)}`);
  const checked = Object.fromEntries(
    Object.entries(LIMITS).map(([field, limit]) => [field, whole(field, header[field], limit)]),
  ) as Record<keyof typeof LIMITS, number>;
  const { dilations, melLowHz, melHighHz } = header;
  if (!Array.isArray(dilations) || dilations.length > 64) fail('its dilations must be a list of at most 64');
  const sizes: ModelSizes = {
    ...checked,
    melLowHz: typeof melLowHz === 'number' ? melLowHz : Number.NaN,
    melHighHz: typeof melHighHz === 'number' ? melHighHz : Number.NaN,
    dilations: (dilations as unknown[]).map((value, block) => whole(`dilations[${block}]`, value, 1_024)),
  };
  if (!(sizes.melLowHz >= 0 && sizes.melLowHz < sizes.melHighHz && sizes.melHighHz <= sizes.sampleRateHz / 2))
    fail('its melLowHz and melHighHz must be in order, between 0 and half of the sample rate');
  if (sizes.sampleRateHz !== 100 * sizes.hopSamples) fail('its hopSamples must be a hundredth of a second');
  if (Math.log2(sizes.fftSize) % 1 !== 0 || sizes.fftSize < sizes.windowSamples || sizes.windowSamples % 2)
    fail('its fftSize must be a power of two that holds the window, and its windowSamples even');
  for (const [field, value] of [
    ['channels', sizes.channels],
    ['hidden', sizes.hidden],
    ['melBands · framesPerStep', sizes.melBands * sizes.framesPerStep],
  ] as const) {
    if (value % 8 !== 0 || value > 512) fail(`its ${field} must be a multiple of 8, at most 512`);
  }
  const steps = sizes.dilations.reduce((sum, dilation) => sum + (sizes.kernel - 1) * dilation + 1, 0);
  if (steps * sizes.channels > MAX_REMEMBERED) fail('its kernel and dilations ask for too much memory');
  return sizes;
}

function readTensors(list: unknown, payload: Uint8Array, fail: Fail): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  // A copy starts at a multiple of every element's size, wherever the file lies in its buffer.
  const { buffer } = new Uint8Array(payload);
  for (const entry of Array.isArray(list) ? list : fail('it lists no tensors')) {
    if (!isRecord(entry)) return fail('it lists a tensor without a description');
    const { name, type, shape, offset } = entry;
    if (typeof name !== 'string') return fail('it lists a tensor without a name');
    if (type !== 'int8' && type !== 'float32') return fail(`its ${name} is neither int8 nor float32`);
    const count: unknown = Array.isArray(shape)
      ? shape.reduce((product, size) => product * size, 1)
      : Number.NaN;
    const bytes = Number(count) * (type === 'int8' ? 1 : 4);
    if (typeof offset !== 'number' || offset < 0 || offset % ALIGNMENT !== 0)
      return fail(`its ${name} is not at a multiple of ${ALIGNMENT}`);
    if (!(bytes >= 0 && offset + bytes <= buffer.byteLength)) return fail(`its ${name} is cut off`);
    tensors.set(
      name,
      type === 'int8'
        ? new Int8Array(buffer, offset, Number(count))
        : new Float32Array(buffer, offset, Number(count)),
    );
  }
  return tensors;
}

type TensorSize = [name: string, type: 'int8' | 'float32', count: number];

/** The tensors that a network of these sizes must have: name, type and number of values. */
function tensorsOf(sizes: ModelSizes): TensorSize[] {
  const { melBands, framesPerStep, channels, hidden, kernel, dilations } = sizes;
  const dense = (name: string, rows: number, columns: number): TensorSize[] => [
    [`${name}.weight`, 'int8', rows * columns],
    [`${name}.weight.scale`, 'float32', rows],
    [`${name}.bias`, 'float32', rows],
  ];
  return [
    ['features.mean', 'float32', melBands],
    ['features.scale', 'float32', melBands],
    ...dense('input', channels, melBands * framesPerStep),
    ...dilations.flatMap((_, block): TensorSize[] => [
      [`block${block}.depthwise.weight`, 'float32', channels * kernel],
      [`block${block}.depthwise.bias`, 'float32', channels],
      ...dense(`block${block}.expand`, hidden, channels),
      ...dense(`block${block}.project`, channels, hidden),
    ]),
    ...dense('output', framesPerStep * OUTPUTS_PER_FRAME, channels),
    ['decoder.transition', 'float32', VISEME_COUNT * VISEME_COUNT],
    ['decoder.prior', 'float32', VISEME_COUNT],
  ];
}
