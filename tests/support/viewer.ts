import {
  AudioStream,
  type Participant,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  VideoBufferType,
  VideoStream,
} from '@livekit/rtc-node';
import { waitFor } from './wait.js';

/** A frame of the stream protocol as a client reads it. */
export interface ProtocolFrame {
  v: number;
  type: 'chat' | 'command' | 'event';
  mid?: string;
  idx?: number;
  fin?: boolean;
  pld: {
    text?: string;
    from?: string;
    event?: string;
    cmd?: string;
    code?: number;
    msg?: string;
    fin?: boolean;
  };
  /** performance.now() at arrival. */
  atMs: number;
}

/** 10 ms of sound: arrival time and loudness (root mean square, full scale is 1). */
export interface SoundSlice {
  atMs: number;
  rms: number;
}

export type PictureListener = (i420: Uint8Array, width: number, height: number, atMs: number) => void;

/**
 * A client of a session on @livekit/rtc-node: real decoders, no browser. It keeps the loudness of every 10 ms,
 * the arrival time of every picture, and every protocol frame.
 */
export class Viewer {
  readonly sound: SoundSlice[] = [];
  readonly pictureTimesMs: number[] = [];
  readonly frames: ProtocolFrame[] = [];
  readonly gone: string[] = [];
  pictureSize = { width: 0, height: 0 };
  disconnected = false;
  onPicture: PictureListener | undefined;
  /** Takes the sound itself, mono at 48 kHz, 10 ms at a time. */
  onSound: ((pcm: Int16Array) => void) | undefined;
  readonly room = new Room();

  /** @param media whether it looks and listens; one that does not costs its process no decoding */
  static async join(url: string, token: string, { media = true } = {}): Promise<Viewer> {
    const viewer = new Viewer();
    viewer.room.on(RoomEvent.TrackSubscribed, (track) => viewer.follow(track));
    viewer.room.on(RoomEvent.DataReceived, (bytes, _from, _kind, topic) => {
      if (!topic)
        viewer.frames.push({ ...JSON.parse(Buffer.from(bytes).toString()), atMs: performance.now() });
    });
    viewer.room.on(RoomEvent.ParticipantDisconnected, (p: Participant) => viewer.gone.push(p.identity));
    viewer.room.on(RoomEvent.Disconnected, () => {
      viewer.disconnected = true;
    });
    await viewer.room.connect(url, token, { autoSubscribe: media, dynacast: false });
    return viewer;
  }

  private follow(track: RemoteTrack): void {
    const following = track.kind === TrackKind.KIND_VIDEO ? this.watch(track) : this.listen(track);
    // A track that arrives while the viewer leaves cannot be read any more.
    following.catch(() => {});
  }

  private async watch(track: RemoteTrack): Promise<void> {
    for await (const { frame } of new VideoStream(track)) {
      const atMs = performance.now();
      this.pictureTimesMs.push(atMs);
      this.pictureSize = { width: frame.width, height: frame.height };
      if (this.onPicture) {
        const picture = frame.type === VideoBufferType.I420 ? frame : frame.convert(VideoBufferType.I420);
        this.onPicture(picture.data, picture.width, picture.height, atMs);
      }
    }
  }

  private async listen(track: RemoteTrack): Promise<void> {
    for await (const { data } of new AudioStream(track, {
      sampleRate: 48_000,
      numChannels: 1,
      frameSizeMs: 10,
    })) {
      this.onSound?.(data);
      let sum = 0;
      for (const sample of data) sum += sample * sample;
      this.sound.push({ atMs: performance.now(), rms: Math.sqrt(sum / data.length) / 32_768 });
    }
  }

  async send(frame: object): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 2, ...frame }));
    await this.room.localParticipant?.publishData(bytes, { reliable: true });
  }

  /** Sends text as official clients do: parts of 215 characters under one mid. */
  async chat(mid: string, text: string): Promise<void> {
    const parts = text.match(/[\s\S]{1,215}/g) ?? [''];
    for (const [idx, part] of parts.entries()) {
      await this.send({ type: 'chat', mid, idx, fin: idx === parts.length - 1, pld: { text: part } });
    }
  }

  async command(mid: string, cmd: string, data?: object): Promise<void> {
    await this.send({ type: 'command', mid, pld: { cmd, ...(data ? { data } : {}) } });
  }

  events(name: 'audio_start' | 'audio_end', sinceMs = 0): ProtocolFrame[] {
    return this.frames.filter((f) => f.type === 'event' && f.pld.event === name && f.atMs >= sinceMs);
  }

  /** What the avatar has said since, as a client would show it. */
  botText(sinceMs = 0): string {
    return this.frames
      .filter((f) => f.type === 'chat' && f.pld.from === 'bot' && f.atMs >= sinceMs)
      .map((f) => f.pld.text ?? '')
      .join('');
  }

  /** Arrival of the first 10 ms louder than `threshold` after `sinceMs`. */
  firstSoundAfter(sinceMs: number, threshold = 0.01): number | undefined {
    return this.sound.find((slice) => slice.atMs >= sinceMs && slice.rms > threshold)?.atMs;
  }

  lastSound(threshold = 0.01): number | undefined {
    return this.sound.findLast((slice) => slice.rms > threshold)?.atMs;
  }

  async firstPicture(timeoutMs = 15_000): Promise<number> {
    await waitFor('the first picture', () => this.pictureTimesMs.length > 0, timeoutMs);
    return this.pictureTimesMs[0] ?? Number.NaN;
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
  }
}
