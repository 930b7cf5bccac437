/**
 * Compiles only if what the stand-in covers may be used as the original's: the same names with types that fit.
 * Members that give or take other objects of the API are held to what those cover; data channels are not covered.
 */
import type * as Ours from '@avatarium/agora-local';
import type * as Theirs from 'agora-rtc-sdk-ng';

type Shared<Own, Original> = Extract<keyof Own, keyof Original>;
type Fits<Own extends Pick<Original, Shared<Own, Original>>, Original> = Own;
type Result<Method> = Method extends (...args: never[]) => Promise<infer Value> ? Value : never;
/** Pipelines of extensions take part in the original's own. */
type Pipeline = 'pipe' | 'unpipe' | 'processorDestination';
type Connecting = 'publish' | 'subscribe' | 'massSubscribe' | 'remoteUsers' | 'localTracks';
type Creating = `create${string}`;

export type RemoteVideo = Fits<Ours.IRemoteVideoTrack, Theirs.IRemoteVideoTrack>;
export type RemoteAudio = Fits<Ours.IRemoteAudioTrack, Theirs.IRemoteAudioTrack>;
export type Microphone = Fits<Omit<Ours.IMicrophoneAudioTrack, Pipeline>, Theirs.IMicrophoneAudioTrack>;
export type Camera = Fits<Omit<Ours.ICameraVideoTrack, Pipeline>, Theirs.ICameraVideoTrack>;
export type LocalAudio = Fits<Omit<Ours.ILocalAudioTrack, Pipeline>, Theirs.ILocalAudioTrack>;
export type LocalVideo = Fits<Omit<Ours.ILocalVideoTrack, Pipeline>, Theirs.ILocalVideoTrack>;
export type User = Fits<
  Omit<Ours.IAgoraRTCRemoteUser, 'audioTrack' | 'videoTrack'>,
  Theirs.IAgoraRTCRemoteUser
>;
export type RemoteAudioOfUser = Fits<
  NonNullable<Ours.IAgoraRTCRemoteUser['audioTrack']>,
  Theirs.IRemoteAudioTrack
>;
export type Client = Fits<Omit<Ours.IAgoraRTCClient, Connecting>, Theirs.IAgoraRTCClient>;
export type Subscribed = Fits<
  Result<Ours.IAgoraRTCClient['subscribe']>,
  Theirs.IRemoteVideoTrack | Theirs.IRemoteAudioTrack
>;
export type Api = Fits<Omit<Ours.IAgoraRTC, Creating>, Theirs.IAgoraRTC>;
export type CreatedClient = Fits<
  Omit<ReturnType<Ours.IAgoraRTC['createClient']>, Connecting>,
  Theirs.IAgoraRTCClient
>;
/** What the original's makers of tracks take, ours take. */
export type Makers = {
  [Name in Shared<Ours.IAgoraRTC, Theirs.IAgoraRTC> & Creating]: Parameters<
    Theirs.IAgoraRTC[Name]
  > extends Parameters<Ours.IAgoraRTC[Name]>
    ? true
    : Name;
};
export const makers: Makers = {
  createClient: true,
  createCameraVideoTrack: true,
  createCustomAudioTrack: true,
  createCustomVideoTrack: true,
  createMicrophoneAndCameraTracks: true,
  createMicrophoneAudioTrack: true,
};
