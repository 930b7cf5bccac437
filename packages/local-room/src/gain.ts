/** Makes a track louder or softer. Browsers let it begin only once the user has made a gesture on the page. */
export class Gain {
  private readonly context = new AudioContext();
  private readonly node = this.context.createGain();
  private readonly destination = this.context.createMediaStreamDestination();
  private source?: MediaStreamAudioSourceNode;

  constructor(track: MediaStreamTrack) {
    this.node.connect(this.destination);
    this.replace(track);
    void this.context.resume();
  }

  get output(): MediaStreamTrack {
    const [track] = this.destination.stream.getAudioTracks();
    if (!track) throw new Error('an audio destination without a track');
    return track;
  }

  /** @param volume 100 as it comes */
  setVolume(volume: number): void {
    this.node.gain.value = volume / 100;
  }

  replace(track: MediaStreamTrack): void {
    this.source?.disconnect();
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.node);
  }

  close(): void {
    void this.context.close();
  }
}
