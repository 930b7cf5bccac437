import type { EventMap, TRTC as StandIn } from '@avatarium/trtc-local';
import type { TRTCEventTypes, TRTC as Vendor } from 'trtc-sdk-v5';

/**
 * Holds the stand-in to the vendor's own declarations when the tests are compiled: calls that are written for the
 * vendor's class are calls of the stand-in, and what comes back is what the vendor says comes back.
 */

/** What the stand-in covers of an instance. */
type Members =
  | 'enterRoom'
  | 'exitRoom'
  | 'switchRole'
  | 'destroy'
  | 'startLocalAudio'
  | 'updateLocalAudio'
  | 'stopLocalAudio'
  | 'startLocalVideo'
  | 'updateLocalVideo'
  | 'stopLocalVideo'
  | 'startRemoteVideo'
  | 'updateRemoteVideo'
  | 'stopRemoteVideo'
  | 'muteRemoteAudio'
  | 'setRemoteAudioVolume'
  | 'enableAudioVolumeEvaluation'
  | 'getAudioTrack'
  | 'getVideoTrack'
  | 'getVideoSnapshot'
  | 'sendCustomMessage';
type Statics =
  | 'isSupported'
  | 'getPermissions'
  | 'getCameraList'
  | 'getMicrophoneList'
  | 'getSpeakerList'
  | 'setCurrentSpeaker'
  | 'setLogLevel';

/** The vendor's enums as the texts and numbers that they are. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends (...args: never[]) => unknown
      ? T
      : T extends Node | MediaDeviceInfo | MediaStreamTrack | ArrayBuffer | Error
        ? T
        : T extends object
          ? { [Name in keyof T]: Plain<T[Name]> }
          : T;

/** Names of members whose parameters or results differ; none. */
type Differing<Ours, Theirs, Names extends keyof Ours & keyof Theirs> = {
  [Name in Names]: Ours[Name] extends (...args: infer Taken) => infer Given
    ? Theirs[Name] extends (...args: infer Sent) => infer Wanted
      ? [Sent, Given] extends [Taken, Wanted]
        ? never
        : Name
      : Name
    : Name;
}[Names];

/** Events that bring something else than the vendor's; none. */
type DifferingEvents = {
  [Name in keyof EventMap & keyof TRTCEventTypes]: EventMap[Name][0] extends Plain<TRTCEventTypes[Name][0]>
    ? never
    : Name;
}[keyof EventMap & keyof TRTCEventTypes];

type None<Differences extends never> = Differences;
export type Instance = None<Differing<StandIn, Vendor, Members>>;
export type Class = None<Differing<typeof StandIn, typeof Vendor, Statics>>;
export type Events = None<DifferingEvents>;
/** The stand-in has no event that the vendor lacks. */
export type NoOtherEvents = None<Exclude<keyof EventMap, keyof TRTCEventTypes>>;
