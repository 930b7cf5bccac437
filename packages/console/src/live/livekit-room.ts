import {
  ConnectionState,
  createAudioAnalyser,
  DisconnectReason,
  type LocalAudioTrack,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteVideoTrack,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client';
import type { MicReading } from './microphone.js';
import type { AvatarRoom, RoomEndReason, RoomHandlers } from './room.js';
import { type Figures, readStats, type StatsSample } from './stats.js';

const ADOPTING_PERIOD_MS = 500;
const ADOPTING_SWEEPS = 20;

/** A session by LiveKit's client. */
export class LivekitRoom implements AvatarRoom {
  private readonly room = new Room();
  private video?: RemoteTrack;
  private audio?: RemoteTrack;
  private muted = false;
  private analyser?: { track: LocalAudioTrack } & ReturnType<typeof createAudioAnalyser>;

  private statsSample?: StatsSample;

  constructor(
    /** `avatarIdentity`: whose tracks count; undefined takes everyone's. */
    private readonly place: { url: string; token: string; avatarIdentity: string | undefined },
    private readonly handlers: RoomHandlers,
  ) {
    const { room } = this;
    room
      .on(RoomEvent.TrackSubscribed, (track, _, participant) => this.addTrack(track, participant))
      .on(RoomEvent.TrackUnsubscribed, (track) => this.removeTrack(track))
      .on(RoomEvent.DataReceived, (bytes, _participant, _kind, topic) => {
        if (!topic) handlers.packet(bytes);
      })
      .on(RoomEvent.AudioPlaybackStatusChanged, () => handlers.soundBlocked(!room.canPlaybackAudio))
      .on(RoomEvent.Reconnecting, () => handlers.reconnecting(true))
      .on(RoomEvent.SignalReconnecting, () => handlers.reconnecting(true))
      .on(RoomEvent.Reconnected, () => {
        handlers.reconnecting(false);
        this.adoptTracks();
      })
      .on(RoomEvent.Disconnected, (reason) => handlers.disconnected(endReason(reason)));
  }

  async connect(): Promise<void> {
    await this.room.connect(this.place.url, this.place.token);
  }

  async send(packets: Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const packet of packets) await this.room.localParticipant.publishData(packet, { reliable: true });
  }

  async startSound(): Promise<void> {
    await this.room.startAudio();
    this.handlers.soundBlocked(!this.room.canPlaybackAudio);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    for (const element of this.audio?.attachedElements ?? []) element.muted = muted;
  }

  async setMicrophone(enabled: boolean): Promise<void> {
    const publication = await this.room.localParticipant.setMicrophoneEnabled(enabled);
    void this.analyser?.cleanup();
    this.analyser = undefined;
    const track = enabled ? publication?.audioTrack : undefined;
    if (track) this.analyser = { track, ...createAudioAnalyser(track) };
  }

  readMicrophone(): MicReading | undefined {
    const { analyser } = this;
    if (!analyser) return undefined;
    return { level: analyser.calculateVolume(), silenced: analyser.track.mediaStreamTrack.muted };
  }

  async measure(): Promise<Figures> {
    const tracks = [this.video, this.audio].filter((track) => track !== undefined);
    const reports = await Promise.all(tracks.map((track) => track.getRTCStatsReport()));
    const { figures, sample } = readStats(
      reports.filter((report) => report !== undefined),
      this.statsSample,
    );
    this.statsSample = sample;
    return figures;
  }

  async leave(): Promise<void> {
    void this.analyser?.cleanup();
    this.analyser = undefined;
    if (this.room.state !== ConnectionState.Disconnected) await this.room.disconnect();
    this.removeTrack(this.audio);
    this.removeTrack(this.video);
  }

  /**
   * Takes up tracks that were never announced: what is subscribed between livekit-client's Reconnected and the end
   * of its own attempt is kept back there and then forgotten (2.23).
   */
  private adoptTracks(sweepsLeft = ADOPTING_SWEEPS): void {
    if (this.room.state === ConnectionState.Disconnected || sweepsLeft === 0) return;
    for (const participant of this.room.remoteParticipants.values()) {
      for (const { track } of participant.trackPublications.values()) {
        if (track !== undefined && track !== this.video && track !== this.audio)
          this.addTrack(track, participant);
      }
    }
    setTimeout(() => this.adoptTracks(sweepsLeft - 1), ADOPTING_PERIOD_MS);
  }

  private isAvatar(participant: RemoteParticipant): boolean {
    const { avatarIdentity } = this.place;
    return avatarIdentity === undefined || participant.identity === avatarIdentity;
  }

  private addTrack(track: RemoteTrack, participant: RemoteParticipant): void {
    if (!this.isAvatar(participant) || track === this.video || track === this.audio) return;
    if (track.kind === Track.Kind.Video) {
      this.video = track;
      this.handlers.video(track as RemoteVideoTrack);
      return;
    }
    this.audio = track;
    const element = track.attach();
    element.hidden = true;
    element.muted = this.muted;
    element.addEventListener('playing', () => this.handlers.soundPlaying(), { once: true });
    document.body.append(element);
  }

  private removeTrack(track: RemoteTrack | undefined): void {
    if (track === undefined) return;
    if (track === this.audio) {
      for (const element of track.detach()) element.remove();
      this.audio = undefined;
    } else if (track === this.video) {
      track.detach();
      this.video = undefined;
      this.handlers.video(undefined);
    }
  }
}

function endReason(reason: DisconnectReason | undefined): RoomEndReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'replaced';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.PARTICIPANT_REMOVED:
    case DisconnectReason.ROOM_CLOSED:
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'removed';
    default:
      return 'lost';
  }
}
