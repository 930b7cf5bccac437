import { playWhenAllowed } from './autoplay.js';

export interface VideoPlacement {
  fit: 'cover' | 'contain' | 'fill';
  mirror: boolean;
}

/** What the elements of a vendor are called. */
interface VideoNames {
  boxId?: string;
  boxClass?: string;
  videoId?: string;
  videoClass?: string;
}

/** Shows a picture in a page: in a box of its own, or in a `<video>` that the page brings along. */
export class VideoPlayer {
  private video?: HTMLVideoElement | undefined;
  private box?: HTMLElement | undefined;

  get element(): HTMLVideoElement | undefined {
    return this.video;
  }

  play(
    track: MediaStreamTrack,
    host: HTMLElement,
    { fit, mirror }: VideoPlacement,
    { boxId, boxClass, videoId, videoClass }: VideoNames,
  ): HTMLVideoElement {
    this.stop();
    const video = host instanceof HTMLVideoElement ? host : document.createElement('video');
    if (video !== host) {
      const box = document.createElement('div');
      if (boxId) box.id = boxId;
      if (boxClass) box.className = boxClass;
      Object.assign(box.style, {
        width: '100%',
        height: '100%',
        position: 'relative',
        overflow: 'hidden',
        backgroundColor: 'black',
      });
      if (videoId) video.id = videoId;
      if (videoClass) video.className = videoClass;
      Object.assign(video.style, {
        width: '100%',
        height: '100%',
        position: 'absolute',
        left: '0',
        top: '0',
      });
      box.append(video);
      host.append(box);
      this.box = box;
    }
    video.style.objectFit = fit;
    video.style.transform = mirror ? 'rotateY(180deg)' : '';
    video.muted = true;
    video.playsInline = true;
    video.autoplay = true;
    video.controls = false;
    this.video = video;
    this.replace(track);
    return video;
  }

  /** Shows another track in the same place; with none the last picture stays. */
  replace(track: MediaStreamTrack | undefined): void {
    if (!this.video || !track) return;
    this.video.srcObject = new MediaStream([track]);
    // A muted picture may always play.
    this.video.play().catch(() => {});
  }

  stop(): void {
    if (this.video) this.video.srcObject = null;
    this.box?.remove();
    this.video = undefined;
    this.box = undefined;
  }
}

/** Plays sound by a hidden element. */
export class AudioPlayer {
  private audio?: HTMLAudioElement | undefined;
  private volume = 1;
  private muted = false;
  private sinkId = '';

  get playing(): boolean {
    return this.audio !== undefined;
  }

  /** @param onBlocked called when the browser wants a click or a key press first; it starts by itself then */
  play(track: MediaStreamTrack, onBlocked: () => void): void {
    this.stop();
    const audio = document.createElement('audio');
    audio.hidden = true;
    audio.autoplay = true;
    audio.volume = this.volume;
    audio.muted = this.muted;
    document.body.append(audio);
    this.audio = audio;
    if (this.sinkId) void this.setSink(this.sinkId);
    audio.srcObject = new MediaStream([track]);
    playWhenAllowed(audio, onBlocked);
  }

  replace(track: MediaStreamTrack | undefined): void {
    if (!this.audio || !track) return;
    this.audio.srcObject = new MediaStream([track]);
    playWhenAllowed(this.audio, () => {});
  }

  /** 0–1; what is above is played at 1. */
  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    if (this.audio) this.audio.volume = this.volume;
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    if (this.audio) this.audio.muted = muted;
  }

  /** @throws DOMException of setSinkId; TypeError where the browser cannot choose */
  async setSink(deviceId: string): Promise<void> {
    if (!('setSinkId' in HTMLMediaElement.prototype)) {
      throw new TypeError('this browser cannot choose where sound is played');
    }
    await this.audio?.setSinkId(deviceId);
    this.sinkId = deviceId;
  }

  stop(): void {
    if (!this.audio) return;
    this.audio.srcObject = null;
    this.audio.remove();
    this.audio = undefined;
  }
}
