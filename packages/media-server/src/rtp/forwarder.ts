import type { SenderInfo } from './inbound-stream.js';
import { startsKeyFrame } from './key-frames.js';
import { type MediaPacket, sequenceAdd } from './packet.js';
import type { PacketHistory } from './packet-history.js';

/** Where a forwarder's packets go: one negotiated media section of one viewer. */
export interface Outlet {
  /** False while the transport is not up or the section carries no payload type for that codec. */
  ready(mime: string): boolean;
  send(mime: string, sequenceNumber: number, packet: MediaPacket): void;
  /** Sends again, on the retransmission stream where one was negotiated. */
  resend(mime: string, sequenceNumber: number, packet: MediaPacket): void;
  sendSenderReport(info: SenderInfo): void;
}

/** The published side, as far as a forwarder needs it. */
export interface ForwardSource {
  readonly kind: 'audio' | 'video';
  /** Lower-case mime type of what is published now. */
  readonly mime: string;
  readonly history: PacketHistory | undefined;
  readonly lastSenderReport: SenderInfo | undefined;
  requestKeyFrame(): void;
}

/**
 * Sends one published track to one viewer. Video starts, and starts again after a pause, with a key frame;
 * sequence numbers run on without a gap over pauses, timestamps are the publisher's own (its sender reports
 * stay valid, which keeps sound and picture together).
 */
export class Forwarder {
  readonly #source: ForwardSource;
  readonly #outlet: Outlet;
  #offset = 0;
  #lastSent: number | undefined;
  #running = false;
  #mime = '';
  paused = false;
  /** Share of packets the viewer reports lost, 0 to 1. */
  lossAtViewer = 0;

  constructor(source: ForwardSource, outlet: Outlet) {
    this.#source = source;
    this.#outlet = outlet;
  }

  /** Whether this viewer could be sent frames and only lacks a key frame. */
  get waiting(): boolean {
    const { kind, mime } = this.#source;
    return kind === 'video' && !this.#running && !this.paused && this.#outlet.ready(mime);
  }

  forward(packet: MediaPacket, mime: string): void {
    if (this.paused || !this.#outlet.ready(mime)) {
      this.#running = false;
      return;
    }
    if (!this.#running && !this.#start(packet, mime)) return;
    if (mime !== this.#mime) {
      this.#running = false;
      this.#source.requestKeyFrame();
      return;
    }
    const sequenceNumber = sequenceAdd(packet.sequenceNumber, this.#offset);
    if (this.#lastSent === undefined || ((sequenceNumber - this.#lastSent) & 0xffff) < 0x8000) {
      this.#lastSent = sequenceNumber;
    }
    this.#outlet.send(mime, sequenceNumber, packet);
  }

  /** What comes next does not follow what came last: the publisher began anew, or was muted. */
  restart(): void {
    this.#running = false;
  }

  forwardSenderReport(info: SenderInfo): void {
    if (this.#running) this.#outlet.sendSenderReport(info);
  }

  /** Answers a viewer's retransmission request as far as the packets are still known. */
  retransmit(sequenceNumbers: number[]): void {
    if (!this.#running) return;
    for (const sequenceNumber of sequenceNumbers) {
      const packet = this.#source.history?.find(sequenceAdd(sequenceNumber, -this.#offset));
      if (packet) this.#outlet.resend(this.#mime, sequenceNumber, packet);
    }
  }

  /** The viewer cannot decode what it has: ask the publisher, as soon as frames flow at all. */
  keyFrameRequested(): void {
    if (!this.paused) this.#source.requestKeyFrame();
  }

  #start(packet: MediaPacket, mime: string): boolean {
    if (this.#source.kind === 'video' && !startsKeyFrame(mime, packet.payload)) {
      this.#source.requestKeyFrame();
      return false;
    }
    if (this.#lastSent !== undefined) this.#offset = (this.#lastSent + 1 - packet.sequenceNumber) & 0xffff;
    this.#running = true;
    this.#mime = mime;
    if (this.#source.lastSenderReport) this.#outlet.sendSenderReport(this.#source.lastSenderReport);
    return true;
  }
}
