import { Gain, type LocalRoom } from '@avatarium/local-room';
import { audioProfile, captureMicrophone } from './capture.js';
import { Lifecycle } from './lifecycle.js';
import { given, type LocalReports } from './local-reports.js';
import { Playback } from './playback.js';
import { Publishing } from './publishing.js';
import type { LocalAudioConfig } from './types.js';

type Started = {
  config: LocalAudioConfig & { option: NonNullable<LocalAudioConfig['option']> };
  /** From the microphone, or the client's own; only the former is ours to stop. */
  source: MediaStreamTrack;
  ownsSource: boolean;
  gained?: Gain | undefined;
};

/** The microphone, or a track that the client has: captured, heard by the user if wanted, and sent. */
export class LocalAudio {
  readonly #lifecycle = new Lifecycle();
  readonly #publishing: Publishing;
  readonly #monitor: Playback<HTMLAudioElement>;
  #started?: Started | undefined;
  #room?: LocalRoom | undefined;
  /** The source that the client was last told of. */
  #told?: MediaStreamTrack | undefined;

  constructor(private readonly reports: LocalReports) {
    this.#publishing = new Publishing((...change) => reports.published('audio', ...change));
    const element = new Audio();
    element.muted = true;
    this.#monitor = new Playback(element, {
      state: (state, reason) => reports.audioPlays(state, reason),
      // A muted element is never refused, and one with sound only follows a gesture of the user.
      refused: () => {},
    });
  }

  get track(): MediaStreamTrack | undefined {
    return this.#started?.source;
  }

  /** The element that plays it to the user. */
  get element(): HTMLAudioElement {
    return this.#monitor.element;
  }

  statsReport(): Promise<RTCStatsReport | undefined> {
    return this.#publishing.statsReport();
  }

  start(config: LocalAudioConfig): Promise<void> {
    return this.#lifecycle.start(
      'startLocalAudio',
      async () => {
        const option = config.option ?? {};
        const source = option.audioTrack ?? (await captureMicrophone('startLocalAudio', option));
        this.#started = {
          config: { publish: true, mute: false, ...config, option },
          source,
          ownsSource: !option.audioTrack,
        };
        this.#begin('startLocalAudio');
      },
      config.option?.microphoneId,
    );
  }

  update(config: LocalAudioConfig): Promise<void> {
    return this.#lifecycle.update('updateLocalAudio', async () => {
      const started = this.#started;
      if (!started) return;
      const option = { ...started.config.option, ...config.option };
      const { audioTrack, microphoneId } = config.option ?? {};
      if (microphoneId || audioTrack) {
        const source = microphoneId ? await captureMicrophone('updateLocalAudio', option) : audioTrack;
        if (source && source !== started.source) {
          this.#release(started);
          Object.assign(started, { source, ownsSource: microphoneId !== undefined, gained: undefined });
        }
      } else if (started.ownsSource && config.option) {
        await started.source.applyConstraints(constraints(option)).catch(() => {});
      }
      started.config = { ...started.config, ...given(config), option };
      this.#begin('updateLocalAudio');
    });
  }

  stop(): Promise<void> {
    return this.#lifecycle.stop('stopLocalAudio', async () => {
      const started = this.#started;
      this.#started = undefined;
      if (!started) return;
      const unpublished = this.#publish();
      this.#monitor.stop();
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
    const { captureVolume = 100, earMonitorVolume = 0 } = started.config.option;
    if (captureVolume !== 100 && !started.gained) {
      started.gained = new Gain(started.source);
    }
    started.gained?.setVolume(captureVolume);
    started.source.enabled = !started.config.mute;
    this.#monitor.element.muted = earMonitorVolume === 0;
    this.#monitor.element.volume = earMonitorVolume / 100;
    if (this.#told !== started.source) {
      this.#told = started.source;
      this.reports.track(outgoing(started), started.source);
      if (started.ownsSource) void this.reports.deviceActive('microphone', started.source);
      const { source } = started;
      // Not fired by our own `stop`.
      source.addEventListener('ended', () => {
        if (this.#started?.source === source) this.reports.deviceLost('microphone', functionName);
      });
    }
    this.#monitor.play(started.source);
    void this.#publish();
  }

  #publish(): Promise<void> {
    const started = this.#started;
    const { publish = true, mute = false, option } = started?.config ?? {};
    return this.#publishing.set(
      {
        room: this.#room,
        track: started && publish ? outgoing(started) : undefined,
        muted: mute !== false,
      },
      { source: 'microphone', maxBitrateBps: audioProfile(option?.profile).bitrate * 1000 },
    );
  }

  #release(started: Started): void {
    started.gained?.close();
    if (started.ownsSource) started.source.stop();
  }
}

function outgoing({ gained, source }: Started): MediaStreamTrack {
  return gained?.output ?? source;
}

function constraints(option: NonNullable<LocalAudioConfig['option']>): MediaTrackConstraints {
  return {
    echoCancellation: (option.echoCancellation ?? true) !== false,
    autoGainControl: option.autoGainControl ?? true,
    noiseSuppression: option.noiseSuppression ?? true,
  };
}
