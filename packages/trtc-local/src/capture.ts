import { mediaDevices } from './devices.js';
import { deviceError } from './errors.js';
import type { LocalAudioConfig, LocalVideoConfig, VideoProfile } from './types.js';

/** kbit/s of sound by the name of its profile, and its channels. */
const AUDIO_PROFILES: Readonly<Record<string, { bitrate: number; channelCount: number }>> = {
  standard: { bitrate: 40, channelCount: 1 },
  'standard-stereo': { bitrate: 64, channelCount: 2 },
  high: { bitrate: 192, channelCount: 1 },
  'high-stereo': { bitrate: 192, channelCount: 2 },
};

const profile = (width: number, height: number, frameRate: number, bitrate: number): VideoProfile => ({
  width,
  height,
  frameRate,
  bitrate,
});

const VIDEO_PROFILES: Readonly<Record<string, VideoProfile>> = {
  '120p': profile(160, 120, 15, 200),
  '180p': profile(320, 180, 15, 350),
  '240p': profile(320, 240, 15, 400),
  '360p': profile(640, 360, 15, 800),
  '480p': profile(640, 480, 15, 900),
  '720p': profile(1280, 720, 15, 1500),
  '1080p': profile(1920, 1080, 15, 2000),
  '1440p': profile(2560, 1440, 30, 4860),
  '4K': profile(3840, 2160, 30, 9000),
};

const DEFAULT_VIDEO_PROFILE = profile(640, 480, 15, 900);

/** Channels, and kbit/s, that a microphone is captured and sent with. */
export function audioProfile(wanted: NonNullable<LocalAudioConfig['option']>['profile']): {
  bitrate: number;
  channelCount: number;
} {
  const standard = { bitrate: 40, channelCount: 1 };
  if (typeof wanted === 'string') return AUDIO_PROFILES[wanted] ?? standard;
  return { ...standard, ...wanted };
}

/** Size, frames a second and kbit/s that a camera is captured and sent with. */
export function videoProfile(wanted: string | VideoProfile | undefined): VideoProfile {
  if (typeof wanted === 'string') return VIDEO_PROFILES[wanted] ?? DEFAULT_VIDEO_PROFILE;
  return wanted ?? DEFAULT_VIDEO_PROFILE;
}

/** Opens a microphone. @throws RtcError DEVICE_ERROR */
export async function captureMicrophone(
  functionName: string,
  option: NonNullable<LocalAudioConfig['option']>,
): Promise<MediaStreamTrack> {
  const echoCancellation = option.echoCancellation ?? true;
  return capture(functionName, {
    audio: {
      ...(option.microphoneId ? { deviceId: { exact: option.microphoneId } } : {}),
      channelCount: audioProfile(option.profile).channelCount,
      echoCancellation: echoCancellation !== false,
      autoGainControl: option.autoGainControl ?? true,
      noiseSuppression: option.noiseSuppression ?? true,
    },
  });
}

/** Opens a camera. @throws RtcError DEVICE_ERROR */
export async function captureCamera(
  functionName: string,
  option: NonNullable<LocalVideoConfig['option']>,
): Promise<MediaStreamTrack> {
  const { width, height, frameRate } = videoProfile(option.profile);
  return capture(functionName, {
    video: {
      ...(option.cameraId ? { deviceId: { exact: option.cameraId } } : {}),
      ...(!option.cameraId && option.useFrontCamera !== undefined
        ? { facingMode: option.useFrontCamera ? 'user' : 'environment' }
        : {}),
      width,
      height,
      frameRate,
    },
  });
}

async function capture(functionName: string, constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const devices = mediaDevices(functionName);
  try {
    const [track] = (await devices.getUserMedia(constraints)).getTracks();
    if (!track) throw new DOMException('the device gave no track', 'NotFoundError');
    return track;
  } catch (error) {
    throw deviceError(functionName, error);
  }
}
