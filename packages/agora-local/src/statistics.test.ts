import { expect, test } from 'vitest';
import { localAudioStats, remoteAudioStats, remoteVideoStats } from './statistics.js';

test('before the first reading everything is 0', () => {
  const stats = remoteVideoStats();
  expect(stats).toMatchObject({
    receiveBitrate: 0,
    end2EndDelay: 0,
    freezeRate: 0,
    receiveResolutionWidth: 0,
  });
  expect(stats.codecType).toBeUndefined();
});

test('delays add up, levels are of 32767, and codecs have their names', () => {
  const figures = {
    codec: 'opus',
    bytes: 1,
    packets: 2,
    packetsLost: 3,
    bitrateBps: 4,
    lossPercent: 5,
    recentLossPercent: 6,
    rttMs: 40,
    jitterMs: 7,
    width: 0,
    height: 0,
    frameRateHz: 0,
    audioLevel: 1,
    durationS: 10,
    packetsDiscarded: 8,
    bufferMs: 60,
    decodedFrameRateHz: 0,
    framesDecoded: 0,
    frozenS: 1,
  };
  expect(remoteAudioStats(figures)).toMatchObject({
    codecType: 'opus',
    transportDelay: 20,
    receiveDelay: 60,
    end2EndDelay: 80,
    receiveLevel: 32_767,
    packetLossRate: 5,
    currentPacketLossRate: 6,
    freezeRate: 0.1,
  });
  expect(remoteVideoStats({ ...figures, codec: 'VP8' }).codecType).toBe('VP8');
  expect(
    localAudioStats({
      ...figures,
      codec: 'opus',
      captureWidth: 0,
      captureHeight: 0,
      captureFrameRateHz: 0,
      encodeMs: 0,
      targetBitrateBps: 0,
      availableBps: 0,
    }),
  ).toMatchObject({
    sendVolumeLevel: 32_767,
    sendRttMs: 40,
  });
});
