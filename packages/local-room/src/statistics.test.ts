import { expect, test } from 'vitest';
import { ReceivedMeter, SentMeter } from './statistics.js';

const report = (...entries: Record<string, unknown>[]): [string, unknown][] =>
  entries.map((entry, at) => [String(entry.id ?? at), entry]);
const codec = { id: 'C', type: 'codec', mimeType: 'video/VP8' };
const pair = {
  type: 'candidate-pair',
  nominated: true,
  currentRoundTripTime: 0.03,
  availableOutgoingBitrate: 2e6,
};

test('what a receiver gets, with rates since the reading before', () => {
  const meter = new ReceivedMeter();
  const at = (timestamp: number, bytesReceived: number, packetsReceived: number, packetsLost: number) =>
    report(codec, pair, {
      type: 'inbound-rtp',
      kind: 'video',
      codecId: 'C',
      timestamp,
      bytesReceived,
      packetsReceived,
      packetsLost,
      framesDecoded: timestamp / 40,
      jitterBufferDelay: 2,
      jitterBufferEmittedCount: 40,
      totalFreezesDuration: 0.5,
      frameWidth: 1280,
      frameHeight: 720,
      framesPerSecond: 25,
    });
  meter.read(at(1000, 10_000, 100, 0));
  expect(meter.read(at(3000, 260_000, 350, 50))).toEqual({
    codec: 'VP8',
    bytes: 260_000,
    packets: 350,
    packetsLost: 50,
    bitrateBps: 1_000_000,
    lossPercent: 12.5,
    recentLossPercent: (100 * 50) / 300,
    rttMs: 30,
    jitterMs: 0,
    width: 1280,
    height: 720,
    frameRateHz: 25,
    audioLevel: 0,
    durationS: 2,
    packetsDiscarded: 0,
    bufferMs: 50,
    decodedFrameRateHz: 25,
    framesDecoded: 75,
    frozenS: 0.5,
  });
});

test('counters that begin anew after a reconnect give no negative rate', () => {
  const meter = new ReceivedMeter();
  const at = (timestamp: number, bytesReceived: number) =>
    report({ type: 'inbound-rtp', kind: 'audio', timestamp, bytesReceived });
  meter.read(at(1000, 500_000));
  expect(meter.read(at(2000, 4000))?.bitrateBps).toBe(32_000);
});

test('what a sender gives, with what the other side says of it', () => {
  const meter = new SentMeter();
  const figures = meter.read(
    report(
      { ...codec, mimeType: 'audio/opus' },
      pair,
      { type: 'outbound-rtp', kind: 'audio', codecId: 'C', timestamp: 5, bytesSent: 900, packetsSent: 9 },
      { type: 'media-source', audioLevel: 0.25 },
      { type: 'remote-inbound-rtp', packetsLost: 1, jitter: 0.002 },
    ),
  );
  expect(figures).toMatchObject({
    codec: 'opus',
    audioLevel: 0.25,
    packetsLost: 1,
    lossPercent: 10,
    jitterMs: 2,
    availableBps: 2e6,
  });
});

test('a report of nothing gives nothing', () => {
  expect(new ReceivedMeter().read(report(codec))).toBeUndefined();
  expect(new SentMeter().read(report())).toBeUndefined();
});
