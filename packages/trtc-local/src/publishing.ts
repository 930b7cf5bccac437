import type { LocalRoom, PublishedMedia, PublishOptions } from '@avatarium/local-room';
import { operationFailed, type RtcError } from './errors.js';
import type { PublishState } from './types.js';

/** What is to be sent: to which room, which track, and whether it is switched off. */
export type Sending = { room: LocalRoom | undefined; track: MediaStreamTrack | undefined; muted: boolean };

type Report = (
  state: PublishState,
  prevState: PublishState,
  reason?: 'error' | 'api-call',
  error?: RtcError,
) => void;

/** Sends one track to the room, or none: each change is brought about after the one before. */
export class Publishing {
  #state: PublishState = 'stopped';
  #sent?: { media: PublishedMedia; room: LocalRoom; track: MediaStreamTrack; muted: boolean } | undefined;
  #changes: Promise<void> = Promise.resolve();

  constructor(private readonly report: Report) {}

  /** Resolves when it is so, or when it failed and that was reported. */
  set(wanted: Sending, options: PublishOptions): Promise<void> {
    this.#changes = this.#changes.then(() => this.#bringAbout(wanted, options));
    return this.#changes;
  }

  /** What the browser counts of what is sent. */
  async statsReport(): Promise<RTCStatsReport | undefined> {
    return this.#sent?.media.statsReport();
  }

  async #bringAbout({ room, track, muted }: Sending, options: PublishOptions): Promise<void> {
    try {
      if (this.#sent && (this.#sent.room !== room || !track)) {
        const { media } = this.#sent;
        this.#sent = undefined;
        // In a room that was left nothing is published any more.
        await media.unpublish().catch(() => {});
        this.#turn('stopped', 'api-call');
      }
      if (!room || !track) return;
      if (!this.#sent) {
        this.#turn('starting');
        this.#sent = { media: await room.publish(track, options), room, track, muted: false };
        this.#turn('started');
      }
      if (this.#sent.track !== track) {
        await this.#sent.media.replace(track);
        this.#sent.track = track;
      }
      if (this.#sent.muted !== muted) {
        await this.#sent.media.setMuted(muted);
        this.#sent.muted = muted;
      }
    } catch (error) {
      if (!this.#sent) this.#turn('stopped', 'error', operationFailed('publish', error));
    }
  }

  #turn(state: PublishState, reason?: 'error' | 'api-call', error?: RtcError): void {
    const before = this.#state;
    this.#state = state;
    this.report(state, before, reason, error);
  }
}
