import { AudioPlayer, LevelMeter, loudness, type VideoPlacement, VideoPlayer } from '@avatarium/local-room';
import { AgoraEmitter } from '../emitter.js';
import { AgoraRTCError } from '../error.js';
import type { VideoPlayerConfig } from '../types.js';

type TrackEvents = {
  'track-updated': [track: MediaStreamTrack];
  'track-ended': [];
  'first-frame-decoded': [];
};

let blocked = () => {};

/** Calls this whenever the browser refuses sound before a click. */
export function onAutoplayFailed(report: () => void): void {
  blocked = report;
}

/** What every track can do: be played, and tell what it is made of. */
export abstract class Track extends AgoraEmitter<TrackEvents> {
  abstract readonly trackMediaType: 'audio' | 'video';
  abstract get isPlaying(): boolean;
  protected readonly trackId: string;

  constructor(name: string, trackId: string) {
    super(name);
    this.trackId = trackId;
  }

  getTrackId(): string {
    return this.trackId;
  }

  abstract getMediaStreamTrack(): MediaStreamTrack;
  abstract stop(): void;
}

/** Where a picture is shown. */
export class Screen {
  private readonly player = new VideoPlayer();

  get isPlaying(): boolean {
    return this.player.element !== undefined;
  }

  /**
   * Into an element, or the one of this id; the page's body where there is none of this id.
   *
   * @throws AgoraRTCError INVALID_PARAMS
   */
  play(
    track: MediaStreamTrack,
    trackId: string,
    element: string | HTMLElement,
    config: VideoPlayerConfig | undefined,
    usual: VideoPlacement,
    onFirstFrame: () => void,
  ): void {
    const video = this.player.play(
      track,
      this.host(element, trackId),
      { fit: config?.fit ?? usual.fit, mirror: config?.mirror ?? usual.mirror },
      {
        boxId: `agora-video-player-${trackId}`,
        videoId: `video_${trackId}`,
        videoClass: 'agora_video_player',
      },
    );
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFirstFrame);
    else (video as HTMLVideoElement).addEventListener('loadeddata', onFirstFrame, { once: true });
  }

  replace(track: MediaStreamTrack | undefined): void {
    this.player.replace(track);
  }

  stop(): void {
    this.player.stop();
  }

  /** What is shown at this moment; two black pixels square while nothing is, as in the original. */
  frame(): ImageData {
    const video = this.player.element;
    if (!video?.videoWidth) return new ImageData(2, 2);
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d');
    if (!context) return new ImageData(2, 2);
    context.drawImage(video, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  private host(element: string | HTMLElement, trackId: string): HTMLElement {
    if (element instanceof HTMLElement) return element;
    if (typeof element !== 'string') {
      throw new AgoraRTCError('INVALID_PARAMS', 'element: an element, or the id of one, is needed');
    }
    const found = document.getElementById(element);
    if (!found) console.warn(`[${trackId}] can not find "#${element}" element, use document.body`);
    return found ?? document.body;
  }
}

/** What sound is played by, and how loud it is. */
export class Sound {
  private readonly player = new AudioPlayer();
  private meter?: LevelMeter | undefined;

  get isPlaying(): boolean {
    return this.player.playing;
  }

  play(track: MediaStreamTrack): void {
    if (!this.player.playing) this.player.play(track, () => blocked());
  }

  /** 0–100, 100 as it came. */
  setVolume(volume: number): void {
    this.player.setVolume(volume / 100);
  }

  async setDevice(deviceId: string): Promise<void> {
    await this.player.setSink(deviceId);
  }

  replace(track: MediaStreamTrack | undefined): void {
    this.player.replace(track);
    if (track) this.meter?.replace(track);
  }

  /** 0–1; a speaking person is at 0.6 and above. */
  level(track: MediaStreamTrack): number {
    this.meter ??= new LevelMeter(track);
    return loudness(this.meter.rms());
  }

  stop(): void {
    this.player.stop();
  }

  close(): void {
    this.player.stop();
    this.meter?.close();
    this.meter = undefined;
  }
}
