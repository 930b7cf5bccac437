import type { ReceivedFigures, SentFigures } from '@avatarium/local-room';
import type {
  LocalAudioTrackStats,
  LocalVideoTrackStats,
  RemoteAudioTrackStats,
  RemoteVideoTrackStats,
} from './types.js';

const LOUDEST = 32_767;

/** What is not known yet is 0, as in the original. */
function received(figures: ReceivedFigures | undefined) {
  const transportDelay = Math.round((figures?.rttMs ?? 0) / 2);
  const receiveDelay = Math.round(figures?.bufferMs ?? 0);
  const totalDuration = figures?.durationS ?? 0;
  const totalFreezeTime = figures?.frozenS ?? 0;
  return {
    transportDelay,
    receiveDelay,
    end2EndDelay: transportDelay + receiveDelay,
    receiveBitrate: figures?.bitrateBps ?? 0,
    receiveBytes: figures?.bytes ?? 0,
    receivePackets: figures?.packets ?? 0,
    receivePacketsLost: figures?.packetsLost ?? 0,
    packetLossRate: figures?.lossPercent ?? 0,
    currentPacketLossRate: figures?.recentLossPercent ?? 0,
    totalDuration,
    totalFreezeTime,
    freezeRate: totalDuration > 0 ? Math.min(1, totalFreezeTime / totalDuration) : 0,
    publishDuration: totalDuration,
  };
}

export function remoteVideoStats(figures?: ReceivedFigures): RemoteVideoTrackStats {
  return {
    ...received(figures),
    ...videoCodec(figures?.codec),
    decodeFrameRate: figures?.decodedFrameRateHz ?? 0,
    receiveFrameRate: figures?.frameRateHz ?? 0,
    renderFrameRate: figures?.frameRateHz ?? 0,
    receiveResolutionWidth: figures?.width ?? 0,
    receiveResolutionHeight: figures?.height ?? 0,
  };
}

export function remoteAudioStats(figures?: ReceivedFigures): RemoteAudioTrackStats {
  return {
    ...received(figures),
    ...audioCodec(figures?.codec),
    receiveLevel: Math.round((figures?.audioLevel ?? 0) * LOUDEST),
    receivePacketsDiscarded: figures?.packetsDiscarded ?? 0,
  };
}

function sent(figures: SentFigures | undefined) {
  return {
    sendBitrate: figures?.bitrateBps ?? 0,
    sendBytes: figures?.bytes ?? 0,
    sendPackets: figures?.packets ?? 0,
    sendPacketsLost: figures?.packetsLost ?? 0,
    sendJitterMs: Math.round(figures?.jitterMs ?? 0),
    sendRttMs: Math.round(figures?.rttMs ?? 0),
    currentPacketLossRate: figures?.recentLossPercent ?? 0,
  };
}

export function localVideoStats(figures?: SentFigures): LocalVideoTrackStats {
  return {
    ...sent(figures),
    ...videoCodec(figures?.codec),
    sendFrameRate: figures?.frameRateHz ?? 0,
    captureFrameRate: figures?.captureFrameRateHz ?? 0,
    sendResolutionWidth: figures?.width ?? 0,
    sendResolutionHeight: figures?.height ?? 0,
    captureResolutionWidth: figures?.captureWidth ?? 0,
    captureResolutionHeight: figures?.captureHeight ?? 0,
    encodeDelay: Math.round(figures?.encodeMs ?? 0),
    targetSendBitrate: figures?.targetBitrateBps ?? 0,
    totalDuration: figures?.durationS ?? 0,
    totalFreezeTime: 0,
  };
}

export function localAudioStats(figures?: SentFigures): LocalAudioTrackStats {
  return {
    ...sent(figures),
    ...audioCodec(figures?.codec),
    sendVolumeLevel: Math.round((figures?.audioLevel ?? 0) * LOUDEST),
  };
}

function videoCodec(codec: string | undefined): Pick<RemoteVideoTrackStats, 'codecType'> {
  const known = (['H264', 'H265', 'VP8', 'VP9', 'AV1'] as const).find((one) => one === codec);
  return known ? { codecType: known } : {};
}

function audioCodec(codec: string | undefined): Pick<RemoteAudioTrackStats, 'codecType'> {
  return codec === 'opus' ? { codecType: 'opus' } : {};
}
