import { inference, initializeLogger, type VADEvent, VADEventType } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFliteSynthesizer } from '../../speech/tts/flite/index.js';
import { BargeIn } from './barge-in.js';

const RATE_HZ = 16_000;
const PIECE = 160;
const THRESHOLDS = { activationThreshold: 0.5, deactivationThreshold: 0.35 };

initializeLogger({ pretty: false, level: 'error' });

function setUp() {
  const log: string[] = [];
  const output = { isAudible: true, hold: () => log.push('hold'), release: () => log.push('release') };
  const delays: number[] = [];
  const bargeIn = new BargeIn({
    output: output as never,
    thresholds: () => THRESHOLDS,
    onSilent: (delayMs) => delays.push(delayMs),
  });
  const windows = (probability: number, count = 1, speaking = false) => {
    for (let i = 0; i < count; i++)
      bargeIn.take({ type: VADEventType.INFERENCE_DONE, probability, speaking });
  };
  return { log, output, delays, bargeIn, windows };
}

describe('the first sign of a voice', () => {
  const rigs: ReturnType<typeof setUp>[] = [];
  const start = () => {
    const rig = setUp();
    rigs.push(rig);
    return rig;
  };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    for (const { bargeIn } of rigs.splice(0)) bargeIn.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('holds the avatar, and the next window without a voice lets it go on', () => {
    const { log, windows } = start();
    windows(0.01, 30);
    windows(0.6);
    expect(log).toEqual(['hold']);
    windows(0.4);
    expect(log).toEqual(['hold']);
    windows(0.1);
    expect(log).toEqual(['hold', 'release']);
  });

  it('is not trusted for a while after a false one', () => {
    const { log, windows } = start();
    windows(0.01, 30);
    for (let i = 0; i < 5; i++) {
      windows(0.9);
      windows(0.1, 40);
    }
    expect(log).toEqual(['hold', 'release']);
    windows(0.1, 160);
    windows(0.9);
    expect(log).toEqual(['hold', 'release', 'hold']);
  });

  it('stays held while the voice goes on, and leaves the rest to the pause', () => {
    const { log, delays, windows, bargeIn } = start();
    windows(0.01, 30);
    bargeIn.hear(new Int16Array(PIECE).fill(3_000), performance.now());
    vi.advanceTimersByTime(40);
    windows(0.9, 2);
    vi.advanceTimersByTime(64);
    bargeIn.confirm(performance.now());
    windows(0.1, 10, true);
    vi.advanceTimersByTime(5_000);
    expect(log).toEqual(['hold']);
    expect(delays).toEqual([40]);
  });

  it('is followed by silence no longer than half a second if nothing confirms it', () => {
    const { log, windows } = start();
    windows(0.01, 30);
    windows(0.9);
    vi.advanceTimersByTime(500);
    expect(log).toEqual(['hold', 'release']);
  });

  it('may be the avatar itself until it has spoken for a while unheard', () => {
    const { log, output, windows } = start();
    windows(0.01, 20);
    windows(0.9, 3);
    windows(0.9, 100, true);
    windows(0.01, 20);
    windows(0.9);
    output.isAudible = false;
    windows(0.01, 100);
    output.isAudible = true;
    windows(0.01, 10);
    windows(0.9);
    expect(log).toEqual([]);
  });

  it('says nothing where a loudspeaker is known to come back, or while the avatar is silent', () => {
    const known = start();
    known.bargeIn.knowEcho();
    known.windows(0.01, 100);
    known.windows(0.9, 3);
    const silent = start();
    silent.windows(0.01, 100);
    silent.output.isAudible = false;
    silent.windows(0.9, 3);
    expect([known.log, silent.log]).toEqual([[], []]);
  });

  it('tells no delay where nobody knows when the voice began', () => {
    const { delays, windows, bargeIn } = start();
    for (let i = 0; i < 40; i++) {
      bargeIn.hear(new Int16Array(PIECE).fill(1_000), performance.now());
      windows(0.01);
      vi.advanceTimersByTime(40);
    }
    bargeIn.confirm(performance.now());
    expect(delays).toEqual([]);
  });
});

describe('with the real detector', () => {
  let sentence: Int16Array;

  beforeAll(async () => {
    const flite = await createFliteSynthesizer();
    const voiceId = flite.voices()[0]?.voiceId ?? '';
    const request = { text: 'What are your opening hours on Sunday?', voiceId, speed: 1, pronunciations: {} };
    const samples: number[] = [];
    for await (const { pcm } of flite.synthesize(request)) samples.push(...pcm);
    await flite.close();
    sentence = Int16Array.from(samples);
  });

  /** What the avatar does, and at which second of the sound, which it speaks all along. */
  const meet = async (pcm: Int16Array): Promise<{ log: string[]; holdS: number }> => {
    const { log, bargeIn } = setUp();
    const stream = new inference.VAD({ ...THRESHOLDS, minSilenceDuration: 250 }).stream();
    const windows = Math.floor((pcm.length - (pcm.length % PIECE)) / 512);
    for (let at = 0; at + PIECE <= pcm.length; at += PIECE) {
      stream.pushFrame(new AudioFrame(pcm.slice(at, at + PIECE), RATE_HZ, 1, PIECE));
    }
    let holdS = Number.NaN;
    for (let heard = 0; heard < windows; ) {
      const { value } = (await stream.next()) as { value: VADEvent };
      if (value.type === VADEventType.INFERENCE_DONE) heard++;
      bargeIn.take(value);
      if (Number.isNaN(holdS) && log.includes('hold')) holdS = value.samplesIndex / RATE_HZ;
    }
    stream.close();
    bargeIn.close();
    return { log, holdS };
  };
  const onsetS = (pcm: Int16Array) => pcm.findIndex((sample) => Math.abs(sample) > 1_000) / RATE_HZ;

  it('holds at the first syllable, before a tenth of a second of it has been heard', async () => {
    for (const shift of [0, 170, 340]) {
      const pcm = together(silence(1.5 + shift / RATE_HZ), sentence);
      const { log, holdS } = await meet(pcm);
      expect(log[0]).toBe('hold');
      expect(holdS - onsetS(pcm)).toBeLessThan(0.1);
      expect(holdS).toBeGreaterThan(onsetS(pcm) - 0.02);
    }
  });

  it.each(Object.entries(noises()))('does not stutter at a noise: %s', async (_name, noise) => {
    const { log } = await meet(together(silence(1.5), noise, silence(0.5), noise, silence(0.5)));
    expect(log).toEqual([]);
  });

  it("does not hold at the avatar's own voice, however late it comes back", async () => {
    for (const delayS of [0.1, 0.3, 0.6]) {
      const echo = together(silence(delayS), sentence, silence(0.3), sentence).map((sample) => sample * 0.4);
      expect((await meet(echo)).log).toEqual([]);
    }
  });
});

function silence(seconds: number): Int16Array {
  return new Int16Array(Math.round(seconds * RATE_HZ));
}

function together(...pieces: Int16Array[]): Int16Array {
  return Int16Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Sounds of a desk and a room, each as loud as speech or louder. */
function noises(): Record<string, Int16Array> {
  let seed = 1;
  const random = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return (seed / 2 ** 32) * 2 - 1;
  };
  const sound = (seconds: number, at: (i: number) => number) =>
    Int16Array.from({ length: seconds * RATE_HZ }, (_, i) => Math.round(at(i)));
  let low = 0;
  return {
    click: sound(0.001, (i) => (i % 2 ? 20_000 : -20_000)),
    clap: sound(0.1, (i) => random() * 25_000 * Math.exp(-i / 160)),
    keyboard: sound(0.75, (i) => random() * 12_000 * Math.exp(-(i % 2_400) / 80)),
    door: sound(0.2, (i) => {
      low += 0.03 * (random() * 32_000 * Math.exp(-i / 800) - low);
      return 4 * low;
    }),
    beep: sound(0.2, (i) => 8_000 * Math.sin((2 * Math.PI * 1_000 * i) / RATE_HZ)),
    hiss: sound(0.5, () => random() * 4_000),
  };
}
