import type { Member } from '@avatarium/local-room';
import { notCovered } from './errors.js';
import { Lifecycle } from './lifecycle.js';
import type { RemoteVideoConfig } from './types.js';
import { type VideoReports, VideoView, viewElements } from './video-view.js';

/** The picture of one remote user: received, and shown in the views that the client names. */
export class RemoteVideo {
  readonly #lifecycle = new Lifecycle();
  readonly #view: VideoView;
  #track?: MediaStreamTrack | undefined;

  constructor(
    private readonly member: Member,
    reports: VideoReports,
    private readonly onTrack: (track: MediaStreamTrack) => void,
  ) {
    this.#view = new VideoView({ fillMode: 'cover', mirror: false }, reports);
  }

  /** As a data URL; '' if it is not shown. */
  snapshot(): string {
    return this.#view.snapshot();
  }

  get track(): MediaStreamTrack | undefined {
    return this.member.video.track?.mediaStreamTrack;
  }

  /** Receives it without showing it. @throws RoomError */
  async receive(): Promise<void> {
    this.member.video.onTrack = (track) => this.#show(track?.mediaStreamTrack);
    this.#show((await this.member.video.subscribe()).mediaStreamTrack);
  }

  start(config: RemoteVideoConfig): Promise<void> {
    return this.#lifecycle.start('startRemoteVideo', async () => {
      refuseUncovered(config);
      const elements = viewElements('startRemoteVideo', config.view);
      try {
        await this.receive();
      } catch (error) {
        this.#end();
        throw error;
      }
      this.#setLook(config);
      this.#view.setElements(elements);
    });
  }

  update(config: RemoteVideoConfig): Promise<void> {
    return this.#lifecycle.update('updateRemoteVideo', async () => {
      refuseUncovered(config);
      this.#setLook(config);
      if (config.view !== undefined) this.#view.setElements(viewElements('updateRemoteVideo', config.view));
    });
  }

  stop(): Promise<void> {
    return this.#lifecycle.stop('stopRemoteVideo', async () => this.#end());
  }

  #end(): void {
    this.member.video.onTrack = undefined;
    this.member.video.unsubscribe();
    this.#view.stop();
    this.#track = undefined;
  }

  #setLook({ option }: RemoteVideoConfig): void {
    this.#view.setLook({
      ...(option?.fillMode ? { fillMode: option.fillMode } : {}),
      ...(option?.mirror === undefined ? {} : { mirror: option.mirror }),
    });
  }

  #show(track: MediaStreamTrack | undefined): void {
    if (!track || track === this.#track) return;
    this.#track = track;
    this.#view.setTrack(track);
    this.onTrack(track);
  }
}

function refuseUncovered({ option }: RemoteVideoConfig): void {
  for (const name of ['canvasRender', 'poster', 'draggable', 'pictureInPicture', 'fullScreen'] as const)
    if (option?.[name]) throw notCovered(`option.${name}`);
}
