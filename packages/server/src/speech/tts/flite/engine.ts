import type { PhoneSegment } from '@avatarium/lipsync';
import { MemoryWasi, ProgramExit } from './wasi-memory.js';

/** What flite is asked to say, in words it can read, and how. */
export interface FliteUtterance {
  text: string;
  /** Flite's own name of the voice, e.g. "slt". */
  voice: string;
  /** How much longer every phone is than the voice's own: 1.25 is slow, 0.8 fast. */
  stretch: number;
  /** Mean pitch; the voice's own unless told. */
  pitchHz?: number;
}

/** Sound as flite made it. */
export interface FliteSound {
  sampleRateHz: number;
  pcm: Int16Array<ArrayBuffer>;
  phones: PhoneSegment[];
}

const WAV_HEADER_BYTES = 44;
const SAMPLE_RATE_OFFSET = 24;

interface Program {
  wasi: MemoryWasi;
  memory: WebAssembly.Memory;
  start: () => void;
}

/**
 * Flite, run again and again in one WebAssembly instance: after each run its memory is put back to what it was
 * at the start, which takes 4 ms where a new instance takes 20 and leaves 17 MB to be collected.
 */
export class FliteEngine {
  private program: Program;
  private readonly pristine: Uint8Array;

  private constructor(private readonly module: WebAssembly.Module) {
    this.program = instantiate(module);
    this.pristine = new Uint8Array(this.program.memory.buffer).slice();
  }

  /** Compiles flite.wasm. */
  static async load(wasm: Uint8Array<ArrayBuffer>): Promise<FliteEngine> {
    return new FliteEngine(await WebAssembly.compile(wasm));
  }

  /** Says one utterance. Throws when flite fails; the engine can be used again then. */
  say(utterance: FliteUtterance): FliteSound {
    const { text, voice, stretch, pitchHz } = utterance;
    const args = ['flite', '-voice', voice, '--setf', `duration_stretch=${stretch}`];
    if (pitchHz !== undefined) args.push('--setf', `int_f0_target_mean=${pitchHz}`);
    this.run([...args, '-psdur', '-t', text, '-o', '/w/out.wav']);
    const { wasi } = this.program;
    const wav = wasi.file('out.wav');
    if (!wav || wav.length < WAV_HEADER_BYTES) {
      throw new Error(`flite made no sound: ${wasi.stderr().trim() || 'no message'}`);
    }
    const sampleRateHz = new DataView(wav.buffer).getUint32(SAMPLE_RATE_OFFSET, true);
    const pcm = new Int16Array(wav.buffer.slice(WAV_HEADER_BYTES, wav.length - (wav.length % 2)));
    return { sampleRateHz, pcm, phones: parsePhones(wasi.stdout()) };
  }

  private run(args: readonly string[]): void {
    const { wasi, memory, start } = this.program;
    wasi.prepare(args);
    try {
      start();
    } catch (error) {
      // The program left in the midst of its calls: its stack pointer, which is no part of its memory, is lost.
      const message = wasi.stderr().trim();
      this.program = instantiate(this.module);
      if (error instanceof ProgramExit) throw new Error(`flite failed (${error.exitCode}): ${message}`);
      throw error;
    }
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(this.pristine);
    bytes.fill(0, this.pristine.length);
  }
}

function instantiate(module: WebAssembly.Module): Program {
  const wasi = new MemoryWasi();
  const { memory, _start: start } = new WebAssembly.Instance(module, wasi.imports()).exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof start !== 'function') {
    throw new Error('flite.wasm exports no memory or no _start');
  }
  wasi.bind(memory);
  return { wasi, memory, start: start as () => void };
}

/** Reads "pau:0.164 hh:0.255 …": names with end times, which start again from 0 with each sentence. */
function parsePhones(printed: string): PhoneSegment[] {
  const phones: PhoneSegment[] = [];
  let offsetS = 0;
  let atS = 0;
  for (const word of printed.split(/\s+/)) {
    const [phone, end] = word.split(':');
    const endS = Number(end);
    if (!phone || !Number.isFinite(endS)) continue;
    if (offsetS + endS < atS) offsetS = atS;
    phones.push({ phone, startS: atS, endS: offsetS + endS });
    atS = offsetS + endS;
  }
  return phones;
}
