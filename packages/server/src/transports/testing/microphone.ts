import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';

const RATE_HZ = 16_000;
const PIECE = RATE_HZ / 50;

/** A client's microphone: silent but for what is said into it. */
export class Microphone {
  private readonly source = new AudioSource(RATE_HZ, 1, 200);
  private readonly waiting: { pcm: Int16Array; done: () => void }[] = [];
  private running = true;
  private track: LocalAudioTrack | null = null;

  static async publish(room: Room): Promise<Microphone> {
    const microphone = new Microphone();
    microphone.track = LocalAudioTrack.createAudioTrack('microphone', microphone.source);
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
    await room.localParticipant?.publishTrack(microphone.track, options);
    void microphone.run();
    return microphone;
  }

  /** @param pcm mono, 16 kHz. Resolves when it has been said. */
  say(pcm: Int16Array): Promise<void> {
    return new Promise((done) => this.waiting.push({ pcm, done }));
  }

  async unpublish(room: Room): Promise<void> {
    const sid = this.track?.sid;
    if (sid) await room.localParticipant?.unpublishTrack(sid);
    await this.close();
  }

  async close(): Promise<void> {
    this.running = false;
    await this.track?.close();
  }

  private async run(): Promise<void> {
    while (this.running) {
      const next = this.waiting.shift();
      const pcm = next?.pcm ?? new Int16Array(PIECE);
      for (let at = 0; at < pcm.length && this.running; at += PIECE) {
        const piece = new Int16Array(PIECE);
        piece.set(pcm.subarray(at, at + PIECE));
        await this.source.captureFrame(new AudioFrame(piece, RATE_HZ, 1, PIECE)).catch(() => {});
      }
      next?.done();
    }
  }
}
