import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  type LocalParticipant,
  LocalVideoTrack,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoCodec,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import type { VideoSettings } from '../port.js';

export const AUDIO_RATE_HZ = 48_000;
/**
 * A capture completes when no more than this is queued; the native queue takes twice as much before it refuses.
 * A gap makes viewers add the like of it to their own delay for minutes, so this bridges any pause of a busy
 * event loop. It costs no latency: what is queued is dropped when the avatar starts to speak or is interrupted.
 */
export const AUDIO_QUEUE_MS = 160;
/** One media stream for both tracks: viewers keep lips in step only within a stream. */
const STREAM_NAME = 'avatar';

/** The avatar's two tracks in one connection, and the native sources that feed them. */
export class PublishedMedia {
  private readonly audioSource = new AudioSource(AUDIO_RATE_HZ, 1, AUDIO_QUEUE_MS);
  private readonly audioTrack = LocalAudioTrack.createAudioTrack('voice', this.audioSource);
  private readonly videoSource: VideoSource;
  private readonly videoTrack: LocalVideoTrack;
  private closed = false;
  private settleCapture: () => void = () => {};

  constructor(private readonly settings: VideoSettings) {
    this.videoSource = new VideoSource(settings.width, settings.height);
    this.videoTrack = LocalVideoTrack.createVideoTrack('video', this.videoSource);
  }

  async publish(participant: LocalParticipant): Promise<void> {
    const { codec, bitrateKbps, fps } = this.settings;
    await participant.publishTrack(
      this.audioTrack,
      new TrackPublishOptions({
        source: TrackSource.SOURCE_MICROPHONE,
        stream: STREAM_NAME,
        dtx: false,
        red: false,
      }),
    );
    await participant.publishTrack(
      this.videoTrack,
      new TrackPublishOptions({
        source: TrackSource.SOURCE_CAMERA,
        stream: STREAM_NAME,
        simulcast: false,
        videoCodec: codec === 'h264' ? VideoCodec.H264 : VideoCodec.VP8,
        videoEncoding: { maxBitrate: BigInt(bitrateKbps * 1000), maxFramerate: fps },
      }),
    );
  }

  captureVideo(i420: Uint8Array, ptsUs: bigint): void {
    if (this.closed) return;
    const { width, height } = this.settings;
    // The binding looks at the whole underlying buffer, so a view into a larger one has to be copied out.
    const whole = i420.byteOffset === 0 && i420.byteLength === i420.buffer.byteLength;
    const frame = new VideoFrame(whole ? i420 : i420.slice(), width, height, VideoBufferType.I420);
    this.videoSource.captureFrame(frame, ptsUs);
  }

  /** Resolves when the queue has room again: to null, or to the reason why the sound was dropped. */
  captureAudio(pcm: Int16Array<ArrayBuffer>): Promise<Error | null> {
    if (this.closed) return Promise.resolve(new Error('the track is closed'));
    const whole = pcm.byteOffset === 0 && pcm.byteLength === pcm.buffer.byteLength;
    const frame = new AudioFrame(whole ? pcm : pcm.slice(), AUDIO_RATE_HZ, 1, pcm.length);
    return new Promise((resolve) => {
      // A source that is closed while it holds sound never answers.
      this.settleCapture = () => resolve(null);
      this.audioSource.captureFrame(frame).then(
        () => resolve(null),
        (error: unknown) => resolve(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  clearAudio(): void {
    if (this.closed) return;
    this.audioSource.clearQueue();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.settleCapture();
    await this.videoTrack.close();
    await this.audioTrack.close();
  }
}
