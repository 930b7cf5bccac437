import { Gain, type Member } from '@avatarium/local-room';
import { Playback, type PlaybackReports } from './playback.js';

/** The sound of one remote user: received and played from when it is started until it is stopped. */
export class RemoteAudio {
  readonly #playback: Playback<HTMLAudioElement>;
  #gained?: Gain | undefined;
  #track?: MediaStreamTrack | undefined;
  #volume = 100;
  #wanted = false;

  constructor(
    private readonly member: Member,
    reports: PlaybackReports,
    private readonly onTrack: (track: MediaStreamTrack) => void,
  ) {
    this.#playback = new Playback(new Audio(), reports);
  }

  /** Also what is received without being played. */
  get track(): MediaStreamTrack | undefined {
    return this.member.audio.track?.mediaStreamTrack;
  }

  get element(): HTMLAudioElement {
    return this.#playback.element;
  }

  /** @throws RoomError if it does not come, or goes meanwhile */
  async start(): Promise<void> {
    if (this.#wanted) return;
    this.#wanted = true;
    this.member.audio.onTrack = (track) => this.#play(track?.mediaStreamTrack);
    try {
      this.#play((await this.member.audio.subscribe()).mediaStreamTrack);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.member.audio.onTrack = undefined;
    this.member.audio.unsubscribe();
    this.#playback.stop();
    this.#gained?.close();
    this.#gained = undefined;
    this.#track = undefined;
  }

  /** @param volume 0 is silent, 100 as it came, above is louder */
  setVolume(volume: number): void {
    this.#volume = volume;
    if (!this.#track) return;
    // Only what is to be louder than it came goes through a graph: browsers start one only after a gesture.
    if (volume > 100 && !this.#gained) {
      this.#gained = new Gain(this.#track);
      this.#playback.play(this.#gained.output);
    }
    this.#gained?.setVolume(volume);
    this.element.volume = this.#gained ? 1 : volume / 100;
  }

  #play(track: MediaStreamTrack | undefined): void {
    if (!track || !this.#wanted || track === this.#track) return;
    this.#track = track;
    this.#gained?.close();
    this.#gained = undefined;
    this.#playback.play(track);
    this.setVolume(this.#volume);
    this.onTrack(track);
  }
}
