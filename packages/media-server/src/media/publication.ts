import { type AddTrackRequest, Encryption_Type, TrackInfo, TrackSource, TrackType } from '@livekit/protocol';
import { newSid } from '../ids.js';
import { Forwarder, type ForwardSource, type Outlet } from '../rtp/forwarder.js';
import type { InboundStream, SenderInfo } from '../rtp/inbound-stream.js';
import type { MediaPacket } from '../rtp/packet.js';
import { PacketHistory } from '../rtp/packet-history.js';

const KEY_FRAME_SPACING_MS = 400;

/** One published track: what clients know of it, the stream that feeds it, and the viewers it is forwarded to. */
export class Publication implements ForwardSource {
  readonly info: TrackInfo;
  /** The publisher's own id of the track, as in its offer. */
  readonly cid: string;
  readonly kind: 'audio' | 'video';
  readonly history: PacketHistory | undefined;
  lastSenderReport: SenderInfo | undefined;
  /** Set once the track's section is negotiated; only then do others hear of it. */
  live = false;
  /** Whether the publisher was told that somebody watches. */
  subscriberAnnounced = false;
  onMimeChange: (() => void) | undefined;
  readonly #forwarders = new Set<Forwarder>();
  #stream: InboundStream | undefined;
  #keyFrameTimer: NodeJS.Timeout | undefined;
  #keyFrameWanted = false;

  constructor(request: AddTrackRequest) {
    this.cid = request.cid;
    this.kind = request.type === TrackType.AUDIO ? 'audio' : 'video';
    this.history = this.kind === 'video' ? new PacketHistory() : undefined;
    const codec = request.simulcastCodecs[0]?.codec.replace(/^video\//i, '') || 'VP8';
    this.info = new TrackInfo({
      sid: newSid('TR'),
      type: request.type,
      name: request.name,
      muted: request.muted,
      width: request.width,
      height: request.height,
      source: request.source,
      layers: request.layers,
      disableDtx: request.disableDtx,
      disableRed: true,
      stereo: request.stereo,
      encryption: request.encryption ?? Encryption_Type.NONE,
      stream: request.stream || defaultStream(request.source),
      audioFeatures: request.audioFeatures,
      mimeType: this.kind === 'audio' ? 'audio/opus' : `video/${codec.toUpperCase()}`,
    });
  }

  get sid(): string {
    return this.info.sid;
  }

  get stream(): InboundStream | undefined {
    return this.#stream;
  }

  attachStream(stream: InboundStream): void {
    this.#stream?.listen(undefined);
    this.#stream = stream;
    this.lastSenderReport = undefined;
    for (const forwarder of this.#forwarders) forwarder.restart();
    stream.listen({
      onPacket: (packet, mime) => this.#forward(packet, mime),
      onSenderReport: (info) => {
        this.lastSenderReport = info;
        for (const forwarder of this.#forwarders) forwarder.forwardSenderReport(info);
      },
    });
  }

  get mime(): string {
    return this.info.mimeType.toLowerCase();
  }

  addViewer(outlet: Outlet): Forwarder {
    const forwarder = new Forwarder(this, outlet);
    this.#forwarders.add(forwarder);
    return forwarder;
  }

  removeViewer(forwarder: Forwarder): void {
    this.#forwarders.delete(forwarder);
  }

  /** Asks the publisher for a key frame; requests close together become one. */
  requestKeyFrame(): void {
    if (this.kind !== 'video' || !this.#stream) return;
    if (this.#keyFrameTimer) {
      this.#keyFrameWanted = true;
      return;
    }
    this.#keyFrameWanted = false;
    this.#stream.requestKeyFrame();
    // The request may get lost, and the frame as well: as long as a viewer waits, ask again.
    this.#keyFrameTimer = setTimeout(() => {
      this.#keyFrameTimer = undefined;
      const waits = !this.info.muted && [...this.#forwarders].some((forwarder) => forwarder.waiting);
      if (waits || this.#keyFrameWanted) this.requestKeyFrame();
    }, KEY_FRAME_SPACING_MS);
  }

  /** A muted track is not forwarded, whatever its publisher sends. */
  setMuted(muted: boolean): void {
    this.info.muted = muted;
    if (muted) for (const forwarder of this.#forwarders) forwarder.restart();
  }

  close(): void {
    clearTimeout(this.#keyFrameTimer);
    this.#stream?.listen(undefined);
    this.#stream = undefined;
    this.#forwarders.clear();
    this.live = false;
  }

  #forward(packet: MediaPacket, mime: string): void {
    this.history?.store(packet);
    if (mime !== this.mime) {
      this.info.mimeType = mime === 'video/vp8' ? 'video/VP8' : mime === 'video/h264' ? 'video/H264' : mime;
      this.onMimeChange?.();
    }
    if (this.info.muted) return;
    for (const forwarder of this.#forwarders) forwarder.forward(packet, mime);
  }
}

/** Tracks of one stream are played in step, so camera and microphone share one. */
function defaultStream(source: TrackSource): string {
  return source === TrackSource.SCREEN_SHARE || source === TrackSource.SCREEN_SHARE_AUDIO
    ? 'screen'
    : 'camera';
}
