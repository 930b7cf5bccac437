import { LevelMeter } from '@avatarium/local-room';

type Volume = { userId: string; volume: number; floatVolume: number };

const MIN_INTERVAL_MS = 100;

/** Measures how loud each user is, at an interval. The user's own id is ''. */
export class VolumeMeter {
  readonly #meters = new Map<MediaStreamTrack, LevelMeter>();
  #timer?: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly tracks: () => { userId: string; track: MediaStreamTrack | undefined }[],
    private readonly report: (volumes: Volume[]) => void,
  ) {}

  /** @param intervalMs 100 at least; 0 or less stops it */
  start(intervalMs: number, inBackground: boolean): void {
    this.stop();
    if (intervalMs <= 0) return;
    this.#timer = setInterval(
      () => {
        if (inBackground || document.visibilityState === 'visible') this.report(this.#measure());
      },
      Math.max(MIN_INTERVAL_MS, intervalMs),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const meter of this.#meters.values()) meter.close();
    this.#meters.clear();
  }

  /** The loudest first. */
  #measure(): Volume[] {
    const now = this.tracks();
    for (const [track, meter] of this.#meters) {
      if (now.some((one) => one.track === track)) continue;
      meter.close();
      this.#meters.delete(track);
    }
    return now
      .map(({ userId, track }) => {
        const floatVolume = track ? amplitude(this.#meter(track).rms()) : 0;
        return { userId, volume: Math.floor(100 * floatVolume), floatVolume };
      })
      .sort((one, other) => other.volume - one.volume);
  }

  #meter(track: MediaStreamTrack): LevelMeter {
    const meter = this.#meters.get(track) ?? new LevelMeter(track);
    this.#meters.set(track, meter);
    return meter;
  }
}

/** The vendor's volumes are amplitudes: this is that of a tone of the measured loudness, 0..1. */
function amplitude(rms: number): number {
  return Math.min(1, rms * Math.SQRT2);
}
