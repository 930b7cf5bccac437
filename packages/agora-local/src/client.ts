import { exchange, LocalRoom, type RoomEnding } from '@avatarium/local-room';
import { checkJoin, checkOneOf, checkText, type UID, uidOf } from './checks.js';
import { AgoraEmitter } from './emitter.js';
import { AgoraRTCError, joinError } from './error.js';
import type { ClientEvents, MediaType } from './events.js';
import { byUid, Measuring } from './measuring.js';
import { MessageLimit } from './message-limit.js';
import { Publishing } from './publishing.js';
import type { RemoteUser } from './remote-user.js';
import { type MassEntry, RemoteUsers } from './remote-users.js';
import { localAudioStats, localVideoStats } from './statistics.js';
import { TokenClock } from './token-clock.js';
import type { LocalTrack } from './tracks/local.js';
import { LocalAudioTrack } from './tracks/local-audio.js';
import { LocalVideoTrack } from './tracks/local-video.js';
import type { RemoteAudioTrack, RemoteVideoTrack } from './tracks/remote.js';
import type {
  AgoraRTCStats,
  ClientConfig,
  ClientRole,
  ConnectionDisconnectedReason,
  ConnectionState,
  LocalAudioTrackStats,
  LocalVideoTrackStats,
  NetworkQuality,
  RemoteAudioTrackStats,
  RemoteVideoTrackStats,
  SDK_CODEC,
  SDK_MODE,
} from './types.js';

/** What is true between join and leave. */
interface Stay {
  appid: string;
  channel: string;
  uid: UID;
  /** Its entry among the page's places. */
  place: string;
  room: LocalRoom;
  measuring: Measuring;
  publishing: Publishing;
  limit: MessageLimit;
  /** The session has ended: nobody is there any more, and nobody comes. */
  emptied?: boolean;
}

/** Who is in which channel of this page. */
const places = new Set<string>();

/** One place in a channel. */
export class Client extends AgoraEmitter<ClientEvents> {
  readonly mode: SDK_MODE;
  readonly codec: SDK_CODEC;
  role: ClientRole;
  connectionState: ConnectionState = 'DISCONNECTED';
  private readonly users = new RemoteUsers((event, ...args) => this.emit(event, ...args));
  private stay?: Stay | undefined;
  private joining?: { calling: AbortController; done: Promise<unknown> } | undefined;
  private leaving?: Promise<void> | undefined;
  private readonly clock = new TokenClock(
    () => this.emit('token-privilege-will-expire'),
    () => void this.expire(),
  );

  /** @param server where the Avatarium server is, asked at each join */
  constructor(
    config: ClientConfig,
    private readonly server: () => string,
  ) {
    super('AgoraRTCClient');
    this.mode = config.mode;
    this.codec = config.codec;
    this.role = config.mode === 'live' ? (config.role ?? 'audience') : 'host';
  }

  get uid(): UID | undefined {
    return this.stay?.uid;
  }

  get channelName(): string | undefined {
    return this.stay?.channel;
  }

  get remoteUsers(): RemoteUser[] {
    return this.users.all;
  }

  get localTracks(): LocalTrack[] {
    return this.stay?.publishing.tracks ?? [];
  }

  /**
   * Enters the channel of a session. Who is there already is told in a later turn of the event loop, so that
   * listeners may be added after this was awaited.
   *
   * @throws AgoraRTCError INVALID_PARAMS; INVALID_OPERATION when joined or joining; UID_CONFLICT;
   *   CAN_NOT_GET_GATEWAY_SERVER for a token that is not good; NETWORK_ERROR; OPERATION_ABORTED after `leave()`
   */
  async join(
    appid: string,
    channel: string,
    token: string | null,
    uid?: UID | null,
    _options?: object,
  ): Promise<UID> {
    checkJoin(appid, channel, token, uid);
    // A client that leaves and joins at once waits for the first; one that joins is joining from here on.
    if (this.leaving) await this.leaving;
    if (this.connectionState !== 'DISCONNECTED') {
      throw new AgoraRTCError('INVALID_OPERATION', '[client] Client already in connecting/connected state');
    }
    const place = `${appid} ${channel} ${uid}`;
    if (places.has(place)) throw new AgoraRTCError('UID_CONFLICT', `${uid} is in the channel already`);
    places.add(place);
    const calling = new AbortController();
    const entering = this.enter({ appid, channel, uid, place }, token ?? '', calling.signal);
    this.joining = { calling, done: entering.catch(() => {}) };
    try {
      return await entering;
    } catch (error) {
      places.delete(place);
      const told = joinError(calling.signal.aborted ? calling.signal.reason : error);
      this.joining = undefined;
      // After `leave()` that tells it.
      if (!calling.signal.aborted) {
        this.change('DISCONNECTED', told.code === 'NETWORK_ERROR' ? 'NETWORK_ERROR' : 'SERVER_ERROR');
      }
      throw told;
    }
  }

  /** Leaves; what was published is no longer sent, and stays open. Nothing happens when not in a channel. */
  async leave(): Promise<void> {
    const { joining, stay } = this;
    if (joining && !joining.calling.signal.aborted) {
      joining.calling.abort(new AgoraRTCError('OPERATION_ABORTED', 'left before the join was done'));
      this.goodbye(this.abandon(joining.done));
    } else if (stay && this.connectionState !== 'DISCONNECTING') {
      this.goodbye(this.exit(stay, 'LEAVE'));
    }
    await this.leaving;
  }

  /**
   * @throws AgoraRTCError INVALID_OPERATION when not joined or in the audience; INVALID_PARAMS; TRACK_IS_DISABLED;
   *   CAN_NOT_PUBLISH_MULTIPLE_VIDEO_TRACKS
   */
  async publish(tracks: object | object[]): Promise<void> {
    if (this.role === 'audience')
      throw new AgoraRTCError('INVALID_OPERATION', 'audience can not publish stream');
    await this.joined("Can't publish stream, haven't joined yet!").publishing.publish(tracks);
  }

  /** @param tracks all, if left out */
  async unpublish(tracks?: object | object[]): Promise<void> {
    await this.joined("Can't unpublish stream, haven't joined yet!").publishing.unpublish(tracks);
  }

  /**
   * @throws AgoraRTCError INVALID_OPERATION when not joined; INVALID_REMOTE_USER; REMOTE_USER_IS_NOT_PUBLISHED;
   *   OPERATION_ABORTED when it is no longer published before it came
   */
  subscribe(user: { uid: UID } | UID, mediaType: 'video'): Promise<RemoteVideoTrack>;
  subscribe(user: { uid: UID } | UID, mediaType: 'audio'): Promise<RemoteAudioTrack>;
  subscribe(user: { uid: UID } | UID, mediaType: MediaType): Promise<RemoteVideoTrack | RemoteAudioTrack>;
  async subscribe(
    user: { uid: UID } | UID,
    mediaType: MediaType,
  ): Promise<RemoteVideoTrack | RemoteAudioTrack> {
    checkOneOf(mediaType, 'mediaType', ['audio', 'video']);
    this.joined("Can't subscribe stream, not joined");
    return this.users.subscribe(user, mediaType);
  }

  /** @param mediaType both, if left out */
  async unsubscribe(user: { uid: UID } | UID, mediaType?: MediaType): Promise<void> {
    if (mediaType !== undefined) checkOneOf(mediaType, 'mediaType', ['audio', 'video']);
    this.joined("Can't unsubscribe stream, not joined");
    this.users.unsubscribe(user, mediaType);
  }

  /** As many as can be; what could not be says so in its entry. */
  massSubscribe<User extends { uid: UID }>(list: { user: User; mediaType: MediaType }[]) {
    return Promise.all(
      list.map(async ({ user, mediaType }): Promise<MassEntry<User>> => {
        try {
          return { user, mediaType, track: await this.subscribe(user, mediaType) };
        } catch (error) {
          return { user, mediaType, error: error as AgoraRTCError };
        }
      }),
    );
  }

  async massUnsubscribe(list: { user: { uid: UID }; mediaType?: MediaType }[]): Promise<void> {
    for (const { user, mediaType } of list) await this.unsubscribe(user, mediaType);
  }

  /**
   * To everyone in the channel, in order. What comes while the connection is away is sent when it is back.
   *
   * @throws AgoraRTCError INVALID_OPERATION when not joined; INVALID_PARAMS above 1,024 bytes; UNEXPECTED_RESPONSE
   *   above 60 messages or 30 KB a second
   */
  async sendStreamMessage(
    message: string | Uint8Array | { payload: string | Uint8Array; syncWithAudio?: boolean },
    _needRetry = true,
  ): Promise<void> {
    const { room, limit, emptied } = this.joined('can not send data stream, not joined');
    const payload = typeof message === 'object' && 'payload' in message ? message.payload : message;
    if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) {
      throw new AgoraRTCError('INVALID_PARAMS', 'payload: a string or a Uint8Array is needed');
    }
    const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
    limit.count(bytes.byteLength);
    if (emptied) return;
    await room.send(bytes).catch((error: unknown) => {
      throw new AgoraRTCError('OPERATION_ABORTED', String(error));
    });
  }

  /** @throws AgoraRTCError INVALID_OPERATION when not joined; UPDATE_TICKET_FAILED for a token that is not good */
  async renewToken(token: string): Promise<void> {
    checkText(token, 'token', 2047);
    const { appid, channel, uid } = this.joined('renewToken should not be called before user join');
    try {
      const asked = { app_id: appid, channel, token, uid: String(uid) };
      const { expiresAt } = await exchange(this.server(), 'agora', asked);
      if (this.stay) this.clock.set(expiresAt);
    } catch (error) {
      throw new AgoraRTCError('UPDATE_TICKET_FAILED', joinError(error).message);
    }
  }

  /** Has no effect unless the mode is "live". */
  async setClientRole(role: ClientRole, _options?: object): Promise<void> {
    checkOneOf(role, 'role', ['audience', 'host']);
    if (this.mode !== 'live') return;
    if (role === 'audience' && this.localTracks.length > 0) {
      throw new AgoraRTCError(
        'INVALID_OPERATION',
        'can not set client role to audience when publishing stream',
      );
    }
    this.role = role;
  }

  enableAudioVolumeIndicator(): void {
    this.joined('enableAudioVolumeIndicator should be called after join').measuring.reportVolumes();
  }

  /** Nobody in a session's channel asks for a smaller picture, so there is none to send. */
  async enableDualStream(): Promise<void> {}
  async disableDualStream(): Promise<void> {}
  setLowStreamParameter(_parameter: object): void {}

  /** The avatar sends one picture, and that is the one which everybody gets. */
  async setRemoteVideoStreamType(_uid: UID, _type: number): Promise<void> {}
  async setRemoteDefaultVideoStreamType(_type: number): Promise<void> {}
  async setStreamFallbackOption(_uid: UID, _type: number): Promise<void> {}

  getRTCStats(): AgoraRTCStats {
    return (
      this.stay?.measuring.totals() ?? {
        Duration: 0,
        RecvBitrate: 0,
        RecvBytes: 0,
        SendBitrate: 0,
        SendBytes: 0,
        UserCount: 0,
        RTT: 0,
        OutgoingAvailableBandwidth: 0,
      }
    );
  }

  getRemoteVideoStats(): Record<string, RemoteVideoTrackStats> {
    return byUid(this.remoteUsers, ({ videoTrack }) => videoTrack?.getStats());
  }

  getRemoteAudioStats(): Record<string, RemoteAudioTrackStats> {
    return byUid(this.remoteUsers, ({ audioTrack }) => audioTrack?.getStats());
  }

  getLocalVideoStats(): LocalVideoTrackStats {
    return (
      this.localTracks.find((track) => track instanceof LocalVideoTrack)?.getStats() ?? localVideoStats()
    );
  }

  getLocalAudioStats(): LocalAudioTrackStats {
    return (
      this.localTracks.find((track) => track instanceof LocalAudioTrack)?.getStats() ?? localAudioStats()
    );
  }

  getRemoteNetworkQuality(): Record<string, NetworkQuality> {
    return this.stay?.measuring.qualities() ?? {};
  }

  getNetworkQuality(): NetworkQuality {
    return this.stay?.measuring.quality() ?? { uplinkNetworkQuality: 0, downlinkNetworkQuality: 0 };
  }

  private joined(otherwise = 'not joined'): Stay {
    if (!this.stay || this.connectionState === 'DISCONNECTING') {
      throw new AgoraRTCError('INVALID_OPERATION', otherwise);
    }
    return this.stay;
  }

  private change(state: ConnectionState, reason?: ConnectionDisconnectedReason): void {
    const previous = this.connectionState;
    if (previous === state) return;
    this.connectionState = state;
    if (reason) this.emit('connection-state-change', state, previous, reason);
    else this.emit('connection-state-change', state, previous);
  }

  private async enter(
    {
      appid,
      channel,
      uid,
      place,
    }: { appid: string; channel: string; uid: UID | null | undefined; place: string },
    token: string,
    signal: AbortSignal,
  ): Promise<UID> {
    this.change('CONNECTING');
    const asked = { app_id: appid, channel, token, uid: String(uid ?? '') };
    const admission = await exchange(this.server(), 'agora', asked, signal);
    const room = await LocalRoom.enter(admission.livekitUrl, admission.livekitToken, signal);
    if (signal.aborted) {
      await room.leave();
      throw signal.reason;
    }
    this.joining = undefined;
    const given = uid ?? uidOf(admission.identity);
    this.settle(room, { appid, channel, uid: given, place });
    this.clock.set(admission.expiresAt);
    return given;
  }

  private goodbye(leaving: Promise<void>): void {
    const done = leaving.finally(() => {
      if (this.leaving === done) this.leaving = undefined;
    });
    this.leaving = done;
  }

  private async abandon(joining: Promise<unknown>): Promise<void> {
    this.change('DISCONNECTING');
    await joining;
    this.change('DISCONNECTED', 'LEAVE');
  }

  private settle(room: LocalRoom, where: Pick<Stay, 'appid' | 'channel' | 'uid' | 'place'>): void {
    const { uid } = where;
    const publishing = new Publishing(room, this.codec);
    const measuring = new Measuring(
      room,
      uid,
      () => this.remoteUsers,
      () => publishing.tracks,
      {
        quality: (quality) => this.emit('network-quality', quality),
        volumes: (volumes) => this.emit('volume-indicator', volumes),
        exception: (event) => this.emit('exception', event),
      },
    );
    this.stay = { ...where, room, measuring, publishing, limit: new MessageLimit() };
    this.listen(room, uid);
    this.change('CONNECTED');
  }

  private listen(room: LocalRoom, uid: UID): void {
    this.users.listen(room);
    room
      .on('message', (identity, bytes, topic) => {
        // What has a topic is none of Agora's.
        if (topic === '') this.emit('stream-message', uidOf(identity), bytes);
      })
      .on('reconnecting', () => {
        this.change('RECONNECTING');
        this.emit('media-reconnect-start', uid);
      })
      .on('reconnected', () => {
        this.change('CONNECTED');
        this.emit('media-reconnect-end', uid);
      })
      .on('ended', (how) => this.ended(how));
  }

  /** A session that has ended leaves an empty channel, as it does at the vendor's: its client leaves by itself. */
  private ended(how: RoomEnding): void {
    const { stay } = this;
    if (!stay) return;
    if (how === 'closed') {
      stay.emptied = true;
      return;
    }
    void this.exit(stay, how === 'lost' ? 'NETWORK_ERROR' : 'UID_BANNED');
  }

  private async expire(): Promise<void> {
    const { stay } = this;
    if (!stay) return;
    // The state comes first: whoever hears that the token has expired may join with another one.
    await this.exit(stay, 'TOKEN_EXPIRE');
    this.emit('token-privilege-did-expire');
  }

  private async exit(stay: Stay, reason: ConnectionDisconnectedReason): Promise<void> {
    if (reason === 'LEAVE') this.change('DISCONNECTING');
    this.clock.stop();
    stay.measuring.stop();
    this.users.clear();
    stay.publishing.release();
    await stay.room.leave();
    places.delete(stay.place);
    this.stay = undefined;
    this.change('DISCONNECTED', reason);
  }
}
