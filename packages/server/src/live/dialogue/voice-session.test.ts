import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { spokenByFlite, waitFor } from '../../../../../tests/support/index.js';
import { ScriptedRecognizer } from '../testing/scripted-recognizer.js';
import type { HeardTurn } from './port.js';
import { readTurnDetection } from './turn-detection.js';
import { VoiceSession } from './voice-session.js';

/** Half of what the sound takes that is heard meanwhile. */
const MOST = 224_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of sound and the like that are reachable, once the detector has heard what it was given. */
async function bytesKept(looks: number, most = 0): Promise<number> {
  let bytes = Number.POSITIVE_INFINITY;
  for (let look = 0; look < looks && bytes > most; look++) {
    await setTimeout(50);
    collect();
    bytes = Math.min(bytes, process.memoryUsage().arrayBuffers);
  }
  return bytes;
}

const recognizer = new ScriptedRecognizer();
const turns: HeardTurn[] = [];
let session: VoiceSession;
beforeEach(async () => {
  session = await VoiceSession.open({
    performer: { say() {}, interrupt() {}, pause() {}, resume() {} },
    recognizer: () => recognizer,
    language: () => 'en',
    turnDetection: () => readTurnDetection(),
    listener: {
      onHeard() {},
      onTurn: (turn) => void turns.push(turn),
      onUnheard() {},
      onBargeIn() {},
      onWarning() {},
    },
  });
});
afterEach(() => session.close());

it('keeps nothing of the sound that it has heard', async () => {
  const hear = async (pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      session.hear(new Int16Array(320));
      await setImmediate();
    }
  };
  // The detector has buffers of its own to fill.
  await hear(800);
  const before = await bytesKept(10);
  await hear(700);
  expect(await bytesKept(100, before + MOST)).toBeLessThan(before + MOST);
});

it('takes the turn of somebody whose microphone goes away in the middle of it', async () => {
  recognizer.script.push('what are your opening hours');
  const [spoken] = await spokenByFlite(['What are your opening hours on Sunday?'], 'en-US-maya');
  const pcm = spoken?.pcm ?? new Int16Array(0);
  for (let at = 0; at < pcm.length * 0.6; at += 320) {
    session.hear(pcm.subarray(at, at + 320));
    await setImmediate();
  }
  await waitFor('the turn', () => turns.length > 0, 10_000);
  expect(turns).toMatchObject([{ text: 'what are your opening hours' }]);
});
