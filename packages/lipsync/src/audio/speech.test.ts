import { readFile } from 'node:fs/promises';
import { VISEME_COUNT } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { visemeIndex } from '../coarticulation.js';
import { seededRandom } from '../testing/heard.js';
import type { VisemeTrack } from '../track.js';
import { loadLipsyncModel } from './model.js';
import { segmentsOfAudio, visemesOfAudio } from './one-shot.js';

const RATE_HZ = 16_000;
const model = await loadLipsyncModel();

/** "Mama met my papa. Five vans.": see fixtures/README.md. */
const wav = await readFile(new URL('../../fixtures/mama-papa.wav', import.meta.url));
const speech = Int16Array.from({ length: (wav.length - 44) / 2 }, (_, i) => wav.readInt16LE(44 + 2 * i));

/** `seconds` of a sound given by its value (-1 to 1) at each moment. */
function sound(seconds: number, valueAt: (tS: number) => number): Float32Array {
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => valueAt(i / RATE_HZ));
}

function noise(loudness: number): Float32Array {
  const random = seededRandom(17);
  return sound(3, () => loudness * (2 * random() - 1));
}

/** Decaying tones in the manner of a plucked chord, twice a second. */
function chord(...tonesHz: number[]): Float32Array {
  const wave = (tS: number): number => tonesHz.reduce((sum, hz) => sum + Math.sin(2 * Math.PI * hz * tS), 0);
  return sound(3, (tS) => (0.5 / tonesHz.length) * wave(tS) * Math.exp(-4 * (tS % 0.5)));
}

function shareAtRest(track: VisemeTrack): number {
  const sil = visemeIndex('sil');
  let rows = 0;
  for (let row = 0; row < track.length; row++) {
    if ((track.weights[row * VISEME_COUNT + sil] ?? 0) > 0.9 && (track.jaw[row] ?? 1) < 0.05) rows++;
  }
  return rows / track.length;
}

describe('the model in the package', () => {
  it.each([
    ['silence', sound(3, () => 0)],
    ['a faint noise', noise(0.003)],
    ['a loud noise', noise(0.2)],
    ['a hum', sound(3, (tS) => 0.1 * Math.sin(2 * Math.PI * 100 * tS))],
    ['a tone', sound(3, (tS) => 0.3 * Math.sin(2 * Math.PI * 440 * tS))],
    ['a chord in major', chord(220, 277.2, 329.6, 440)],
    ['a chord in minor', chord(130.8, 155.6, 196, 261.6, 523.3)],
  ])('keeps the mouth at rest in %s', (_, pcm) => {
    expect(shareAtRest(visemesOfAudio(model, pcm, RATE_HZ))).toBeGreaterThan(0.9);
  });

  it('hears lips meet and part', () => {
    const segments = segmentsOfAudio(model, speech, RATE_HZ);
    // m m m m p p, with vowels between, in the first 1.5 s.
    const closures = segments.filter(({ viseme, startS }) => viseme === 'PP' && startS < 1.5);
    expect(closures.length).toBeGreaterThanOrEqual(4);
    expect(closures.length).toBeLessThanOrEqual(8);
    expect(segments.filter(({ viseme }) => viseme === 'FF').length).toBeGreaterThanOrEqual(1);
    const { jaw } = visemesOfAudio(model, speech, RATE_HZ);
    for (const { startS, endS } of closures) {
      // Co-articulated shapes lead and lag a little: within 40 ms of the closure the jaw is up.
      const about = jaw.subarray(Math.floor(100 * startS) - 4, Math.ceil(100 * endS) + 4);
      expect(Math.min(...about)).toBeLessThan(0.15);
    }
    expect(Math.max(...jaw)).toBeGreaterThan(0.4);
  });

  it('hears the same speech whatever its rate and loudness', () => {
    const slow = segmentsOfAudio(model, speech, RATE_HZ);
    // Each sample three times is a crude 48 kHz: images of the sound above 8 kHz, which must not count.
    const fast = segmentsOfAudio(
      model,
      Int16Array.from({ length: speech.length * 3 }, (_, i) => speech[Math.floor(i / 3)] ?? 0),
      3 * RATE_HZ,
    );
    const quiet = segmentsOfAudio(
      model,
      Int16Array.from(speech, (value) => value / 3),
      RATE_HZ,
    );
    const visemeAt = (segments: typeof slow, tS: number): string =>
      segments.find(({ endS }) => tS < endS)?.viseme ?? 'none';
    for (const other of [fast, quiet]) {
      let same = 0;
      for (let row = 0; row < 240; row++) {
        if (visemeAt(slow, row / 100) === visemeAt(other, row / 100)) same++;
      }
      expect(same / 240).toBeGreaterThan(0.75);
    }
  });
});
