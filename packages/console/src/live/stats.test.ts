import { describe, expect, it } from 'vitest';
import { readStats } from './stats.js';

type Report = [string, Record<string, unknown>][];

const video = (atMs: number, more: Record<string, unknown> = {}): Report => [
  ['v', { id: 'v', type: 'inbound-rtp', kind: 'video', timestamp: atMs, codecId: 'c', ...more }],
  ['c', { id: 'c', type: 'codec', mimeType: 'video/VP8' }],
  ['t', { id: 't', type: 'transport', selectedCandidatePairId: 'p2' }],
  ['p1', { id: 'p1', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 9 }],
  [
    'p2',
    { id: 'p2', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.042 },
  ],
];
const audio = (atMs: number, more: Record<string, unknown> = {}): Report => [
  ['a', { id: 'a', type: 'inbound-rtp', kind: 'audio', timestamp: atMs, ...more }],
];

describe('readStats', () => {
  it('makes rates of the differences between two samples', () => {
    const counters = (bytes: number, frames: number, delay: number) => ({
      bytesReceived: bytes,
      framesDecoded: frames,
      jitterBufferDelay: delay,
      jitterBufferEmittedCount: frames,
    });
    const { sample } = readStats(
      [video(1000, counters(10_000, 25, 1)), audio(1000, { bytesReceived: 500 })],
      undefined,
    );
    const { figures } = readStats(
      [video(3000, counters(370_000, 75, 3.5)), audio(3000, { bytesReceived: 10_500 })],
      sample,
    );
    expect(figures.fps).toBe(25);
    expect(figures.bitrateKbps).toBe((370_000 * 8) / 2 / 1000);
    expect(figures.jitterBufferMs).toBeCloseTo(50);
  });

  it('reads what is a figure by itself, of the connection in use', () => {
    const { figures } = readStats(
      [
        video(1, { frameWidth: 1280, frameHeight: 720, packetsLost: 3, freezeCount: 1 }),
        audio(1, { packetsLost: 2 }),
      ],
      undefined,
    );
    expect(figures).toMatchObject({ width: 1280, height: 720, codec: 'VP8', packetsLost: 5, freezes: 1 });
    expect(figures.rttMs).toBeCloseTo(42);
  });

  it('gives no rates from one sample alone, nor from one that is not newer', () => {
    const first = readStats([video(1000, { framesDecoded: 5, bytesReceived: 9 })], undefined);
    expect(first.figures.fps).toBeUndefined();
    expect(first.figures.bitrateKbps).toBeUndefined();
    expect(readStats([video(1000, { framesDecoded: 9 })], first.sample).figures.fps).toBeUndefined();
  });

  it('starts anew when a track was replaced, without negative figures', () => {
    const before = readStats([video(1000, { framesDecoded: 500, bytesReceived: 90_000 })], undefined);
    const { figures } = readStats([video(2000, { framesDecoded: 3, bytesReceived: 100 })], before.sample);
    expect(figures.fps).toBeUndefined();
    expect(figures.bitrateKbps).toBe(0);
  });

  it('leaves out what a browser does not report', () => {
    expect(readStats([], undefined).figures).toMatchObject({ rttMs: undefined, packetsLost: undefined });
  });
});
