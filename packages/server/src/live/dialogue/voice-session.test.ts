import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ScriptedRecognizer } from '../testing/scripted-recognizer.js';
import { readTurnDetection } from './turn-detection.js';
import { VoiceSession } from './voice-session.js';

/** Half of what the sound takes that is heard meanwhile. */
const MOST = 320_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of sound and the like that are reachable, once the detector has heard what it was given. */
async function bytesKept(most = 0): Promise<number> {
  let bytes = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10 && bytes > most; look++) {
    await setTimeout(50);
    collect();
    bytes = Math.min(bytes, process.memoryUsage().arrayBuffers);
  }
  return bytes;
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
  expect(await bytesKept(before + MOST)).toBeLessThan(before + MOST);
  await session.close();
});
