import { VISEMES } from '@avatarium/contract/face';
import { restPose } from '@avatarium/lipsync';
import { describe, expect, it } from 'vitest';
import type { SpeechChunk } from '../speech/tts/port.js';
import { SpeechFeed } from './speech-feed.js';
import { loudnessLips } from './testing/loudness-lips.js';

const RATE_HZ = 48_000;

/** A clause with silence around its sound. */
function clause(text: string, soundS: number, options: { leadS?: number; phone?: string } = {}): SpeechChunk {
  const { leadS = 0.01, phone = 'aa' } = options;
  const rateHz = 16_000;
  const pcm = new Int16Array(Math.round((leadS + soundS + 0.01) * rateHz));
  const from = Math.round(leadS * rateHz);
  for (let i = from; i < from + soundS * rateHz; i++) pcm[i] = i % 2 ? 8_000 : -7_000;
  const phones = [
    { phone: 'pau', startS: 0, endS: leadS },
    { phone, startS: leadS, endS: leadS + soundS },
    { phone: 'pau', startS: leadS + soundS, endS: leadS + soundS + 0.01 },
  ];
  return { text, sampleRateHz: rateHz, pcm, phones };
}

const seconds = (s: number): number => Math.round(s * RATE_HZ);

describe('SpeechFeed', () => {
  it('leaves out the silence before the first sound, but not between clauses', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append(clause('One.', 0.5, { leadS: 0.4 }));
    const first = feed.length;
    expect(first).toBeLessThan(seconds(0.56));
    feed.append(clause('Two.', 0.5, { leadS: 0.4 }));
    expect(feed.length - first).toBe(seconds(0.91));
  });

  it('gives out words when their sound begins, all of them and in order', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append(clause('One two, ', 1));
    feed.append(clause('three four.', 1));
    feed.finish();
    expect(feed.takeTextUpTo(seconds(0.1))).toBe('One ');
    expect(feed.takeTextUpTo(seconds(0.1))).toBe('');
    expect(feed.takeTextUpTo(seconds(1.2))).toBe('two, three ');
    expect(feed.textDone).toBe(false);
    expect(feed.takeTextUpTo(Number.POSITIVE_INFINITY)).toBe('four.');
    expect(feed.textDone).toBe(true);
  });

  it('keeps text that has no sound', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append({ text: '🙂 ', sampleRateHz: 16_000, pcm: new Int16Array(0) });
    feed.append(clause('Hello.', 0.5));
    expect(feed.takeTextUpTo(seconds(0.2))).toBe('🙂 Hello.');
  });

  it('has no sound as long as its clauses are silent', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append({ text: 'Hush. ', sampleRateHz: 16_000, pcm: new Int16Array(16_000).fill(20) });
    expect(feed.length).toBe(0);
    feed.append(clause('Now.', 0.5));
    expect(feed.length).toBeLessThan(seconds(0.6));
    expect(feed.takeTextUpTo(seconds(0.1))).toBe('Hush. Now.');
  });

  it('moves the mouth with the sound and rests outside of it', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append(clause('Ah.', 0.5));
    const pose = restPose();
    expect(feed.mouthAt(seconds(0.26), pose)).toBe(true);
    expect(pose.jaw).toBeGreaterThan(0.2);
    expect(feed.mouthAt(-1, pose)).toBe(false);
    expect(feed.mouthAt(seconds(2), pose)).toBe(false);
  });

  it('looks across the border of clauses: lips get ready for the next sound', () => {
    const gapless = (phone: string): SpeechChunk => ({
      text: phone,
      sampleRateHz: 16_000,
      pcm: new Int16Array(4_800).fill(5_000),
      phones: [{ phone, startS: 0, endS: 0.3 }],
    });
    const rounded = new SpeechFeed(RATE_HZ, loudnessLips);
    rounded.append(gapless('iy'));
    rounded.append(gapless('uw'));
    const alone = new SpeechFeed(RATE_HZ, loudnessLips);
    alone.append(gapless('iy'));
    const before = seconds(0.295);
    const [joined, single] = [restPose(), restPose()];
    expect(rounded.mouthAt(before, joined) && alone.mouthAt(before, single)).toBe(true);
    const ou = VISEMES.indexOf('ou');
    expect(joined.weights[ou]).toBeGreaterThan((single.weights[ou] ?? 0) + 0.05);
  });

  it('reads any stretch, with silence beyond the end', () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    feed.append(clause('One.', 0.1));
    const out = new Int16Array(960).fill(7);
    feed.read(feed.length - 480, out);
    expect(out.subarray(480).every((sample) => sample === 0)).toBe(true);
    feed.read(seconds(0.05), out);
    expect(out.some((sample) => Math.abs(sample) > 1_000)).toBe(true);
  });
});

describe('SpeechFeed without phones', () => {
  /** A tenth of a second of silence, then a tone. */
  const hum = (soundS: number): SpeechChunk => {
    const { phones: _, ...chunk } = clause('', soundS, { leadS: 0.1 });
    return chunk;
  };
  const jawAt = (feed: SpeechFeed, s: number): number | null => {
    const pose = restPose();
    return feed.mouthAt(seconds(s), pose) ? pose.jaw : null;
  };

  it('holds sound back until its lips are known, and gives all of it at the end', async () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    await feed.append(hum(0.05));
    expect(feed.length).toBe(seconds(0.02));
    await feed.append({ ...hum(0), pcm: new Int16Array(1_600).fill(9_000) });
    expect(feed.length).toBe(seconds(0.12));
    feed.finish();
    expect(feed.length).toBe(seconds(0.19));
    expect(feed.omittedS).toBeCloseTo(0.07);
  });

  it('shows the mouth of each moment of the sound, wherever that was cut', async () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    const { pcm, sampleRateHz } = hum(0.5);
    for (let at = 0; at < pcm.length; at += 77) {
      await feed.append({ text: '', sampleRateHz, pcm: pcm.slice(at, at + 77) });
    }
    feed.finish();
    const startS = 0.1 - feed.omittedS;
    expect(jawAt(feed, startS - 0.015)).toBeCloseTo(0, 1);
    for (let s = startS + 0.01; s < startS + 0.48; s += 0.005) expect(jawAt(feed, s)).toBeGreaterThan(0.2);
    expect(jawAt(feed, startS + 0.6)).toBeNull();
  });

  it('lets phones take over where they come, and sound where they stop', async () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    const plain = (): SpeechChunk => ({
      text: '',
      sampleRateHz: 16_000,
      pcm: new Int16Array(4_800).fill(16_384),
    });
    await feed.append(plain());
    await feed.append({ ...plain(), phones: [{ phone: 'm', startS: 0, endS: 0.3 }] });
    await feed.append(plain());
    feed.finish();
    expect(feed.length).toBe(seconds(0.9));
    expect(jawAt(feed, 0.15)).toBeCloseTo(0.5, 1);
    expect(jawAt(feed, 0.45)).toBeLessThan(0.2);
    expect(jawAt(feed, 0.75)).toBeCloseTo(0.5, 1);
  });

  it('gives other work its turn while it reads the lips of a long clause, and stops when it is closed', async () => {
    const feed = new SpeechFeed(RATE_HZ, loudnessLips);
    const reading = feed.append({ text: '', sampleRateHz: 16_000, pcm: new Int16Array(160_000).fill(9_000) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(feed.length).toBeGreaterThan(0);
    expect(feed.length).toBeLessThan(seconds(1));
    feed.close();
    await reading;
    expect(feed.length).toBeLessThan(seconds(1));
  });

  it('joins pieces of sound without a seam', async () => {
    const tone = Int16Array.from({ length: 24_000 }, (_, i) =>
      Math.round(9_000 * Math.sin((2 * Math.PI * 440 * i) / 24_000)),
    );
    const [whole, pieces] = [new SpeechFeed(RATE_HZ, loudnessLips), new SpeechFeed(RATE_HZ, loudnessLips)];
    await whole.append({ text: '', sampleRateHz: 24_000, pcm: tone });
    for (let at = 0; at < tone.length; at += 101) {
      await pieces.append({ text: '', sampleRateHz: 24_000, pcm: tone.slice(at, at + 101) });
    }
    const [expected, got] = [new Int16Array(40_000), new Int16Array(40_000)];
    whole.read(1_000, expected);
    pieces.forgetBefore(1_000);
    pieces.read(1_000, got);
    expect(Math.max(...got.map((sample, i) => Math.abs(sample - (expected[i] ?? 0))))).toBe(0);
  });
});
