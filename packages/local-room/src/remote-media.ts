import type { RemoteTrack } from 'livekit-client';
import { RoomError } from './room-error.js';

export type MediaKind = 'audio' | 'video';

/** What is read of a published track; livekit-client's RemoteTrackPublication is one. */
export interface SeenPublication {
  readonly kind: string;
  readonly isMuted: boolean;
  readonly track?: RemoteTrack | undefined;
  setSubscribed(subscribed: boolean): void;
}

interface Waiter {
  resolve(track: RemoteTrack): void;
  reject(error: RoomError): void;
}

const SUBSCRIBING_LIMIT_MS = 10_000;

/** A member's sound or picture. It stays the same object while tracks below it come and go over reconnects. */
export class RemoteMedia {
  /** Called when what is received has another track than before, or none. */
  onTrack?: ((track: RemoteTrack | undefined) => void) | undefined;
  private publication?: SeenPublication | undefined;
  private current?: RemoteTrack | undefined;
  /** Unsubscribed, but not taken away by the server yet: what is asked for anew is another track. */
  private leaving?: RemoteTrack | undefined;
  private wanted = false;
  private waiters: Waiter[] = [];

  constructor(readonly kind: MediaKind) {}

  /** What is received; undefined unless subscribed. */
  get track(): RemoteTrack | undefined {
    return this.wanted ? this.current : undefined;
  }

  /** Whether it is sent and switched on, as of the last look. */
  available = false;

  /** Whether it is published but switched off. */
  muted = false;

  /**
   * Asks for it, again after each reconnect.
   *
   * @throws RoomError `not-published`, `aborted` when it goes away meanwhile, `timeout`
   */
  subscribe(): Promise<RemoteTrack> {
    if (!this.publication)
      return Promise.reject(new RoomError('not-published', `there is no ${this.kind} to receive`));
    this.wanted = true;
    if (this.current) return Promise.resolve(this.current);
    // Asked for in the same breath, servers would take the one for undoing the other, or not.
    if (!this.leaving) this.publication.setSubscribed(true);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle().reject(new RoomError('timeout', `the ${this.kind} did not come in time`)),
        SUBSCRIBING_LIMIT_MS,
      );
      const settle = () => {
        clearTimeout(timer);
        this.waiters = this.waiters.filter((one) => one !== waiter);
        return { resolve, reject };
      };
      const waiter: Waiter = {
        resolve: (track) => settle().resolve(track),
        reject: (error) => settle().reject(error),
      };
      this.waiters.push(waiter);
    });
  }

  unsubscribe(): void {
    this.wanted = false;
    this.abort('unsubscribed');
    this.publication?.setSubscribed(false);
    this.leaving ??= this.current;
    this.current = undefined;
  }

  /** Takes what is there now; asks for a new publication what was asked of the one before. */
  take(publication: SeenPublication | undefined): void {
    const isNew = publication !== this.publication;
    this.publication = publication;
    this.muted = publication?.isMuted ?? false;
    this.available = publication !== undefined && !this.muted;
    if (!publication) {
      this.wanted = false;
      this.abort(`the ${this.kind} is no longer sent`);
    } else if (this.wanted && (isNew || (this.leaving && publication.track !== this.leaving))) {
      publication.setSubscribed(true);
    }
    // One that comes although it was given up meanwhile goes again.
    if (!this.wanted) this.leaving = publication?.track;
    else if (publication?.track !== this.leaving) this.leaving = undefined;
    const track = this.leaving ? undefined : publication?.track;
    if (track === this.current) return;
    this.current = track;
    if (track) for (const waiter of this.waiters) waiter.resolve(track);
    this.onTrack?.(this.track);
  }

  private abort(reason: string): void {
    for (const waiter of this.waiters) waiter.reject(new RoomError('aborted', reason));
  }
}
