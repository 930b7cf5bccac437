import { parentPort } from 'node:worker_threads';
import { loadLipsyncModel, posteriorsOfAudio } from '@avatarium/lipsync';
import { trackOfSpeech } from '@avatarium/lipsync/timing';
import type { AlignmentAnswer, AlignmentJob } from './alignment-messages.js';

const port = parentPort;
if (!port) throw new Error('alignment.worker runs as a worker thread only');

const model = await loadLipsyncModel();

async function align({ pcm, sampleRateHz, ...times }: AlignmentJob): Promise<AlignmentAnswer> {
  const posteriors = posteriorsOfAudio(model, pcm, sampleRateHz);
  const { phones, ignored } = await trackOfSpeech({ ...times, posteriors });
  const faults = ignored.map(({ source, reason }) => `the voice's ${source} have times of no use: ${reason}`);
  return { phones: phones ?? null, fault: faults.join('; ') || undefined };
}

port.on('message', async (job: AlignmentJob) => {
  try {
    port.postMessage(await align(job));
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    port.postMessage({ phones: null, fault } satisfies AlignmentAnswer);
  }
});
