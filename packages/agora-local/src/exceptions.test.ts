import type { ReceivedFigures, SentFigures } from '@avatarium/local-room';
import { expect, test } from 'vitest';
import { Exceptions, type Reading } from './exceptions.js';

const sound = (audioLevel: number): Reading => ({
  way: 'sent',
  kind: 'audio',
  uid: 7,
  figures: { audioLevel, bitrateBps: 24_000 } as SentFigures,
});
const picture = (decodedFrameRateHz: number): Reading => ({
  way: 'received',
  kind: 'video',
  uid: 8,
  figures: { decodedFrameRateHz, bitrateBps: 900_000 } as ReceivedFigures,
});
const times = (count: number, what: () => void) => Array.from({ length: count }, what);

test('a dead microphone is told once it has lasted, and when it is over', () => {
  const exceptions = new Exceptions();
  const told = [...times(8, () => {}), 0].flatMap((_, at) => exceptions.read([sound(at < 8 ? 0 : 0.1)]));
  expect(told).toEqual([
    { code: 2001, msg: 'AUDIO_INPUT_LEVEL_TOO_LOW', uid: 7 },
    { code: 4001, msg: 'AUDIO_INPUT_LEVEL_TOO_LOW_RECOVER', uid: 7 },
  ]);
});

test('a moment of silence is nothing to tell', () => {
  const exceptions = new Exceptions();
  expect([0, 0, 0, 0.1, 0, 0, 0].flatMap((level) => exceptions.read([sound(level)]))).toEqual([]);
});

test('a track that went is forgotten', () => {
  const exceptions = new Exceptions();
  times(4, () => exceptions.read([sound(0)]));
  exceptions.read([]);
  expect(exceptions.read([sound(0)])).toEqual([]);
});

test('a picture that comes and cannot be decoded is told for whom it is of', () => {
  const exceptions = new Exceptions();
  const told = times(5, () => {}).flatMap(() => exceptions.read([picture(0)]));
  expect(told).toEqual([{ code: 1005, msg: 'RECV_VIDEO_DECODE_FAILED', uid: 8 }]);
});
