import { randomInt } from 'node:crypto';
import {
  type RTCDtlsTransport,
  type RTCRtpCodecParameters,
  type RTCRtpTransceiver,
  RtcpSenderInfo,
  RtcpSrPacket,
  RtpHeader,
} from 'werift';
import type { Outlet } from '../rtp/forwarder.js';
import type { SenderInfo } from '../rtp/inbound-stream.js';
import { type MediaPacket, sequenceAdd } from '../rtp/packet.js';
import { MID_URI } from './codecs.js';

/** An RTP header that is already serialized; werift's encryption reads these members only. */
class RawHeader extends RtpHeader {
  bytes = Buffer.alloc(0);

  override get serializeSize(): number {
    return this.bytes.length;
  }

  override serialize(): Buffer<ArrayBuffer> {
    return this.bytes;
  }
}

interface SendCodec {
  payloadType: number;
  repairPayloadType: number | undefined;
}

const RTP_HEADER_BYTES = 12;

/** One media section of a viewer's connection, sending one published track. */
export class MediaSection implements Outlet {
  readonly transceiver: RTCRtpTransceiver;
  ssrc = 0;
  #repairSsrc = 0;
  #repairSequence = 0;
  #packetCount = 0;
  #octetCount = 0;
  #codecs = new Map<string, SendCodec>();
  #extension: Buffer = Buffer.alloc(0);
  readonly #header = new RawHeader();
  onRetransmissionRequest: ((sequenceNumbers: number[]) => void) | undefined;
  onKeyFrameRequest: (() => void) | undefined;
  onReceptionReport: ((fractionLost: number) => void) | undefined;

  constructor(transceiver: RTCRtpTransceiver) {
    this.transceiver = transceiver;
  }

  get mid(): string | undefined {
    return this.transceiver.mid ?? undefined;
  }

  /** Announces a track on this section: new stream numbers, and the ids by which the client knows stream and track. */
  announce(streamId: string, trackId: string): void {
    this.ssrc = randomInt(1, 0xffffffff);
    this.#repairSsrc = randomInt(1, 0xffffffff);
    this.#repairSequence = randomInt(0, 0x8000);
    this.#packetCount = 0;
    this.#octetCount = 0;
    const { sender } = this.transceiver;
    Object.assign(sender, { ssrc: this.ssrc, rtxSsrc: this.#repairSsrc, trackId });
    sender.streamId = streamId;
    this.transceiver.direction = 'sendonly';
  }

  withdraw(): void {
    this.transceiver.direction = 'inactive';
    this.onRetransmissionRequest = undefined;
    this.onKeyFrameRequest = undefined;
    this.onReceptionReport = undefined;
  }

  /** Reads what was negotiated; to be called after every offer and answer, which may renumber payload types. */
  refresh(): void {
    this.#codecs.clear();
    const codecs = this.transceiver.codecs;
    for (const codec of codecs) {
      if (isRepair(codec)) continue;
      const repair = codecs.find((other) => isRepair(other) && repairedBy(other) === codec.payloadType);
      this.#codecs.set(codec.mimeType.toLowerCase(), {
        payloadType: codec.payloadType,
        repairPayloadType: repair?.payloadType,
      });
    }
    const midId = this.transceiver.headerExtensions.find((extension) => extension.uri === MID_URI)?.id;
    this.#extension = midExtension(midId, this.mid);
  }

  supports(mime: string): boolean {
    return this.#codecs.has(mime);
  }

  ready(mime: string): boolean {
    return this.#codecs.has(mime) && this.#transport?.state === 'connected';
  }

  send(mime: string, sequenceNumber: number, packet: MediaPacket): void {
    const codec = this.#codecs.get(mime);
    if (!codec) return;
    this.#packetCount++;
    this.#octetCount += packet.payload.length;
    this.#write(this.ssrc, codec.payloadType, sequenceNumber, packet, packet.payload);
  }

  resend(mime: string, sequenceNumber: number, packet: MediaPacket): void {
    const codec = this.#codecs.get(mime);
    if (!codec || this.#transport?.state !== 'connected') return;
    if (codec.repairPayloadType === undefined) {
      this.#write(this.ssrc, codec.payloadType, sequenceNumber, packet, packet.payload);
      return;
    }
    const payload = Buffer.allocUnsafe(packet.payload.length + 2);
    payload.writeUInt16BE(sequenceNumber, 0);
    packet.payload.copy(payload, 2);
    this.#repairSequence = sequenceAdd(this.#repairSequence, 1);
    this.#write(this.#repairSsrc, codec.repairPayloadType, this.#repairSequence, packet, payload);
  }

  /** Passes the publisher's clock mapping on under this section's stream number. */
  sendSenderReport(info: SenderInfo): void {
    const transport = this.#transport;
    if (transport?.state !== 'connected') return;
    const report = new RtcpSrPacket({
      ssrc: this.ssrc,
      senderInfo: new RtcpSenderInfo({
        ntpTimestamp: info.ntpTimestamp,
        rtpTimestamp: info.rtpTimestamp,
        packetCount: this.#packetCount >>> 0,
        octetCount: this.#octetCount >>> 0,
      }),
    });
    transport.sendRtcp([report]).catch(() => {});
  }

  get #transport(): RTCDtlsTransport | undefined {
    return this.transceiver.dtlsTransport;
  }

  #write(
    ssrc: number,
    payloadType: number,
    sequenceNumber: number,
    packet: MediaPacket,
    payload: Buffer,
  ): void {
    const bytes = Buffer.allocUnsafe(RTP_HEADER_BYTES + this.#extension.length);
    bytes[0] = this.#extension.length > 0 ? 0x90 : 0x80;
    bytes[1] = (packet.marker ? 0x80 : 0) | payloadType;
    bytes.writeUInt16BE(sequenceNumber, 2);
    bytes.writeUInt32BE(packet.timestamp, 4);
    bytes.writeUInt32BE(ssrc, 8);
    this.#extension.copy(bytes, RTP_HEADER_BYTES);
    const header = this.#header;
    header.bytes = bytes;
    header.ssrc = ssrc;
    header.sequenceNumber = sequenceNumber;
    this.#transport?.sendRtp(payload, header).catch(() => {});
  }
}

function isRepair(codec: RTCRtpCodecParameters): boolean {
  return codec.mimeType.toLowerCase() === 'video/rtx';
}

function repairedBy(codec: RTCRtpCodecParameters): number | undefined {
  const apt = /apt=(\d+)/.exec(codec.parameters ?? '')?.[1];
  return apt === undefined ? undefined : Number(apt);
}

/** The one-byte header extension block (RFC 8285) that carries the section's mid; empty when none was negotiated. */
function midExtension(id: number | undefined, mid: string | undefined): Buffer {
  if (id === undefined || !mid || id > 14 || mid.length > 16) return Buffer.alloc(0);
  const words = Math.ceil((1 + mid.length) / 4);
  const block = Buffer.alloc(4 + words * 4);
  block.writeUInt16BE(0xbede, 0);
  block.writeUInt16BE(words, 2);
  block[4] = (id << 4) | (mid.length - 1);
  block.write(mid, 5, 'latin1');
  return block;
}
