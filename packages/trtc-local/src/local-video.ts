import type { LocalRoom } from '@avatarium/local-room';
import { captureCamera, videoProfile } from './capture.js';
import { notCovered } from './errors.js';
import { Lifecycle } from './lifecycle.js';
import { given, type LocalReports } from './local-reports.js';
import { Publishing } from './publishing.js';
import type { LocalVideoConfig } from './types.js';
import { VideoView, viewElements } from './video-view.js';

type Option = NonNullable<LocalVideoConfig['option']>;

type Started = {
  config: LocalVideoConfig & { option: Option };
  source: MediaStreamTrack;
  /** From the camera, not the client's own: ours to stop. */
  ownsSource: boolean;
};

/** The camera, or a track that the client has: captured, previewed, and sent. */
export class LocalVideo {
  readonly #lifecycle = new Lifecycle();
  readonly #publishing: Publishing;
  readonly #preview: VideoView;
  #started?: Started | undefined;
  #room?: LocalRoom | undefined;
  /** The source that the client was last told of. */
  #told?: MediaStreamTrack | undefined;

  constructor(private readonly reports: LocalReports) {
    this.#publishing = new Publishing((...change) => reports.published('video', ...change));
    this.#preview = new VideoView(
      { fillMode: 'cover', mirror: true },
      {
        state: (state, reason) => reports.videoPlays(state, reason),
        refused: () => {},
        firstFrame: (width, height) => reports.firstFrame(width, height),
        resized: (width, height) => reports.resized(width, height),
      },
    );
  }

  /** As a data URL; '' if it is not shown. */
  snapshot(): string {
    return this.#preview.snapshot();
  }

  get track(): MediaStreamTrack | undefined {
    return this.#started?.source;
  }

  statsReport(): Promise<RTCStatsReport | undefined> {
    return this.#publishing.statsReport();
  }

  start(config: LocalVideoConfig): Promise<void> {
    return this.#lifecycle.start(
      'startLocalVideo',
      async () => {
        refuseUncovered(config);
        const elements = viewElements('startLocalVideo', config.view);
        const option = config.option ?? {};
        const source = option.videoTrack ?? (await captureCamera('startLocalVideo', option));
        this.#started = {
          config: { publish: true, mute: false, ...given(config), option },
          source,
          ownsSource: !option.videoTrack,
        };
        this.#preview.setElements(elements);
        this.#begin('startLocalVideo');
      },
      config.option?.cameraId,
    );
  }

  update(config: LocalVideoConfig): Promise<void> {
    return this.#lifecycle.update('updateLocalVideo', async () => {
      const started = this.#started;
      if (!started) return;
      refuseUncovered(config);
      const elements = config.view === undefined ? undefined : viewElements('updateLocalVideo', config.view);
      const { videoTrack, cameraId, useFrontCamera, profile } = config.option ?? {};
      const option = { ...started.config.option, ...given(config.option ?? {}) };
      if (videoTrack && videoTrack !== started.source) {
        this.#release(started);
        Object.assign(started, { source: videoTrack, ownsSource: false });
      } else if (cameraId !== undefined || useFrontCamera !== undefined) {
        // Many devices cannot open a second camera while the first one is open.
        this.#release(started);
        const source = await captureCamera('updateLocalVideo', option);
        Object.assign(started, { source, ownsSource: true });
      } else if (profile !== undefined && started.ownsSource) {
        const { width, height, frameRate } = videoProfile(profile);
        await started.source.applyConstraints({ width, height, frameRate }).catch(() => {});
      }
      started.config = { ...started.config, ...given(config), option };
      if (elements) this.#preview.setElements(elements);
      this.#begin('updateLocalVideo');
    });
  }

  stop(): Promise<void> {
    return this.#lifecycle.stop('stopLocalVideo', async () => {
      const started = this.#started;
      this.#started = undefined;
      if (!started) return;
      const unpublished = this.#publish();
      this.#preview.stop();
      this.#release(started);
      await unpublished;
    });
  }

  /** The room that it is sent to; undefined outside of one, or for an audience. */
  setRoom(room: LocalRoom | undefined): void {
    this.#room = room;
    void this.#publish();
  }

  #begin(functionName: string): void {
    const started = this.#started;
    if (!started) return;
    const { source, ownsSource, config } = started;
    const { fillMode = 'cover', mirror = 'view' } = config.option;
    source.enabled = !config.mute;
    this.#preview.setLook({ fillMode, mirror: mirror !== false });
    if (this.#told !== source) {
      this.#told = source;
      this.reports.track(source, source);
      if (ownsSource) void this.reports.deviceActive('camera', source);
      source.addEventListener('ended', () => {
        // Not fired by our own `stop`.
        if (this.#started?.source === source) this.reports.deviceLost('camera', functionName);
      });
    }
    this.#preview.setTrack(source);
    void this.#publish();
  }

  #publish(): Promise<void> {
    const started = this.#started;
    const { publish = true, mute = false, option } = started?.config ?? {};
    const { bitrate, frameRate } = videoProfile(option?.profile);
    return this.#publishing.set(
      { room: this.#room, track: publish ? started?.source : undefined, muted: mute !== false },
      {
        source: 'camera',
        maxBitrateBps: bitrate * 1000,
        maxFrameRateHz: frameRate,
        keep: option?.qosPreference === 'clear' ? 'maintain-resolution' : 'balanced',
      },
    );
  }

  #release(started: Started): void {
    if (started.ownsSource) started.source.stop();
  }
}

function refuseUncovered({ mute, option }: LocalVideoConfig): void {
  if (typeof mute === 'string') throw notCovered('a picture in place of the camera (mute)');
  if (option?.mirror === 'publish' || option?.mirror === 'both')
    throw notCovered(`option.mirror '${option.mirror}'`);
  if (option?.rotation) throw notCovered('option.rotation');
}
