import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SpeechChunk } from '../speech/tts/port.js';
import { Performer } from './performer.js';
import { loudnessLips } from './testing/loudness-lips.js';
import { PacedSink } from './testing/paced-sink.js';
import { TimedStage } from './testing/timed-stage.js';
import { toneClause } from './testing/tones.js';

const FPS = 25;

async function* clauses(...chunks: SpeechChunk[]): AsyncIterable<SpeechChunk> {
  yield* chunks;
}

describe('Performer', () => {
  let sink: PacedSink;
  let stage: TimedStage;
  let performer: Performer;
  const log: string[] = [];
  const listener = {
    onStart: () => log.push('start'),
    onText: (text: string) => log.push(text),
    onEnd: () => log.push('end'),
  };

  beforeEach(() => {
    vi.useFakeTimers();
    log.length = 0;
    sink = new PacedSink();
    stage = new TimedStage();
    performer = new Performer(sink, stage, FPS, loudnessLips);
    performer.start();
  });

  afterEach(() => {
    performer.stop();
    vi.useRealTimers();
  });

  it('shows 25 frames a second, evenly, also after hours', async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sink.frames.length).toBeGreaterThanOrEqual(60 * FPS - 2);
    const gaps = sink.frames.slice(1).map(({ atMs }, i) => atMs - (sink.frames[i]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(41);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(39);
    expect(new Set(sink.frames.map(({ tS }) => tS)).size).toBe(sink.frames.length);
  });

  it('drops frames that are late instead of bunching them', async () => {
    stage.drawMs = 130;
    await vi.advanceTimersByTimeAsync(5_000);
    const gaps = sink.frames.slice(1).map(({ atMs }, i) => atMs - (sink.frames[i]?.atMs ?? 0));
    expect(sink.frames.length).toBeGreaterThan(50);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19);
    expect(stage.open).toBeLessThanOrEqual(4);
  });

  it('sends unbroken sound, silence included', async () => {
    await vi.advanceTimersByTimeAsync(2_000);
    const gaps = sink.sent.slice(1).map(({ atMs }, i) => atMs - (sink.sent[i]?.atMs ?? 0));
    expect(gaps.every((gap) => Math.abs(gap - 20) < 0.01)).toBe(true);
    expect(sink.sent.every(({ peak }) => peak === 0)).toBe(true);
  });

  it('opens the mouth in the frames of the sound, and shuts it after', async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    performer.say(clauses(toneClause('Ah.', 1)), listener);
    await vi.advanceTimersByTimeAsync(2_500);
    const loud = sink.sent.filter(({ peak }) => peak > 5_000);
    const firstMs = loud[0]?.atMs ?? 0;
    const lastMs = (loud.at(-1)?.atMs ?? 0) + 20;
    expect(lastMs - firstMs).toBeGreaterThan(980);
    const atMs = (tS: number) => sink.frames.find((frame) => Math.abs(frame.tS - tS) < 1e-6)?.atMs ?? 0;
    const open = stage.asked.filter(({ jaw }) => jaw > 0.2);
    expect(Math.abs(atMs(open[0]?.tS ?? 0) - firstMs)).toBeLessThan(100);
    expect(Math.abs(atMs(open.at(-1)?.tS ?? 0) - lastMs)).toBeLessThan(100);
    expect(stage.asked.at(-1)).toMatchObject({ jaw: 0, speaking: false });
    expect(log).toEqual(['start', 'Ah.', 'end']);
  });

  it('starts to speak without waiting for the silence that is queued', async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    const askedMs = performance.now();
    performer.say(clauses(toneClause('Ah.', 0.5)), listener);
    await vi.advanceTimersByTimeAsync(1_000);
    const loud = sink.sent.find(({ peak }) => peak > 5_000);
    expect((loud?.atMs ?? Number.POSITIVE_INFINITY) - askedMs).toBeLessThan(90);
    expect(log).toEqual(['start', 'Ah.', 'end']);
  });

  it('is silent at once after an interruption', async () => {
    performer.say(clauses(toneClause('one two three four', 3)), listener);
    await vi.advanceTimersByTimeAsync(1_000);
    const nowMs = performance.now();
    performer.interrupt();
    expect(log.at(-1)).toBe('end');
    await vi.advanceTimersByTimeAsync(500);
    const last = sink.sent.findLast(({ peak }) => peak > 0);
    expect(last?.atMs).toBeLessThanOrEqual(nowMs);
  });

  it('pauses and goes on at once, with every sample sent once and the mouth shut meanwhile', async () => {
    const soundMs = () => sink.sent.filter(({ peak }) => peak > 0).length * 20;
    performer.say(clauses(toneClause('one two three four', 2)), listener);
    await vi.advanceTimersByTimeAsync(700);
    const pausedMs = performance.now();
    performer.pause();
    const before = soundMs();
    await vi.advanceTimersByTimeAsync(500);
    expect(soundMs()).toBe(before);
    const during = stage.asked.filter(({ tS }) => tS * 1000 > pausedMs + 100 && tS * 1000 < pausedMs + 450);
    expect(during.length).toBeGreaterThan(5);
    expect(during.every(({ speaking }) => !speaking)).toBe(true);
    const resumedMs = performance.now();
    performer.resume();
    await vi.advanceTimersByTimeAsync(2_500);
    const next = sink.sent.find(({ atMs, peak }) => atMs > pausedMs + 20 && peak > 0);
    expect((next?.atMs ?? Number.POSITIVE_INFINITY) - resumedMs).toBeLessThan(90);
    expect(Math.abs(soundMs() - 2_000)).toBeLessThanOrEqual(40);
    expect(log).toEqual(['start', 'one ', 'two ', 'three ', 'four', 'end']);
  });

  it('lets a new speech take the place of the one before', async () => {
    performer.say(clauses(toneClause('first', 3)), listener);
    await vi.advanceTimersByTimeAsync(500);
    performer.say(clauses(toneClause('second', 0.3)), listener);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(['start', 'first', 'end', 'start', 'second', 'end']);
  });

  it('can be given the next speech from the end of the one before', async () => {
    performer.say(clauses(toneClause('first', 0.2)), {
      ...listener,
      onEnd: () => performer.say(clauses(toneClause('second', 0.2)), listener),
    });
    await vi.advanceTimersByTimeAsync(100);
    performer.interrupt();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(['start', 'first', 'start', 'second', 'end']);
  });

  it('stops everything and closes the stage', async () => {
    performer.say(clauses(toneClause('cut short', 3)), listener);
    await vi.advanceTimersByTimeAsync(300);
    performer.stop();
    expect(log.at(-1)).toBe('end');
    const frames = sink.frames.length;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sink.frames.length).toBe(frames);
    expect(stage.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
