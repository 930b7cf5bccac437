/** Makes a track louder or softer. */
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

  /** @param factor 1 as it comes */
  set(factor: number): void {
    this.node.gain.value = factor;
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
