import { AgoraRTCError, deviceError } from '../error.js';
import type {
  CameraVideoTrackInitConfig,
  CustomAudioTrackInitConfig,
  CustomVideoTrackInitConfig,
  MicrophoneAudioTrackInitConfig,
} from '../types.js';
import { encoderConfiguration, videoConstraints } from './encoder.js';
import type { Capture } from './local.js';
import { LocalAudioTrack, MicrophoneAudioTrack } from './local-audio.js';
import { CameraVideoTrack, LocalVideoTrack } from './local-video.js';

const DEFAULT_ENCODER = '480p_1';

const captureAudio: Capture = async (audio) => first(await devices().getUserMedia({ audio }));
const captureVideo: Capture = async (video) => first(await devices().getUserMedia({ video }));

/** @throws AgoraRTCError PERMISSION_DENIED, DEVICE_NOT_FOUND, NOT_READABLE, … */
export async function createMicrophoneAudioTrack(
  config: MicrophoneAudioTrackInitConfig = {},
): Promise<MicrophoneAudioTrack> {
  const constraints = microphoneConstraints(config);
  return new MicrophoneAudioTrack(await told(() => captureAudio(constraints)), captureAudio, constraints);
}

/** @throws AgoraRTCError PERMISSION_DENIED, DEVICE_NOT_FOUND, NOT_READABLE, … */
export async function createCameraVideoTrack(
  config: CameraVideoTrackInitConfig = {},
): Promise<CameraVideoTrack> {
  const { constraints, settings } = cameraSettings(config);
  return new CameraVideoTrack(
    await told(() => captureVideo(constraints)),
    settings,
    captureVideo,
    constraints,
  );
}

/** Both at once, so that the user is asked once. */
export async function createMicrophoneAndCameraTracks(
  audioConfig: MicrophoneAudioTrackInitConfig = {},
  videoConfig: CameraVideoTrackInitConfig = {},
): Promise<[MicrophoneAudioTrack, CameraVideoTrack]> {
  const audio = microphoneConstraints(audioConfig);
  const { constraints: video, settings } = cameraSettings(videoConfig);
  const stream = await told(() => devices().getUserMedia({ audio, video }));
  const [sound, picture] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
  if (!sound || !picture) throw new AgoraRTCError('DEVICE_NOT_FOUND', 'the browser gave no track');
  return [
    new MicrophoneAudioTrack(sound, captureAudio, audio),
    new CameraVideoTrack(picture, settings, captureVideo, video),
  ];
}

/** @throws AgoraRTCError INVALID_PARAMS */
export function createCustomAudioTrack({ mediaStreamTrack }: CustomAudioTrackInitConfig): LocalAudioTrack {
  return new LocalAudioTrack(custom(mediaStreamTrack, 'audio'));
}

/** @throws AgoraRTCError INVALID_PARAMS */
export function createCustomVideoTrack(config: CustomVideoTrackInitConfig): LocalVideoTrack {
  return new LocalVideoTrack(custom(config.mediaStreamTrack, 'video'), {
    encoder: config,
    optimizationMode: config.optimizationMode,
  });
}

function microphoneConstraints({
  microphoneId,
  AEC,
  AGC,
  ANS,
}: MicrophoneAudioTrackInitConfig): MediaTrackConstraints {
  return {
    echoCancellation: AEC ?? true,
    autoGainControl: AGC ?? true,
    noiseSuppression: ANS ?? true,
    ...(microphoneId ? { deviceId: { exact: microphoneId } } : {}),
  };
}

function cameraSettings(config: CameraVideoTrackInitConfig) {
  const encoder = encoderConfiguration(config.encoderConfig ?? DEFAULT_ENCODER);
  const constraints: MediaTrackConstraints = {
    ...videoConstraints(encoder),
    ...(config.cameraId ? { deviceId: { exact: config.cameraId } } : {}),
    ...(config.facingMode ? { facingMode: config.facingMode } : {}),
  };
  return { constraints, settings: { encoder, optimizationMode: config.optimizationMode } };
}

function custom(track: unknown, kind: 'audio' | 'video'): MediaStreamTrack {
  if (!(track instanceof MediaStreamTrack) || track.kind !== kind) {
    throw new AgoraRTCError('INVALID_PARAMS', `mediaStreamTrack: a MediaStreamTrack of ${kind} is needed`);
  }
  return track;
}

function devices(): MediaDevices {
  // Browsers have none on a page that is neither on https nor on localhost.
  if (!navigator.mediaDevices) throw new DOMException('the page is not secure', 'NotSupportedError');
  return navigator.mediaDevices;
}

function first(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new DOMException('the browser gave no track', 'NotFoundError');
  return track;
}

async function told<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw deviceError(error);
  }
}
