import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  type LocalTrackPublication,
  LocalVideoTrack,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  type RoomOptions,
  SimulateScenarioKind,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoCodec,
  VideoFrame,
  VideoSource,
  VideoStream,
} from '@livekit/rtc-node';
import { joinToken, type ServerUnderTest, type TokenOptions } from './servers.js';
import { until } from './waiting.js';

export const PICTURE = { width: 640, height: 360 };
const FRAME_INTERVAL_MS = 40;
const SAMPLE_RATE_HZ = 48_000;
const TONE_HZ = 440;
const DARK = 50;
const BRIGHT = 200;

/** What a viewer has seen or heard of one track. */
interface Watched {
  frames: number;
  width: number;
  height: number;
  /** Mean brightness of the left and of the right half of the last frame. */
  left: number;
  right: number;
}
interface Heard {
  samples: number;
  /** Share of the sound's energy at the tone's frequency, 0 to 1, in the last frame. */
  toneShare: number;
  peak: number;
}

interface NativeOptions extends TokenOptions {
  /** One peer connection for both directions. */
  single?: boolean;
  autoSubscribe?: boolean;
}

/** A participant on LiveKit's native SDK, in this process. */
export class NativeClient {
  readonly room = new Room();
  readonly data: { text: string; from: string | undefined; topic: string | undefined }[] = [];
  readonly watched = new Map<string, Watched>();
  readonly heard = new Map<string, Heard>();
  readonly publications = new Map<string, LocalTrackPublication>();
  disconnectReason: number | undefined;
  /** Of the tone this client publishes. */
  loudness = 8000;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** Joins a room. @throws the SDK's error when it is refused */
  static async join(
    server: ServerUnderTest,
    identity: string,
    room: string,
    { single = true, autoSubscribe = true, ...token }: NativeOptions = {},
  ): Promise<NativeClient> {
    const client = new NativeClient();
    const options: RoomOptions & { singlePeerConnection: boolean } = {
      autoSubscribe,
      dynacast: false,
      singlePeerConnection: single,
    };
    await client.room.connect(server.url, await joinToken(identity, room, token), options);
    return client;
  }

  private constructor() {
    this.room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      this.data.push({ text: Buffer.from(payload).toString(), from: participant?.identity, topic });
    });
    this.room.on(RoomEvent.TrackSubscribed, (track, publication) => this.#follow(track, publication));
    this.room.on(RoomEvent.Disconnected, (reason) => {
      this.disconnectReason = reason;
    });
  }

  get local() {
    const { localParticipant } = this.room;
    if (!localParticipant) throw new Error('not connected');
    return localParticipant;
  }

  /** The other participant of that identity, once it is known. */
  async remote(identity: string) {
    return until(`participant ${identity}`, () => this.room.remoteParticipants.get(identity));
  }

  async remotePublication(identity: string, kind: TrackKind): Promise<RemoteTrackPublication> {
    const participant = await this.remote(identity);
    return until(`a track of ${identity}`, () =>
      [...participant.trackPublications.values()].find((publication) => publication.kind === kind),
    );
  }

  /** Publishes a picture, dark on its left and bright on its right, at 25 frames a second. */
  async publishPicture(codec: 'vp8' | 'h264' = 'vp8', size = PICTURE, simulcast = false): Promise<string> {
    const source = new VideoSource(size.width, size.height);
    const publication = await this.local.publishTrack(
      LocalVideoTrack.createVideoTrack('picture', source),
      new TrackPublishOptions({
        source: TrackSource.SOURCE_CAMERA,
        simulcast,
        videoCodec: codec === 'h264' ? VideoCodec.H264 : VideoCodec.VP8,
        videoEncoding: { maxBitrate: 1_500_000n, maxFramerate: 25 },
      }),
    );
    const startMs = performance.now();
    let count = 0;
    this.#timer = setInterval(() => {
      const frame = new VideoFrame(picture(size, count), size.width, size.height, VideoBufferType.I420);
      source.captureFrame(frame, BigInt(Math.round((performance.now() - startMs) * 1000)));
      count++;
    }, FRAME_INTERVAL_MS);
    return this.#published(publication);
  }

  /** Publishes a steady tone. */
  async publishTone(): Promise<string> {
    const source = new AudioSource(SAMPLE_RATE_HZ, 1, 200);
    const publication = await this.local.publishTrack(
      LocalAudioTrack.createAudioTrack('tone', source),
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false, red: false }),
    );
    const play = async () => {
      for (let block = 0; !this.#stopped; block++) {
        await source.captureFrame(new AudioFrame(tone(block, this.loudness), SAMPLE_RATE_HZ, 1, 480));
      }
    };
    play().catch(() => {});
    return this.#published(publication);
  }

  /** Waits until new frames of a track are decoded. */
  async seesPicture(sid: string, timeoutMs?: number): Promise<Watched> {
    const before = this.watched.get(sid)?.frames ?? 0;
    return until(
      `decoded frames of ${sid}`,
      () => {
        const watched = this.watched.get(sid);
        return watched !== undefined && watched.frames > before + 2 && watched;
      },
      timeoutMs,
    );
  }

  /** Waits until a track's tone is heard. */
  async hearsTone(sid: string): Promise<Heard> {
    return until(`the tone of ${sid}`, () => {
      const heard = this.heard.get(sid);
      return heard !== undefined && heard.peak > 3000 && heard.toneShare > 0.5 && heard;
    });
  }

  /** Has the SDK lose its signalling socket, or give up the whole connection, and waits until it is back. */
  async reconnect(kind: 'signal' | 'full'): Promise<void> {
    let back = false;
    this.room.once(RoomEvent.Reconnected, () => {
      back = true;
    });
    const { SIMULATE_FULL_RECONNECT, SIMULATE_SIGNAL_RECONNECT } = SimulateScenarioKind;
    await this.room.simulateScenario(kind === 'full' ? SIMULATE_FULL_RECONNECT : SIMULATE_SIGNAL_RECONNECT);
    await until('the client to be back', () => back);
  }

  async leave(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.room.disconnect();
  }

  #published(publication: LocalTrackPublication): string {
    const { sid } = publication;
    if (!sid) throw new Error('published without a sid');
    this.publications.set(sid, publication);
    return sid;
  }

  #follow(track: RemoteTrack, publication: RemoteTrackPublication): void {
    const sid = publication.sid ?? '';
    const reading = track.kind === TrackKind.KIND_VIDEO ? this.#watch(track, sid) : this.#listen(track, sid);
    reading.catch(() => {});
  }

  async #watch(track: RemoteTrack, sid: string): Promise<void> {
    for await (const { frame } of new VideoStream(track)) {
      const { width, height } = frame;
      const luma = frame.convert(VideoBufferType.I420).data;
      const mean = (from: number, to: number) => {
        let sum = 0;
        const row = Math.floor(height / 2) * width;
        for (let x = from; x < to; x++) sum += luma[row + x] ?? 0;
        return sum / (to - from);
      };
      this.watched.set(sid, {
        frames: (this.watched.get(sid)?.frames ?? 0) + 1,
        width,
        height,
        left: mean(0, Math.floor(width * 0.4)),
        right: mean(Math.ceil(width * 0.6), width),
      });
    }
  }

  async #listen(track: RemoteTrack, sid: string): Promise<void> {
    for await (const frame of new AudioStream(track, SAMPLE_RATE_HZ, 1)) {
      this.heard.set(sid, {
        samples: (this.heard.get(sid)?.samples ?? 0) + frame.data.length,
        toneShare: toneShare(frame.data),
        peak: frame.data.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0),
      });
    }
  }
}

function picture({ width, height }: { width: number; height: number }, count: number): Uint8Array {
  const luma = width * height;
  const frame = new Uint8Array(luma * 1.5).fill(128, luma);
  for (let y = 0; y < height; y++) {
    frame.fill(DARK, y * width, y * width + width / 2);
    frame.fill(BRIGHT, y * width + width / 2, (y + 1) * width);
  }
  const marker = (count * 8) % (height - 16);
  for (let y = marker; y < marker + 8; y++) frame.fill(120, y * width, y * width + 64);
  return frame;
}

function tone(block: number, loudness: number): Int16Array {
  return Int16Array.from({ length: 480 }, (_, index) => {
    const timeS = (block * 480 + index) / SAMPLE_RATE_HZ;
    return Math.round(loudness * Math.sin(2 * Math.PI * TONE_HZ * timeS));
  });
}

/** Goertzel's algorithm: the share of a block's energy at the tone's frequency. */
function toneShare(samples: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * TONE_HZ) / SAMPLE_RATE_HZ);
  let [before, last, energy] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + coefficient * last - before];
    energy += sample * sample;
  }
  const power = last * last + before * before - coefficient * last * before;
  return energy === 0 ? 0 : Math.min(1, (2 * power) / (samples.length * energy));
}
