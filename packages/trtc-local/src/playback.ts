import type { PlayerState } from './types.js';

/** What an element that plays a track reports. */
export interface PlaybackReports {
  state(state: PlayerState, reason: string): void;
  /** The browser wants a gesture of the user first. `resume` tries again. */
  refused(resume: () => Promise<void>): void;
}

/** Plays one track in one element, and tells when it plays, pauses and stops. */
export class Playback<Element extends HTMLMediaElement> {
  #state: PlayerState = 'STOPPED';
  #track?: MediaStreamTrack;
  #listening = new AbortController();

  constructor(
    readonly element: Element,
    private readonly reports: PlaybackReports,
  ) {
    element.addEventListener('playing', () => this.#turn('PLAYING', 'playing'));
    element.addEventListener('pause', () => {
      if (this.#track) this.#turn('PAUSED', 'pause');
    });
  }

  /** Plays a track in place of the one before. */
  play(track: MediaStreamTrack): void {
    if (this.#track === track) return;
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const mute = () => {
      if (this.#state === 'PLAYING') this.#turn('PAUSED', 'mute');
    };
    track.addEventListener('mute', mute, { signal });
    const unmute = () => {
      if (this.#state === 'PAUSED' && !this.element.paused) this.#turn('PLAYING', 'unmute');
    };
    track.addEventListener('unmute', unmute, { signal });
    track.addEventListener('ended', () => this.#turn('STOPPED', 'ended'), { signal });
    this.#track = track;
    this.element.srcObject = new MediaStream([track]);
    void this.#begin();
  }

  stop(): void {
    if (!this.#track) return;
    this.#track = undefined;
    this.#listening.abort();
    this.element.srcObject = null;
    this.element.remove();
    this.#turn('STOPPED', 'ended');
  }

  async #begin(): Promise<void> {
    try {
      await this.element.play();
    } catch (error) {
      // A newer track or `stop` interrupts the attempt: no refusal.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || !this.#track) return;
      this.reports.refused(async () => {
        if (this.#track) await this.element.play();
      });
    }
  }

  #turn(state: PlayerState, reason: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.reports.state(state, reason);
  }
}
