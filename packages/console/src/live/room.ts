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

export interface RoomHandlers {
  packet(bytes: Uint8Array): void;
  /** The avatar's picture came or went. */
  video(track: RemoteVideoTrack | undefined): void;
  /** The avatar can be heard from now on. */
  soundPlaying(): void;
  soundBlocked(blocked: boolean): void;
  reconnecting(active: boolean): void;
  disconnected(reason: RoomEndReason): void;
}

export type RoomEndReason = 'left' | 'replaced' | 'removed' | 'lost';

const ADOPTING_PERIOD_MS = 500;
const ADOPTING_SWEEPS = 20;

/** The console's place in a session's room: picture, sound, packets and microphone. Knows no protocol. */
export class AvatarRoom {
  private readonly room = new Room();
  private video?: RemoteTrack;
  private audio?: RemoteTrack;
  private muted = false;
  private analyser?: { track: LocalAudioTrack } & ReturnType<typeof createAudioAnalyser>;

  constructor(
    private readonly handlers: RoomHandlers,
    /** Whose tracks count; undefined takes everyone's. */
    private readonly avatarIdentity: string | undefined,
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

  /** Resolves once in the room. @throws livekit-client's ConnectionError */
  async connect(url: string, token: string): Promise<void> {
    await this.room.connect(url, token);
  }

  /** Sends reliable packets in order. */
  async send(packets: Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const packet of packets) await this.room.localParticipant.publishData(packet, { reliable: true });
  }

  /** Must run inside a click or a key press. */
  async startSound(): Promise<void> {
    await this.room.startAudio();
    this.handlers.soundBlocked(!this.room.canPlaybackAudio);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    for (const element of this.audio?.attachedElements ?? []) element.muted = muted;
  }

  /** @throws DOMException NotAllowedError, NotFoundError, NotReadableError of getUserMedia */
  async setMicrophone(enabled: boolean): Promise<void> {
    const publication = await this.room.localParticipant.setMicrophoneEnabled(enabled);
    void this.analyser?.cleanup();
    this.analyser = undefined;
    const track = enabled ? publication?.audioTrack : undefined;
    if (track) this.analyser = { track, ...createAudioAnalyser(track) };
  }

  /** What the open microphone hears now; undefined while it is not open. */
  readMicrophone(): MicReading | undefined {
    const { analyser } = this;
    if (!analyser) return undefined;
    return { level: analyser.calculateVolume(), silenced: analyser.track.mediaStreamTrack.muted };
  }

  /** Reports of the picture's and the sound's receiver, as `readStats` takes them. */
  async statsReports(): Promise<Iterable<[string, Record<string, unknown>]>[]> {
    const tracks = [this.video, this.audio].filter((track) => track !== undefined);
    const reports = await Promise.all(tracks.map((track) => track.getRTCStatsReport()));
    return reports.filter((report) => report !== undefined);
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
    return this.avatarIdentity === undefined || participant.identity === this.avatarIdentity;
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
