import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { type Contestant, durationOf, frameCount } from './clip.js';
import { FRAME_S, SILENCE } from './score.js';
import { resample, type Sound } from './wav.js';

/** What an AudioWorkletProcessor says to its node; times in seconds since its first sample. */
interface Said {
  event: string;
  viseme?: number | null;
  t?: number;
  d?: number;
}

interface Worklet {
  port: { onmessage?: (message: { data: object }) => void; postMessage: (said: Said) => void };
  process(
    inputs: Float32Array[][],
    outputs: Float32Array[][],
    parameters: Record<string, Float32Array>,
  ): boolean;
}

type WorkletClass = (new (
  options: object,
) => Worklet) & {
  parameterDescriptors: { name: string; defaultValue: number }[];
};

/** Its numbering (Oculus), by our names. */
const NAMES: Viseme[] = [
  ...(['aa', 'E', 'ih', 'oh', 'ou', 'PP', 'SS', 'TH', 'DD', 'FF', 'kk', 'nn', 'RR', 'CH', 'sil'] as const),
];

/** A browser renders at this rate, in blocks of this many samples. */
const RATE_HZ = 48_000;
const BLOCK = 128;
/** As in the example of its README; the default of −50 dB has fewer frames right. */
const SETTINGS: Record<string, number> = { vadGateActiveDb: -40, vadGateInactiveDb: -60 };

const require = createRequire(import.meta.url);
const MODULE = require.resolve('@met4citizen/headaudio/dist/headworklet.min.mjs');
const MODEL = require.resolve('@met4citizen/headaudio/dist/model-en-mixed.bin');

let registration: Promise<WorkletClass> | undefined;

/** The worklet's class, as a browser's AudioWorkletGlobalScope would have it registered: once. */
function registered(): Promise<WorkletClass> {
  registration ??= register();
  return registration;
}

async function register(): Promise<WorkletClass> {
  let processor: WorkletClass | undefined;
  Object.assign(globalThis, {
    sampleRate: RATE_HZ,
    AudioWorkletProcessor: class {
      port = { postMessage: () => {} };
    },
    registerProcessor: (_name: string, implementation: WorkletClass) => {
      processor = implementation;
    },
  });
  await import(MODULE);
  if (!processor) throw new Error('headaudio registered no processor');
  return processor;
}

interface Trainer {
  loadModel(url: string): Promise<{ model: object[] }>;
}

/** Its prototypes, read by its own code, which fetches them from a URL. */
async function prototypes(): Promise<object[]> {
  const { Training } = (await import(require.resolve('@met4citizen/headaudio/modules/training.mjs'))) as {
    Training: new () => Trainer;
  };
  const url = `data:application/octet-stream;base64,${readFileSync(MODEL).toString('base64')}`;
  return (await new Training().loadModel(url)).model;
}

/**
 * `@met4citizen/headaudio`: its own AudioWorkletProcessor, given blocks as a browser gives them. What it says
 * stands until it says something else. `leadS` is taken off the times of its answers, as if the sound that people
 * hear were delayed by so much.
 */
export function headAudio(name: string, leadS: number): Contestant {
  return {
    name,
    async follow(clips) {
      const Processor = await registered();
      const model = await prototypes();
      const sounds = clips.map(({ sound }) => resample(sound, RATE_HZ));
      const from = process.cpuUsage();
      const answers = sounds.map((sound) => listen(Processor, model, sound));
      const { user, system } = process.cpuUsage(from);
      const soundS = sounds.reduce((sum, sound) => sum + durationOf(sound), 0);
      const frames = clips.map(({ sound }, at) => framesOf(answers[at] ?? [], frameCount(sound), leadS));
      return { frames, cpuMsPerS: (user + system) / 1000 / soundS };
    },
  };
}

interface Answer {
  atS: number;
  viseme: number;
}

function listen(Processor: WorkletClass, model: object[], sound: Sound): Answer[] {
  const worklet = new Processor({ processorOptions: {} });
  const values: Record<string, Float32Array> = {};
  for (const { name, defaultValue } of Processor.parameterDescriptors) {
    values[name] = Float32Array.of(SETTINGS[name] ?? defaultValue);
  }
  const samples = Float32Array.from(sound.samples, (value) => value / 32768);
  const answers: Answer[] = [];
  let heardS = 0;
  worklet.port.postMessage = ({ event, viseme }) => {
    if (event === 'viseme' && typeof viseme === 'number') {
      answers.push({ atS: heardS, viseme: VISEMES.indexOf(NAMES[viseme] ?? 'sil') });
    } else if (event === 'ended') {
      answers.push({ atS: heardS, viseme: SILENCE });
    }
  };
  worklet.port.onmessage?.({ data: { event: 'model', model } });
  for (let at = 0; at + BLOCK <= samples.length; at += BLOCK) {
    heardS = (at + BLOCK) / RATE_HZ;
    worklet.process([[samples.subarray(at, at + BLOCK)]], [], values);
  }
  return answers;
}

function framesOf(answers: readonly Answer[], length: number, leadS: number): Uint8Array {
  const frames = new Uint8Array(length).fill(SILENCE);
  for (const { atS, viseme } of answers) {
    frames.fill(viseme, Math.min(length, Math.max(0, Math.ceil((atS - leadS) / FRAME_S))));
  }
  return frames;
}
