/** The version of the vendor's SDK whose behaviour this follows. */
export const VERSION = '5.17.1-local';

/** Names of events, as `TRTC.EVENT`. */
export const EVENT = {
  ERROR: 'error',
  AUTOPLAY_FAILED: 'autoplay-failed',
  KICKED_OUT: 'kicked-out',
  REMOTE_USER_ENTER: 'remote-user-enter',
  REMOTE_USER_EXIT: 'remote-user-exit',
  REMOTE_AUDIO_AVAILABLE: 'remote-audio-available',
  REMOTE_AUDIO_UNAVAILABLE: 'remote-audio-unavailable',
  REMOTE_VIDEO_AVAILABLE: 'remote-video-available',
  REMOTE_VIDEO_UNAVAILABLE: 'remote-video-unavailable',
  AUDIO_VOLUME: 'audio-volume',
  AUDIO_FRAME: 'audio-frame',
  NETWORK_QUALITY: 'network-quality',
  CONNECTION_STATE_CHANGED: 'connection-state-changed',
  AUDIO_PLAY_STATE_CHANGED: 'audio-play-state-changed',
  VIDEO_PLAY_STATE_CHANGED: 'video-play-state-changed',
  SCREEN_SHARE_STOPPED: 'screen-share-stopped',
  DEVICE_CHANGED: 'device-changed',
  PUBLISH_STATE_CHANGED: 'publish-state-changed',
  TRACK: 'track',
  STATISTICS: 'statistics',
  SEI_MESSAGE: 'sei-message',
  CUSTOM_MESSAGE: 'custom-message',
  FIRST_VIDEO_FRAME: 'first-video-frame',
  PERMISSION_STATE_CHANGE: 'permission-state-change',
  VIDEO_SIZE_CHANGED: 'video-size-changed',
  REALTIME_TRANSCRIBER_MESSAGE: 'realtime-transcriber-message',
  REALTIME_TRANSCRIBER_STATE_CHANGED: 'realtime-transcriber-state-changed',
  PICTURE_IN_PICTURE_STATE_CHANGED: 'picture-in-picture-state-changed',
  FULL_SCREEN_STATE_CHANGED: 'full-screen-state-changed',
} as const;

/** Constants of the API, as `TRTC.TYPE`. */
export const TYPE = {
  SCENE_LIVE: 'live',
  SCENE_RTC: 'rtc',
  ROLE_ANCHOR: 'anchor',
  ROLE_AUDIENCE: 'audience',
  STREAM_TYPE_MAIN: 'main',
  STREAM_TYPE_SUB: 'sub',
  AUDIO_PROFILE_STANDARD: 'standard',
  AUDIO_PROFILE_STANDARD_STEREO: 'standard-stereo',
  AUDIO_PROFILE_HIGH: 'high',
  AUDIO_PROFILE_HIGH_STEREO: 'high-stereo',
  QOS_PREFERENCE_SMOOTH: 'smooth',
  QOS_PREFERENCE_CLEAR: 'clear',
  SPEAKER: 'Speakerphone',
  HEADSET: 'Headset earpiece',
} as const;

/** Classes of errors, as `TRTC.ERROR_CODE`. */
export const ERROR_CODE = {
  INVALID_PARAMETER: 5000,
  INVALID_OPERATION: 5100,
  ENV_NOT_SUPPORTED: 5200,
  DEVICE_ERROR: 5300,
  SERVER_ERROR: 5400,
  OPERATION_FAILED: 5500,
  OPERATION_ABORT: 5998,
  UNKNOWN_ERROR: 5999,
} as const;

/** What exactly is wrong, within a class of errors: `extraCode`. */
export const EXTRA_CODE = {
  REQUIRED: 5001,
  WRONG_TYPE: 5002,
  EMPTY: 5003,
  WRONG_INSTANCE: 5004,
  NOT_ONE_OF: 5005,
  BELOW_MINIMUM: 5007,
  ABOVE_MAXIMUM: 5008,
  NO_SUCH_ELEMENT: 5009,
  STRING_ROOM_ID: 5012,
  NUMERIC_ROOM_ID: 5013,
  STREAM_TYPE_REQUIRED: 5014,
  ROOM_ID_REQUIRED: 5015,
  ROOM_ID_IS_A_STRING: 5016,
  MESSAGE_EMPTY: 5017,
  MESSAGE_TOO_LONG: 5018,
  NOT_IN_ROOM: 5101,
  NO_SUCH_USER: 5102,
  NO_SUCH_STREAM: 5103,
  ALREADY_CALLED: 5104,
  AUDIENCE: 5107,
  NO_SECURE_CONTEXT: 5201,
  DEVICE_NOT_FOUND: 5301,
  DEVICE_NOT_ALLOWED: 5302,
  DEVICE_NOT_READABLE: 5303,
  DEVICE_OVERCONSTRAINED: 5304,
  DEVICE_INVALID_STATE: 5305,
  DEVICE_SECURITY: 5306,
  DEVICE_ABORTED: 5307,
  REJOIN_FAILED: 5502,
  USER_SIG_EXPIRED: 70001,
  USER_SIG_INVALID: 70003,
  USER_SIG_OF_ANOTHER_USER: 70013,
  USER_SIG_OF_ANOTHER_APP: 70014,
} as const;

/** Most bytes of a custom message. The vendor's page says 1 KB; the SDK itself refuses more than 1,000 bytes. */
export const MAX_MESSAGE_BYTES = 1000;
/** Most custom messages in a second. */
export const MAX_MESSAGES_PER_SECOND = 30;
/** Most bytes of custom messages in a second. */
export const MAX_MESSAGE_BYTES_PER_SECOND = 8000;

export type StreamType = typeof TYPE.STREAM_TYPE_MAIN | typeof TYPE.STREAM_TYPE_SUB;
