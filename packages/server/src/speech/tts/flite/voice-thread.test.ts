import { afterEach, describe, expect, it } from 'vitest';
import { VoiceThread } from './voice-thread.js';

const JOB = {
  utterance: { text: 'Hello.', voice: 'rms', stretch: 1 },
  shape: { formantScale: 1, gain: 1, leadS: 0, pauseS: 0 },
};

/** A worker of our own making; `say` is the body of its message handler. */
function worker(say: string, start = ''): URL {
  const source = `
    import { parentPort } from 'node:worker_threads';
    ${start}
    const sound = { sampleRateHz: 16000, pcm: new Int16Array(1), phones: [] };
    parentPort.on('message', (job) => { ${say} });
    parentPort.postMessage({ kind: 'ready' });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

const ANSWER = `parentPort.postMessage({ kind: 'sound', sound });`;

describe('the voice thread', () => {
  const threads: VoiceThread[] = [];
  function started(url?: URL, limitMs?: number): VoiceThread {
    const thread = new VoiceThread(url, limitMs);
    threads.push(thread);
    return thread;
  }
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
  });

  it('fails the job it dies on, says why, and starts again for the next', async () => {
    const thread = started(
      worker(`if (job.utterance.text === 'crash') throw new Error('out of breath'); ${ANSWER}`),
    );
    const crash = thread.say({ ...JOB, utterance: { ...JOB.utterance, text: 'crash' } }, false);
    const after = thread.say(JOB, false);
    await expect(crash).rejects.toThrow('The voice thread stopped: out of breath');
    await expect(after).resolves.toMatchObject({ sampleRateHz: 16000 });
  });

  it('says why it cannot start', async () => {
    await expect(started(worker('', `throw new Error('no wasm');`)).start()).rejects.toThrow('no wasm');
  });

  it('fails each job with that reason while it cannot start', async () => {
    const thread = started(worker('', `throw new Error('no wasm');`));
    const said = await Promise.allSettled([thread.say(JOB, false), thread.say(JOB, false)]);
    expect(said.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('tells what went wrong with one clause and goes on', async () => {
    const thread = started();
    const impossible = { ...JOB, shape: { ...JOB.shape, formantScale: -1 } };
    await expect(thread.say(impossible, false)).rejects.toThrow(/^The voice failed: /);
    const sound = await thread.say(JOB, false);
    expect(sound?.pcm.length).toBeGreaterThan(1000);
  });

  it('takes urgent jobs first', async () => {
    const thread = started(worker(ANSWER));
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    await Promise.all([
      thread.say(JOB, false).then(note('running')),
      thread.say(JOB, false).then(note('ordinary')),
      thread.say(JOB, true).then(note('urgent')),
    ]);
    expect(order).toEqual(['running', 'urgent', 'ordinary']);
  });

  it('lets go of a job as soon as it is aborted, even one that hangs', async () => {
    const thread = started(worker(''));
    const abort = new AbortController();
    const said = thread.say(JOB, false, abort.signal);
    const waiting = thread.say(JOB, false, abort.signal);
    abort.abort();
    expect(await Promise.all([said, waiting])).toEqual([undefined, undefined]);
  });

  it('gives up a clause that takes for ever, and says the next one', async () => {
    const thread = started(worker(`if (job.utterance.text === 'hang') for (;;); ${ANSWER}`), 100);
    const hang = thread.say({ ...JOB, utterance: { ...JOB.utterance, text: 'hang' } }, false);
    const after = thread.say(JOB, false);
    await expect(hang).rejects.toThrow('took too long');
    await expect(after).resolves.toMatchObject({ sampleRateHz: 16000 });
  });

  it('fails what waits when it is closed, and what comes after', async () => {
    const thread = started(worker(''));
    await thread.start();
    const said = expect(thread.say(JOB, false)).rejects.toThrow('closed');
    const waiting = expect(thread.say(JOB, false)).rejects.toThrow('closed');
    await thread.close();
    await Promise.all([said, waiting]);
    await expect(thread.say(JOB, false)).rejects.toThrow('closed');
  });
});
