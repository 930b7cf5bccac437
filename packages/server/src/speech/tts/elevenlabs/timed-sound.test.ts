import { describe, expect, it } from 'vitest';
import { TimedSound } from './timed-sound.js';

const RATE_HZ = 1000;
const STEP_S = 0.1;

function piece(text: string, startS: number) {
  const starts = [...text].map((_, at) => startS + at * STEP_S);
  return {
    characters: [...text],
    character_start_times_seconds: starts,
    character_end_times_seconds: starts.map((at) => at + STEP_S),
  };
}
const sound = (seconds: number) => new Uint8Array(2 * Math.round(seconds * RATE_HZ));

describe('sound with times', () => {
  it.each([
    ['the start of the passage', 0.8],
    ['the start of each piece', 0],
  ])('is cut the same whether times count from %s', (_, secondStartS) => {
    const text = 'One two three';
    const timed = new TimedSound({ text, spoken: text }, RATE_HZ);
    timed.push(sound(0.8), piece('One two ', 0));
    const first = timed.take();
    timed.push(sound(0.5), piece('three', secondStartS));
    const chunks = [first, timed.take(), timed.rest()];
    expect(chunks.map((chunk) => chunk?.text)).toEqual(['One ', undefined, 'two three']);
    expect(chunks.map((chunk) => chunk?.pcm.length)).toEqual([400, undefined, 900]);
    expect(chunks[2]?.characters?.startS.at(-1)).toBeCloseTo(0.8);
  });

  it('waits for sound whose times came before it', () => {
    const text = 'One two three';
    const timed = new TimedSound({ text, spoken: text }, RATE_HZ);
    timed.push(sound(0.2), piece(text, 0));
    expect(timed.take()).toBeNull();
    timed.push(sound(0.7), null);
    expect(timed.take()?.text).toBe('One two ');
  });

  it('goes without times where none come, and bends those that are wrong', () => {
    const without = new TimedSound({ text: 'One two', spoken: 'One two' }, RATE_HZ);
    without.push(sound(0.5), null);
    expect(without.rest()).toEqual({ text: 'One two', sampleRateHz: RATE_HZ, pcm: new Int16Array(500) });
    const wrong = new TimedSound({ text: 'One', spoken: 'One' }, RATE_HZ);
    wrong.push(sound(0.1), piece('One', 0.05));
    expect(wrong.rest().characters?.endS).toEqual([0.1, 0.1, 0.1]);
  });
});
