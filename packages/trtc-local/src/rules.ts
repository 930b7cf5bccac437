import type { Rule } from './checks.js';
import { TYPE } from './constants.js';

const isTrack = { name: 'MediaStreamTrack', is: (value: unknown) => value instanceof MediaStreamTrack };

const view: Rule = { name: 'view', types: ['string', 'element', 'null', 'array'] };
const publish: Rule = { name: 'publish', types: ['boolean'] };
const fillMode: Rule = { name: 'fillMode', types: ['string'], oneOf: ['contain', 'cover', 'fill'] };
const userId: Rule = { name: 'userId', types: ['string'], required: true };
const streamTypes = [TYPE.STREAM_TYPE_MAIN, TYPE.STREAM_TYPE_SUB];

const audio = (name: string, required: boolean): Rule => ({
  name,
  types: ['object'],
  required,
  fields: [
    publish,
    { name: 'mute', types: ['boolean', 'string'], oneOf: [true, false, 'microphone'] },
    { name: 'muteKeepVolumeDetection', types: ['boolean'] },
    {
      name: 'option',
      types: ['object'],
      fields: [
        { name: 'microphoneId', types: ['string'] },
        { name: 'audioTrack', instanceOf: isTrack },
        { name: 'captureVolume', types: ['number'], min: 0 },
        { name: 'earMonitorVolume', types: ['number'], min: 0, max: 100 },
        { name: 'profile', types: ['string', 'object'] },
        { name: 'echoCancellation', oneOf: [true, false, 'remote-only', 'all'] },
        { name: 'autoGainControl', types: ['boolean'] },
        { name: 'noiseSuppression', types: ['boolean'] },
      ],
    },
  ],
});

const video = (name: string, required: boolean): Rule => ({
  name,
  types: ['object'],
  required,
  fields: [
    view,
    { name: 'mute', types: ['boolean', 'string'] },
    publish,
    {
      name: 'option',
      types: ['object'],
      fields: [
        { name: 'cameraId', types: ['string'] },
        { name: 'useFrontCamera', types: ['boolean'] },
        fillMode,
        {
          name: 'mirror',
          types: ['string', 'boolean'],
          oneOf: [true, false, 'view', 'publish', 'both'],
        },
        { name: 'small', types: ['string', 'object', 'boolean'] },
        { name: 'videoTrack', instanceOf: isTrack },
      ],
    },
  ],
});

const remoteVideo = (name: string): Rule => ({
  name,
  types: ['object'],
  required: true,
  fields: [
    view,
    userId,
    { name: 'streamType', required: true, oneOf: streamTypes },
    { name: 'option', types: ['object'], fields: [fillMode, { name: 'mirror', types: ['boolean'] }] },
  ],
});

/** What each function's parameters may be. Rules that need more than the value itself are in `room-arguments`. */
export const RULES = {
  enterRoom: {
    name: 'options',
    types: ['object'],
    required: true,
    fields: [
      { name: 'sdkAppId', types: ['number'], required: true, notEmpty: true },
      { name: 'userId', types: ['string'], required: true, notEmpty: true },
      { name: 'userSig', types: ['string'], required: true, notEmpty: true },
      { name: 'scene', types: ['string'], oneOf: [TYPE.SCENE_LIVE, TYPE.SCENE_RTC] },
      { name: 'role', types: ['string'], oneOf: [TYPE.ROLE_AUDIENCE, TYPE.ROLE_ANCHOR] },
      { name: 'roomId', types: ['string', 'number'] },
      { name: 'strRoomId', types: ['string'] },
      { name: 'proxy', types: ['object', 'string'] },
      { name: 'enableAutoPlayDialog', types: ['boolean'] },
    ],
  },
  switchRole: { name: 'role', required: true, oneOf: [TYPE.ROLE_ANCHOR, TYPE.ROLE_AUDIENCE] },
  startLocalAudio: audio('config', false),
  updateLocalAudio: audio('config', true),
  startLocalVideo: video('config', false),
  updateLocalVideo: video('config', true),
  startRemoteVideo: remoteVideo('config'),
  updateRemoteVideo: remoteVideo('config'),
  stopRemoteVideo: {
    name: 'config',
    types: ['object'],
    required: true,
    fields: [userId, { name: 'streamType', oneOf: streamTypes }],
  },
  remoteUserId: userId,
  mute: { name: 'mute', types: ['boolean'], required: true },
  volume: { name: 'volume', types: ['number'], required: true, min: 0 },
  interval: { name: 'interval', types: ['number'] },
  enableInBackground: { name: 'enableInBackground', types: ['boolean'] },
  sendCustomMessage: {
    name: 'message',
    types: ['object'],
    required: true,
    fields: [
      { name: 'cmdId', types: ['number'], required: true, min: 1, max: 10 },
      {
        name: 'data',
        required: true,
        instanceOf: { name: 'ArrayBuffer', is: (value) => value instanceof ArrayBuffer },
      },
    ],
  },
} as const satisfies Record<string, Rule>;
