import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECOGNITION_RATE_HZ, type SpeechRecognizer } from './port.js';

/** Something that was said, and how a recogniser writes it. */
export interface Spoken {
  /** Mono, 16 kHz. */
  pcm: Int16Array;
  text: string;
}

/** Pieces as a room gives them. */
const PIECE = RECOGNITION_RATE_HZ / 50;

/** What every recogniser must do. `spoken` has two utterances of one language at least. */
export function describeRecognizer(
  name: string,
  create: () => Promise<SpeechRecognizer>,
  spoken: () => Promise<Spoken[]>,
): void {
  describe(`${name} as a speech recogniser`, () => {
    let recognizer: SpeechRecognizer;
    let [first, second]: Spoken[] = [];
    beforeAll(async () => {
      recognizer = await create();
      [first, second] = await spoken();
    });
    afterAll(() => recognizer.close());

    async function hear(pcm: Int16Array = new Int16Array(0), onInterim?: (text: string) => void) {
      const utterance = recognizer.listen({ language: 'en-US' }, onInterim);
      const buffer = new Int16Array(PIECE);
      for (let at = 0; at < pcm.length; at += PIECE) {
        // The same buffer again and again: what is kept must be copied.
        const piece = pcm.subarray(at, at + PIECE);
        buffer.set(piece);
        utterance.push(buffer.subarray(0, piece.length));
      }
      buffer.fill(0);
      return utterance.finish();
    }

    it('writes what was said', async () => {
      expect(plain((await hear(first?.pcm)).text)).toBe(plain(first?.text));
      expect(plain((await hear(second?.pcm)).text)).toBe(plain(second?.text));
    });

    it('tells interim texts only before the end', async () => {
      const interims: string[] = [];
      await hear(first?.pcm, (text) => interims.push(text));
      const count = interims.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(interims).toHaveLength(count);
      for (const interim of interims) expect(interim).not.toBe('');
    });

    it('hears utterances side by side', async () => {
      const heard = await Promise.all([hear(first?.pcm), hear(second?.pcm), hear(first?.pcm)]);
      expect(heard.map(({ text }) => plain(text))).toEqual(
        [first, second, first].map((one) => plain(one?.text)),
      );
    });

    it('hears nothing in nothing, in silence and in a faint hiss', async () => {
      const hiss = new Int16Array(RECOGNITION_RATE_HZ).map((_, at) => ((at * 7919) % 61) - 30);
      for (const pcm of [new Int16Array(0), new Int16Array(RECOGNITION_RATE_HZ), hiss]) {
        expect((await hear(pcm)).text).toBe('');
      }
    });

    it('goes on after utterances that are not wanted any more', async () => {
      const cancelled = recognizer.listen({});
      cancelled.push(first?.pcm ?? new Int16Array(0));
      cancelled.cancel();
      cancelled.cancel();
      const late = recognizer.listen({});
      late.push(first?.pcm ?? new Int16Array(0));
      const finishing = late.finish();
      late.cancel();
      await finishing;
      late.cancel();
      expect(plain((await hear(second?.pcm)).text)).toBe(plain(second?.text));
    });

    it('warms up without an error', () => {
      expect(() => recognizer.warmUp()).not.toThrow();
    });
  });
}

function plain(text: string | undefined): string {
  return (text ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
