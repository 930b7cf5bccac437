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
const PIECE_MS = (PIECE / RATE_HZ) * 1000;
const SLICE = RATE_HZ / 1000;
/** -40 dB, below which sound is silence. */
const LOUD = 0.01;

/** When the first loud millisecond of something said left the microphone, and the last loud piece had; performance.now(). */
export interface Said {
  startMs: number;
  endMs: number;
}

/** A client's microphone: silent but for what is said into it. */
export class Microphone {
  private readonly source = new AudioSource(RATE_HZ, 1, 200);
  private readonly waiting: { pcm: Int16Array; done: (said: Said) => void }[] = [];
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
  say(pcm: Int16Array): Promise<Said> {
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
      const said: Said = { startMs: Number.NaN, endMs: Number.NaN };
      for (let at = 0; at < pcm.length && this.running; at += PIECE) {
        const piece = new Int16Array(PIECE);
        piece.set(pcm.subarray(at, at + PIECE));
        // Behind what is still in the queue.
        const leavesMs = performance.now() + this.source.queuedDuration;
        if (Number.isNaN(said.startMs)) said.startMs = leavesMs + firstLoudMs(piece);
        if (loudness(piece) > LOUD) said.endMs = leavesMs + PIECE_MS;
        await this.source.captureFrame(new AudioFrame(piece, RATE_HZ, 1, PIECE)).catch(() => {});
      }
      next?.done(said);
    }
  }
}

/** NaN where all of it is quiet. */
function firstLoudMs(piece: Int16Array): number {
  for (let at = 0; at < piece.length; at += SLICE) {
    if (loudness(piece.subarray(at, at + SLICE)) > LOUD) return at / SLICE;
  }
  return Number.NaN;
}

function loudness(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return Math.sqrt(sum / pcm.length) / 32_768;
}
