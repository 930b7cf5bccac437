import { type PublishedMedia, type PublishOptions, type SentFigures, SentMeter } from '@avatarium/local-room';
import { checkBoolean } from '../checks.js';
import { AgoraRTCError, deviceError } from '../error.js';
import { Track } from './track.js';

/** Gets a device's track again, or another device's. */
export type Capture = (constraints: MediaTrackConstraints) => Promise<MediaStreamTrack>;

/** What a client does for a track that it publishes. */
export interface Publication {
  media: PublishedMedia;
  close(): void;
}

let made = 0;

/** A picture or a sound of ours. Switching it off lets go of its device; muting sends nothing and keeps it. */
export abstract class LocalTrack extends Track {
  enabled = true;
  muted = false;
  protected figures?: SentFigures | undefined;
  private publication?: Publication | undefined;
  private meter = new SentMeter();
  private closed = false;
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    prefix: string,
    private source: MediaStreamTrack,
    private readonly capture: Capture | undefined,
    protected constraints: MediaTrackConstraints,
  ) {
    made += 1;
    super(name, `${prefix}-${made.toString(36)}${Math.random().toString(36).slice(2, 8)}`);
    this.watch();
  }

  /** How it is to be sent. */
  abstract publishOptions(): PublishOptions;

  /** What is sent: the device's track, or what was made of it. */
  abstract outgoing(): MediaStreamTrack;

  getMediaStreamTrack(): MediaStreamTrack {
    return this.source;
  }

  getTrackLabel(): string {
    return this.source.label;
  }

  /** @throws AgoraRTCError TRACK_STATE_UNREACHABLE while muted; those of a device that cannot be had again */
  async setEnabled(enabled: boolean): Promise<void> {
    checkBoolean(enabled, 'enabled');
    await this.change(async () => {
      if (enabled === this.enabled) return;
      if (this.muted)
        throw new AgoraRTCError('TRACK_STATE_UNREACHABLE', 'cannot set enabled while the track is muted');
      if (enabled) {
        if (this.capture) await this.recapture({});
        this.source.enabled = true;
        this.enabled = true;
        await this.publication?.media.setMuted(false);
      } else {
        this.enabled = false;
        await this.publication?.media.setMuted(true);
        this.source.enabled = false;
        if (this.capture) this.source.stop();
      }
    });
  }

  /** @throws AgoraRTCError TRACK_STATE_UNREACHABLE while switched off */
  async setMuted(muted: boolean): Promise<void> {
    checkBoolean(muted, 'muted');
    await this.change(async () => {
      if (muted === this.muted) return;
      if (!this.enabled) {
        throw new AgoraRTCError('TRACK_STATE_UNREACHABLE', 'cannot set muted while the track is disabled');
      }
      this.muted = muted;
      this.source.enabled = !muted;
      await this.publication?.media.setMuted(muted);
    });
  }

  /** Lets go of the device for good, and of the channel. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stop();
    this.publication?.close();
    this.publication = undefined;
    this.source.stop();
    this.release();
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** For the client: it is published, or no longer. */
  async attach(publication: Publication | undefined): Promise<void> {
    this.publication = publication;
    this.meter = new SentMeter();
    this.figures = undefined;
    if (publication && this.muted) await publication.media.setMuted(true);
  }

  /** Reads what the browser counts; for the client, once a second. */
  async measure(): Promise<SentFigures | undefined> {
    const report = await this.publication?.media.statsReport().catch(() => undefined);
    if (report) this.figures = this.meter.read(report) ?? this.figures;
    return this.figures;
  }

  protected abstract replaced(track: MediaStreamTrack): void;
  protected release(): void {}

  /** Takes another device. While switched off it is only remembered. */
  protected async useDevice(constraints: MediaTrackConstraints): Promise<void> {
    await this.change(async () => {
      if (this.enabled) await this.recapture(constraints);
      else this.constraints = { ...this.constraints, ...constraints };
    });
  }

  protected async useTrack(track: MediaStreamTrack, stopOld: boolean): Promise<void> {
    await this.change(async () => {
      const old = this.source;
      await this.take(track);
      if (stopOld) old.stop();
    });
  }

  /** What is sent has changed. */
  protected async resend(): Promise<void> {
    await this.publication?.media.replace(this.outgoing());
  }

  private async recapture(constraints: MediaTrackConstraints): Promise<void> {
    const wanted = { ...this.constraints, ...constraints };
    const old = this.source;
    const track = await this.capture?.(wanted).catch((error: unknown) => {
      throw deviceError(error);
    });
    if (!track) return;
    this.constraints = wanted;
    await this.take(track);
    old.stop();
  }

  private async take(track: MediaStreamTrack): Promise<void> {
    track.enabled = !this.muted;
    this.source = track;
    this.watch();
    this.replaced(track);
    await this.resend();
    this.emit('track-updated', track);
  }

  private watch(): void {
    const { source } = this;
    source.addEventListener('ended', () => {
      if (source === this.source && !this.closed && this.enabled) this.emit('track-ended');
    });
  }

  /** One change after the other. */
  private change<Result>(what: () => Promise<Result>): Promise<Result> {
    const done = this.changing.then(what);
    this.changing = done.catch(() => {});
    return done;
  }
}
