import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ScriptedRecognizer } from '../testing/scripted-recognizer.js';
import { readTurnDetection } from './turn-detection.js';
import { VoiceSession } from './voice-session.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of sound and the like that are reachable. */
async function bytesKept(): Promise<number> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  collect();
  return process.memoryUsage().arrayBuffers;
}

it('keeps nothing of the sound that it has heard', async () => {
  const recognizer = new ScriptedRecognizer();
  const session = await VoiceSession.open({
    performer: { say() {}, interrupt() {}, pause() {}, resume() {} },
    recognizer: () => recognizer,
    language: () => 'en',
    turnDetection: () => readTurnDetection(),
    listener: { onHeard() {}, onTurn() {}, onUnheard() {}, onWarning() {} },
  });
  const hear = async (pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      session.hear(new Int16Array(320));
      await setImmediate();
    }
  };
  // The detector has buffers of its own to fill.
  await hear(1_200);
  const before = await bytesKept();
  await hear(1_000);
  expect((await bytesKept()) - before).toBeLessThan(300_000);
  await session.close();
});
