import {
  type LocalParticipant,
  type LocalTrack,
  Track,
  type TrackPublishOptions,
  type VideoCodec,
} from 'livekit-client';
import { RoomError } from './room-error.js';

export interface PublishOptions {
  source: 'camera' | 'microphone' | 'screen' | 'screen-sound';
  /** What it is called; for the members' eyes only. */
  name?: string;
  codec?: VideoCodec;
  maxBitrateBps?: number;
  maxFrameRateHz?: number;
  keep?: RTCDegradationPreference;
}

const SOURCES: Record<PublishOptions['source'], Track.Source> = {
  camera: Track.Source.Camera,
  microphone: Track.Source.Microphone,
  screen: Track.Source.ScreenShare,
  'screen-sound': Track.Source.ScreenShareAudio,
};

const DEFAULT_VIDEO_BITRATE_BPS = 1_500_000;
const DEFAULT_FRAME_RATE_HZ = 30;

/**
 * A track of ours that the room gets. Never stops the track itself. It holds on to livekit-client's track, which stays
 * over reconnects, where publications come and go.
 */
export class PublishedMedia {
  private constructor(
    private readonly participant: LocalParticipant,
    private readonly track: LocalTrack,
  ) {}

  static async publish(
    participant: LocalParticipant,
    track: MediaStreamTrack,
    options: PublishOptions,
  ): Promise<PublishedMedia> {
    const encoding = {
      maxBitrate: options.maxBitrateBps ?? DEFAULT_VIDEO_BITRATE_BPS,
      maxFramerate: options.maxFrameRateHz ?? DEFAULT_FRAME_RATE_HZ,
    };
    const settings: TrackPublishOptions = {
      source: SOURCES[options.source],
      simulcast: false,
      backupCodec: false,
      videoEncoding: encoding,
      screenShareEncoding: encoding,
      ...(options.name ? { name: options.name } : {}),
      ...(options.codec ? { videoCodec: options.codec } : {}),
      ...(options.keep ? { degradationPreference: options.keep } : {}),
    };
    const publication = await participant.publishTrack(track, settings);
    if (!publication.track) throw new RoomError('ended', 'the room was left before the track was published');
    return new PublishedMedia(participant, publication.track);
  }

  /** Members see it switched off, and get nothing of it. */
  async setMuted(muted: boolean): Promise<void> {
    await (muted ? this.track.mute() : this.track.unmute());
  }

  /** Sends another track in its place. */
  async replace(track: MediaStreamTrack): Promise<void> {
    await this.track.replaceTrack(track, { userProvidedTrack: true, stopProcessor: false });
  }

  async unpublish(): Promise<void> {
    await this.participant.unpublishTrack(this.track, false);
  }

  /** What the browser counts of it; undefined while nothing is sent. */
  async statsReport(): Promise<RTCStatsReport | undefined> {
    return this.track.sender?.getStats();
  }
}
