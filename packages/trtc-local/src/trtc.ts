import { endOfMembers, Listeners } from '@avatarium/local-room';
import { Autoplay } from './autoplay.js';
import { check } from './checks.js';
import { ERROR_CODE, EVENT, EXTRA_CODE, TYPE, VERSION } from './constants.js';
import { listDevices, mediaDevices, permissionState, watchDevices } from './devices.js';
import { roomIdOf } from './entering.js';
import { invalidOperation, invalidParameter, notCovered } from './errors.js';
import { LocalAudio } from './local-audio.js';
import { LocalReports } from './local-reports.js';
import { LocalVideo } from './local-video.js';
import { MessageRate } from './message-rate.js';
import { checkMessageRate, checkMessageSize, topicOf } from './messages.js';
import { type RemoteUser, RemoteUsers, setSink } from './remote-users.js';
import { RULES } from './rules.js';
import { Stay } from './stay.js';
import { browserSupport, type SupportResult } from './support.js';
import type {
  CreateOptions,
  CustomMessage,
  EnterRoomConfig,
  EventMap,
  LocalAudioConfig,
  LocalVideoConfig,
  RemoteVideoConfig,
} from './types.js';
import { viewElements } from './video-view.js';
import { VolumeMeter } from './volume-meter.js';

type AnyListener = (...args: never[]) => void;
type TrackOf = { userId?: string; streamType?: string; processed?: boolean };

const EVERYONE = '*';
const DEFAULT_VOLUME_INTERVAL_MS = 2000;

/** Those that were created and not destroyed. */
const instances = new Set<TRTC>();

/**
 * The subset of TRTC's web SDK that clients of a live avatar use, over a room of Avatarium. What is not covered throws
 * an error that names it.
 */
export class TRTC {
  static readonly VERSION = VERSION;
  static readonly EVENT = EVENT;
  static readonly TYPE = TYPE;
  static readonly ERROR_CODE = ERROR_CODE;
  static readonly frameWorkType = 30;

  /** Keeps Vue from wrapping it, as the vendor's class does. */
  readonly __v_skip = true;

  readonly #listeners = new Listeners<EventMap>();
  /** What is called for a listener that was added with a context. */
  readonly #bound = new WeakMap<AnyListener, AnyListener>();
  readonly #autoplay = new Autoplay();
  readonly #audio: LocalAudio;
  readonly #video: LocalVideo;
  readonly #users: RemoteUsers;
  readonly #stay: Stay;
  readonly #volumes: VolumeMeter;
  readonly #rate = new MessageRate();
  readonly #unwatchDevices: () => void;

  /** Use `TRTC.create`. */
  private constructor() {
    const emit = <Name extends keyof EventMap>(event: Name, ...args: EventMap[Name]): void =>
      this.#listeners.emit(event, ...args);
    const reports = new LocalReports(emit);
    this.#audio = new LocalAudio(reports);
    this.#video = new LocalVideo(reports);
    this.#users = new RemoteUsers(emit, this.#autoplay);
    this.#stay = new Stay({ audio: this.#audio, video: this.#video, users: this.#users }, emit);
    this.#volumes = new VolumeMeter(
      () => [
        ...(this.#audio.track ? [{ userId: '', track: this.#audio.track }] : []),
        ...this.#users.all.map(({ member, audio }) => ({ userId: member.identity, track: audio.track })),
      ],
      (result) => emit(EVENT.AUDIO_VOLUME, { result }),
    );
    this.#unwatchDevices = watchDevices((type, action, device) =>
      emit(EVENT.DEVICE_CHANGED, { type, action, device }),
    );
    instances.add(this);
  }

  static create(options: CreateOptions = {}): TRTC {
    if (options.plugins?.length) throw notCovered('TRTC.create({ plugins })');
    return new TRTC();
  }

  /** The stand-in logs nothing but what listeners throw. */
  static setLogLevel(_level: number, _enableUploadLog?: boolean): void {}

  static async isSupported(): Promise<SupportResult> {
    return browserSupport();
  }

  /** @returns null for a state that the browser does not tell */
  static async getPermissions({
    request = true,
    types = ['camera', 'microphone'],
  }: {
    request?: boolean;
    types?: string[];
  } = {}): Promise<{
    camera: PermissionState | null;
    microphone: PermissionState | null;
  }> {
    if (request) {
      const stream = await mediaDevices('getPermissions')
        .getUserMedia({ video: types.includes('camera'), audio: types.includes('microphone') })
        .catch(() => undefined);
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    const [camera, microphone] = await Promise.all([
      permissionState('camera'),
      permissionState('microphone'),
    ]);
    return { camera, microphone };
  }

  static getCameraList(requestPermission = true): Promise<MediaDeviceInfo[]> {
    return listDevices('getCameraList', 'camera', requestPermission);
  }

  static getMicrophoneList(requestPermission = true): Promise<MediaDeviceInfo[]> {
    return listDevices('getMicrophoneList', 'microphone', requestPermission);
  }

  static getSpeakerList(requestPermission = true): Promise<MediaDeviceInfo[]> {
    return listDevices('getSpeakerList', 'speaker', requestPermission);
  }

  /** Where all instances play sound. Ids that no speaker has change nothing. */
  static async setCurrentSpeaker(speakerId: string): Promise<void> {
    const speakers = await listDevices('setCurrentSpeaker', 'speaker', false);
    const device = speakers.find(({ deviceId }) => deviceId === speakerId);
    if (!device) return;
    for (const instance of instances) await instance.#useSpeaker(device);
  }

  async enterRoom(config: EnterRoomConfig): Promise<void> {
    check('enterRoom', config, RULES.enterRoom);
    if (this.#stay.room)
      throw invalidOperation('enterRoom', EXTRA_CODE.ALREADY_CALLED, 'exit the room first');
    roomIdOf(config);
    this.#autoplay.asks = config.enableAutoPlayDialog ?? true;
    await this.#stay.enter(config);
  }

  async exitRoom(): Promise<void> {
    await this.#stay.exit();
    this.#autoplay.clear();
  }

  async switchRole(role: string, _option?: { privateMapKey?: string; latencyLevel?: number }): Promise<void> {
    check('switchRole', role, RULES.switchRole);
    await this.#stay.switchRole(role);
  }

  /** Ends all. The vendor wants `exitRoom` to be called first. */
  destroy(): void {
    instances.delete(this);
    this.#listeners.clear();
    this.#volumes.stop();
    this.#unwatchDevices();
    this.#autoplay.clear();
    this.#stay.end();
    void this.#audio.stop();
    void this.#video.stop();
  }

  async startLocalAudio(config: LocalAudioConfig = {}): Promise<void> {
    check('startLocalAudio', config, RULES.startLocalAudio);
    await this.#audio.start(config);
  }

  async updateLocalAudio(config: LocalAudioConfig): Promise<void> {
    check('updateLocalAudio', config, RULES.updateLocalAudio);
    await this.#audio.update(config);
  }

  async stopLocalAudio(): Promise<void> {
    await this.#audio.stop();
  }

  async startLocalVideo(config: LocalVideoConfig = {}): Promise<void> {
    check('startLocalVideo', config, RULES.startLocalVideo);
    await this.#video.start(config);
  }

  async updateLocalVideo(config: LocalVideoConfig): Promise<void> {
    check('updateLocalVideo', config, RULES.updateLocalVideo);
    await this.#video.update(config);
  }

  async stopLocalVideo(): Promise<void> {
    await this.#video.stop();
  }

  async startRemoteVideo(config: RemoteVideoConfig): Promise<void> {
    check('startRemoteVideo', config, RULES.startRemoteVideo);
    await this.#users.startVideo(this.#requireVideo('startRemoteVideo', config), config);
  }

  async updateRemoteVideo(config: RemoteVideoConfig): Promise<void> {
    check('updateRemoteVideo', config, RULES.updateRemoteVideo);
    await this.#requireVideo('updateRemoteVideo', config).video.update(config);
  }

  async stopRemoteVideo(config: { userId: string; streamType?: string }): Promise<void> {
    check('stopRemoteVideo', config, RULES.stopRemoteVideo);
    const { userId, streamType } = config;
    if (userId === EVERYONE) await Promise.all(this.#users.all.map(({ video }) => video.stop()));
    else if (streamType === undefined)
      throw invalidParameter('stopRemoteVideo', EXTRA_CODE.STREAM_TYPE_REQUIRED, 'streamType is required');
    else if (streamType === TYPE.STREAM_TYPE_MAIN) await this.#users.get(userId)?.video.stop();
  }

  async muteRemoteAudio(userId: string, mute: boolean): Promise<void> {
    check('muteRemoteAudio', userId, RULES.remoteUserId);
    check('muteRemoteAudio', mute, RULES.mute);
    await this.#users.mute(userId, mute);
  }

  /** @param volume 0–100; above 100 the sound is amplified */
  setRemoteAudioVolume(userId: string, volume: number): void {
    check('setRemoteAudioVolume', userId, RULES.remoteUserId);
    check('setRemoteAudioVolume', volume, RULES.volume);
    this.#users.setVolume(userId, volume);
  }

  /** @param interval ms; 0 or less ends it */
  enableAudioVolumeEvaluation(interval = DEFAULT_VOLUME_INTERVAL_MS, enableInBackground = false): void {
    check('enableAudioVolumeEvaluation', interval, RULES.interval);
    check('enableAudioVolumeEvaluation', enableInBackground, RULES.enableInBackground);
    this.#volumes.start(interval, enableInBackground);
  }

  /** Adds a listener; one that is there already is not added again. */
  on<Name extends keyof EventMap>(
    event: Name,
    handler: (...args: EventMap[Name]) => void,
    context?: unknown,
  ): this;
  on(event: string, handler: AnyListener, context?: unknown): this;
  on(event: string, handler: AnyListener, context?: unknown): this {
    // Listening is what starts it in the vendor's SDK, so nobody shall wait for it in vain.
    if (event === EVENT.AUDIO_FRAME) throw notCovered('TRTC.EVENT.AUDIO_FRAME');
    const name = event as keyof EventMap;
    const bound = this.#bound.get(handler) ?? (context ? handler.bind(context) : handler);
    this.#bound.set(handler, bound);
    if (!this.#listeners.of(name).includes(bound)) this.#listeners.add(name, bound as never);
    return this;
  }

  /** Removes a listener; with '*' all of them. */
  off(event: string, handler?: AnyListener, _context?: unknown): this {
    if (event === EVERYONE) this.#listeners.clear();
    else if (handler)
      this.#listeners.remove(event as keyof EventMap, (this.#bound.get(handler) ?? handler) as never);
    else this.#listeners.clear(event as keyof EventMap);
    return this;
  }

  getAudioTrack(of?: TrackOf | string): MediaStreamTrack | null {
    const { userId = '', streamType = TYPE.STREAM_TYPE_MAIN } =
      typeof of === 'string' ? { userId: of } : (of ?? {});
    if (userId) return this.#users.get(userId)?.audio.track ?? null;
    return (streamType === TYPE.STREAM_TYPE_MAIN ? this.#audio.track : undefined) ?? null;
  }

  getVideoTrack({ userId = '', streamType = TYPE.STREAM_TYPE_MAIN }: TrackOf = {}): MediaStreamTrack | null {
    if (streamType !== TYPE.STREAM_TYPE_MAIN) return null;
    return (userId ? this.#users.get(userId)?.video.track : this.#video.track) ?? null;
  }

  /** What is seen of a picture that is shown, as a data URL; '' if it is not shown. */
  getVideoSnapshot({ userId = '', streamType = TYPE.STREAM_TYPE_MAIN }: TrackOf = {}): string {
    if (streamType !== TYPE.STREAM_TYPE_MAIN) return '';
    return (userId ? this.#users.get(userId)?.video.snapshot() : this.#video.snapshot()) ?? '';
  }

  /** Sends bytes to everyone in the room, in order. */
  sendCustomMessage(message: CustomMessage): void {
    check('sendCustomMessage', message, RULES.sendCustomMessage);
    const { cmdId, data } = message;
    checkMessageSize(data);
    const room = this.#stay.require('sendCustomMessage');
    if (this.#stay.isAudience)
      throw invalidOperation('sendCustomMessage', EXTRA_CODE.AUDIENCE, 'an audience sends nothing');
    checkMessageRate(this.#rate, data);
    // It fails only when the room ends meanwhile, which has events of its own.
    room.send(new Uint8Array(data), topicOf(cmdId)).catch(() => {});
  }

  /** Where this instance plays sound; the vendor prefers the static function of this name. */
  async setCurrentSpeaker(speakerId: string): Promise<void> {
    const speakers = await listDevices('setCurrentSpeaker', 'speaker', false);
    const device = speakers.find(({ deviceId }) => deviceId === speakerId);
    if (device) await this.#useSpeaker(device);
  }

  async #useSpeaker(device: MediaDeviceInfo): Promise<void> {
    await Promise.all([
      setSink(this.#audio.element, device.deviceId),
      this.#users.setSpeaker(device.deviceId),
    ]);
    this.#listeners.emit(EVENT.DEVICE_CHANGED, { type: 'speaker', action: 'active', device });
  }

  #requireVideo(functionName: string, { view, userId, streamType }: RemoteVideoConfig): RemoteUser {
    viewElements(functionName, view);
    this.#stay.require(functionName);
    const user = this.#users.get(userId);
    if (!user) throw invalidOperation(functionName, EXTRA_CODE.NO_SUCH_USER, `${userId} is not in the room`);
    if (streamType !== TYPE.STREAM_TYPE_MAIN || !user.member.video.available)
      throw invalidOperation(
        functionName,
        EXTRA_CODE.NO_SUCH_STREAM,
        `${userId} sends no ${streamType} stream`,
      );
    return user;
  }
}

// Vendors' members that are not here are looked up in vain, and found at the end of the chain.
Object.setPrototypeOf(
  TRTC.prototype,
  endOfMembers(Object.prototype, (_, member) => notCovered(`trtc.${member}`)),
);
Object.setPrototypeOf(
  TRTC,
  endOfMembers(Function.prototype, (_, member) => notCovered(`TRTC.${member}`)),
);
