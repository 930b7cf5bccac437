import type { LocalRoom, PublishedMedia } from '@avatarium/local-room';
import { AgoraRTCError } from './error.js';
import { LocalTrack } from './tracks/local.js';
import { LocalVideoTrack } from './tracks/local-video.js';
import type { SDK_CODEC } from './types.js';

/** What a client sends into its channel: at most one sound and one picture. */
export class Publishing {
  private readonly published = new Map<LocalTrack, PublishedMedia>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly room: LocalRoom,
    private readonly codec: SDK_CODEC,
  ) {}

  get tracks(): LocalTrack[] {
    return [...this.published.keys()];
  }

  async publish(tracks: object | object[]): Promise<void> {
    const list = localTracks(tracks);
    if (list.length === 0) throw new AgoraRTCError('INVALID_PARAMS', 'param list is empty');
    for (const track of list) {
      if (!track.enabled || track.isClosed) {
        throw new AgoraRTCError(
          'TRACK_IS_DISABLED',
          `can not publish a disabled track: ${track.getTrackId()}`,
        );
      }
    }
    await this.next(async () => {
      for (const track of list) {
        if (!this.published.has(track)) await this.send(track);
      }
    });
  }

  async unpublish(tracks?: object | object[]): Promise<void> {
    const list = tracks === undefined ? undefined : localTracks(tracks);
    await this.next(async () => {
      for (const track of list ?? this.tracks) await this.withdraw(track);
    });
  }

  /** The room is left: nothing is sent any more. */
  release(): void {
    for (const track of this.published.keys()) void track.attach(undefined);
    this.published.clear();
  }

  private async send(track: LocalTrack): Promise<void> {
    const other = this.tracks.find(({ trackMediaType }) => trackMediaType === track.trackMediaType);
    if (other && track.trackMediaType === 'video') {
      throw new AgoraRTCError(
        'CAN_NOT_PUBLISH_MULTIPLE_VIDEO_TRACKS',
        'only one video track can be published',
      );
    }
    if (other) {
      throw new AgoraRTCError(
        'NOT_SUPPORTED',
        'publishing more than one audio track is not covered by the local stand-in',
      );
    }
    if (track instanceof LocalVideoTrack) track.codec = this.codec;
    const media = await this.room
      .publish(track.outgoing(), track.publishOptions())
      .catch((error: unknown) => {
        throw new AgoraRTCError('OPERATION_ABORTED', `could not publish ${track.getTrackId()}: ${error}`);
      });
    this.published.set(track, media);
    await track.attach({ media, close: () => void this.unpublish(track) });
  }

  private async withdraw(track: LocalTrack): Promise<void> {
    const media = this.published.get(track);
    if (!media) return;
    this.published.delete(track);
    await track.attach(undefined);
    await media.unpublish();
  }

  /** One after the other. */
  private next(what: () => Promise<void>): Promise<void> {
    const done = this.queue.then(what);
    this.queue = done.catch(() => {});
    return done;
  }
}

function localTracks(tracks: object | object[]): LocalTrack[] {
  return [tracks].flat().map((track) => {
    if (!(track instanceof LocalTrack)) {
      throw new AgoraRTCError('INVALID_PARAMS', 'parameter is not local track');
    }
    return track;
  });
}
