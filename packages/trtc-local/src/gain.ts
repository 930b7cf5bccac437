/** A track made louder or quieter than it came. */
export class GainedTrack {
  readonly #context = new AudioContext();
  readonly #gain = this.#context.createGain();
  readonly #destination = this.#context.createMediaStreamDestination();

  constructor(source: MediaStreamTrack) {
    this.#context.createMediaStreamSource(new MediaStream([source])).connect(this.#gain);
    this.#gain.connect(this.#destination);
  }

  get track(): MediaStreamTrack {
    const [track] = this.#destination.stream.getAudioTracks();
    if (!track) throw new Error('a destination without a track');
    return track;
  }

  /** @param volume 100 leaves it as it is */
  setVolume(volume: number): void {
    this.#gain.gain.value = volume / 100;
  }

  /** Browsers start it only after a gesture of the user. */
  async resume(): Promise<void> {
    await this.#context.resume();
  }

  close(): void {
    void this.#context.close();
  }
}
