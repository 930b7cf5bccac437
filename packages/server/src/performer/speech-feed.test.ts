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
