import { describe, expect, it } from 'vitest';
import { readTurnDetection, soundsUnfinished } from './turn-detection.js';

describe('turn detection', () => {
  it('waits half a second unless told otherwise, whatever was said', () => {
    expect(readTurnDetection()).toMatchObject({ threshold: 0.5, minDelayMs: 500, maxDelayMs: 500 });
  });

  it('of server_vad is as it is told', () => {
    const detection = readTurnDetection({
      type: 'server_vad',
      threshold: 0.7,
      prefix_padding_ms: 100,
      silence_duration_ms: 900,
    });
    expect(detection).toMatchObject({
      threshold: 0.7,
      prefixPaddingMs: 100,
      minDelayMs: 900,
      maxDelayMs: 900,
    });
  });

  it('of semantic_vad waits longer for who has not finished', () => {
    const { minDelayMs, maxDelayMs } = readTurnDetection({ type: 'semantic_vad' });
    expect(maxDelayMs).toBeGreaterThan(minDelayMs * 2);
  });

  it('recognises before a turn may be over, and never after', () => {
    for (const silence_duration_ms of [0, 100, 300, 500, 2_000]) {
      const { recogniseAfterMs, minDelayMs } = readTurnDetection({ silence_duration_ms });
      expect(recogniseAfterMs).toBeLessThanOrEqual(minDelayMs);
    }
  });

  it.each(['I would like to', 'because', 'Well, um', 'und dann kam der', 'one, two,', 'so...', 'mais'])(
    'takes %j for unfinished',
    (text) => expect(soundsUnfinished(text)).toBe(true),
  );

  it.each(['What is your name?', 'I like it.', 'yes', 'tell me a story', 'Where is it from?', 'brand'])(
    'takes %j for finished',
    (text) => expect(soundsUnfinished(text)).toBe(false),
  );
});
