import { describe, expect, it } from 'vitest';
import type { SpeechChunk } from '../speech/tts/port.js';
import { Playback, type PlaybackResult } from './playback.js';
import { loudnessLips } from './testing/loudness-lips.js';
import { toneClause } from './testing/tones.js';

const RATE_HZ = 48_000;
const PIECE = 960;

class Heard {
  readonly log: string[] = [];
  text = '';
  result: PlaybackResult | null = null;
  readonly playback = new Playback(
    RATE_HZ,
    {
      onStart: () => this.log.push('start'),
      onText: (text, last) => {
        this.text += text;
        if (last) this.log.push('last text');
      },
      onEnd: (result) => {
        this.result = result;
        this.log.push('end');
      },
    },
    loudnessLips,
  );
  sound: number[] = [];

  /** Sends from `fromMs` to `toMs` and lets the clock follow `queueMs` behind. */
  run(fromMs: number, toMs: number, queueMs = 60): void {
    for (let headMs = fromMs; headMs < toMs; headMs += 20) {
      const piece = new Int16Array(PIECE);
      this.playback.fill(piece, headMs);
      this.sound.push(...piece);
      this.playback.advance(headMs - queueMs);
    }
  }
}

async function* clauses(...chunks: SpeechChunk[]): AsyncIterable<SpeechChunk> {
  yield* chunks;
}

describe('Playback', () => {
  it('starts when the sound is sent, tells the words, and ends when the last sound is out', async () => {
    const heard = new Heard();
    await heard.playback.take(clauses(toneClause('Hello there. ', 0.5), toneClause('Bye.', 0.5)));
    heard.run(1_000, 1_060);
    expect(heard.log).toEqual([]);
    heard.run(1_060, 1_500);
    expect(heard.log).toEqual(['start']);
    expect(heard.text).toBe('Hello there. ');
    heard.run(1_500, 2_200);
    expect(heard.log).toEqual(['start', 'last text', 'end']);
    expect(heard.result).toMatchObject({
      started: true,
      interrupted: false,
      spokenText: 'Hello there. Bye.',
    });
  });

  it('ends at once when it is interrupted, and tells what was said', async () => {
    const heard = new Heard();
    await heard.playback.take(clauses(toneClause('one two three four five six seven eight', 4)));
    heard.run(0, 2_060);
    expect(heard.playback.interrupt(2_000)).toBe(true);
    expect(heard.result).toMatchObject({ started: true, interrupted: true });
    expect(heard.result?.spokenText).toBe(heard.text);
    expect(heard.text).toMatch(/^one two three four( five)? $/);
    expect(heard.playback.interrupt(2_010)).toBe(false);
  });

  it('makes no sound and no start when interrupted before it is heard', async () => {
    const heard = new Heard();
    await heard.playback.take(clauses(toneClause('Hello.', 1)));
    expect(heard.playback.interrupt(10)).toBe(false);
    expect(heard.log).toEqual(['end']);
    expect(heard.result).toMatchObject({ started: false, interrupted: true, spokenText: '' });
  });

  it('pauses without a click while the voice is behind, and goes on', async () => {
    const heard = new Heard();
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taking = heard.playback.take(
      (async function* () {
        yield toneClause('One ', 0.505);
        await gate;
        yield toneClause('two.', 0.5);
      })(),
    );
    await new Promise((resolve) => setImmediate(resolve));
    heard.run(0, 800);
    release();
    await taking;
    heard.run(800, 1_600);
    expect(heard.log).toEqual(['start', 'last text', 'end']);
    expect(heard.text).toBe('One two.');
    const jumps = heard.sound.map((sample, i) => Math.abs(sample - (heard.sound[i - 1] ?? 0)));
    // A 400 Hz tone of this loudness moves by at most 475 from sample to sample.
    expect(Math.max(...jumps)).toBeLessThan(600);
    const silentMs = heard.sound.slice(0, 48 * 1_300).filter((sample) => sample === 0).length / 48;
    expect(silentMs).toBeGreaterThan(250);
  });

  it('rests the mouth while it pauses', async () => {
    const heard = new Heard();
    await heard.playback.take(clauses(toneClause('One.', 0.3)));
    heard.run(0, 200);
    const pose = { weights: new Float32Array(15), jaw: 0, rounding: 0 };
    expect(heard.playback.mouthAt(150, 200, pose)).toBe(true);
    expect(heard.playback.mouthAt(250, 200, pose)).toBe(true);
    expect(heard.playback.mouthAt(400, 200, pose)).toBe(false);
  });

  it('says what was made before a voice fails, and why it failed', async () => {
    const heard = new Heard();
    await heard.playback.take(
      (async function* () {
        yield toneClause('Half.', 0.2);
        throw new Error('the voice is hoarse');
      })(),
    );
    heard.run(0, 600);
    expect(heard.log).toContain('start');
    expect(heard.result?.error?.message).toBe('the voice is hoarse');
    expect(heard.text).toBe('Half.');
  });

  it('takes from the voice no more than half a minute ahead, and all of it in the end', async () => {
    const heard = new Heard();
    let made = 0;
    async function* longSpeech(): AsyncIterable<SpeechChunk> {
      for (; made < 90; made += 1) yield toneClause(`Sentence ${made}. `, 1);
    }
    const taking = heard.playback.take(longSpeech());
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    await settle();
    expect(made).toBeLessThan(35);
    for (let second = 0; second < 100; second += 1) {
      heard.run(second * 1000, (second + 1) * 1000);
      await settle();
    }
    await taking;
    expect(heard.result).toMatchObject({ started: true, interrupted: false });
    expect(heard.text).toMatch(/Sentence 0\. .*Sentence 89\. $/);
    expect(heard.sound.filter((sample) => sample !== 0).length / RATE_HZ).toBeGreaterThan(85);
  });

  it('lets go of a voice that waits when it is interrupted', async () => {
    const heard = new Heard();
    let closed = false;
    async function* endless(): AsyncIterable<SpeechChunk> {
      try {
        for (;;) yield toneClause('On and on. ', 1);
      } finally {
        closed = true;
      }
    }
    const taking = heard.playback.take(endless());
    await new Promise((resolve) => setImmediate(resolve));
    heard.playback.interrupt(0);
    await taking;
    expect(closed).toBe(true);
  });

  it('ends without a start when there is nothing to hear', async () => {
    const heard = new Heard();
    await heard.playback.take(clauses({ text: '🙂', sampleRateHz: 16_000, pcm: new Int16Array(0) }));
    heard.run(0, 100);
    expect(heard.log).toEqual(['end']);
    expect(heard.result).toMatchObject({ started: false, interrupted: false });
  });

  describe('paused', () => {
    it('falls silent, keeps its place, and goes on with what was not heard', async () => {
      const heard = new Heard();
      await heard.playback.take(clauses(toneClause('One two three four five six seven eight.', 1)));
      heard.run(1_000, 1_500);
      expect(heard.playback.pause(1_440)).toBe(true);
      heard.sound = [];
      const words = heard.text;
      heard.run(1_460, 2_460);
      expect(heard.sound.every((sample) => sample === 0)).toBe(true);
      expect(heard.text).toBe(words);
      expect(heard.log).toEqual(['start']);
      expect(heard.playback.isAboutToStart).toBe(false);
      heard.playback.goOn();
      expect(heard.playback.isAboutToStart).toBe(true);
      heard.run(2_460, 3_200);
      expect(heard.playback.isAboutToStart).toBe(false);
      expect(heard.sound.filter((sample) => sample !== 0).length / RATE_HZ).toBeCloseTo(1 - 0.44, 1);
      expect(heard.log).toEqual(['start', 'last text', 'end']);
      expect(heard.result).toMatchObject({ interrupted: false });
      expect(heard.result?.playedS).toBeCloseTo(1, 1);
    });

    it('before its first sound, waits; and can be interrupted', async () => {
      const heard = new Heard();
      await heard.playback.take(clauses(toneClause('One two.', 0.5)));
      heard.playback.pause(900);
      heard.run(1_000, 1_200);
      expect(heard.log).toEqual([]);
      expect(heard.playback.isAboutToStart).toBe(false);
      heard.playback.interrupt(1_200);
      expect(heard.result).toMatchObject({ started: false, interrupted: true, spokenText: '' });
    });
  });
});
