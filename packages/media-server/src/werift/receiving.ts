import {
  GenericNack,
  PictureLossIndication,
  ReceiverEstimatedMaxBitrate,
  type RTCDtlsTransport,
  type RTCPeerConnection,
  RtcpPayloadSpecificFeedback,
  RtcpReceiverInfo,
  RtcpRrPacket,
  RtcpTransportLayerFeedback,
  type RtpPacket,
} from 'werift';
import { type InboundCodec, InboundStream, type SenderInfo } from '../rtp/inbound-stream.js';
import { bestLayer, type OfferedSection } from '../sdp/offer.js';
import { AUDIO_LEVEL_URI, MID_URI, RID_URI } from './codecs.js';

/** Our own number in feedback; the server is a source of nothing on this side. */
const REPORTER_SSRC = 1;
const REPORT_INTERVAL_MS = 1000;
const REQUEST_INTERVAL_MS = 15;
/** Told to publishers as what we can take; loss reports bring them down from there. */
const RECEIVE_BITRATE_BPS = 8_000_000;

interface ReceivingSection {
  offered: OfferedSection;
  codecs: Map<number, InboundCodec>;
  stream?: InboundStream;
}

/**
 * The receiving half of one connection: finds the stream a packet belongs to, and sends back receiver reports,
 * retransmission requests, key-frame requests and the bitrate estimate. It stands in for werift's own receivers,
 * which know neither streams without a=ssrc nor sequence numbers that wrap.
 */
export class Receiving {
  readonly #pc: RTCPeerConnection;
  readonly #onStream: (mid: string, stream: InboundStream) => void;
  #sections = new Map<string, ReceivingSection>();
  readonly #owners = new Map<number, ReceivingSection>();
  #midExtension = 0;
  #ridExtension = 0;
  #audioLevelExtension = 0;
  #reportTimer: NodeJS.Timeout | undefined;
  #requestTimer: NodeJS.Timeout | undefined;

  constructor(pc: RTCPeerConnection, onStream: (mid: string, stream: InboundStream) => void) {
    this.#pc = pc;
    this.#onStream = onStream;
  }

  /** Takes over what an offer says; to be called once it is applied. */
  refresh(offered: OfferedSection[]): void {
    const sections = new Map<string, ReceivingSection>();
    for (const section of offered) {
      const transceiver = this.#pc.getTransceivers().find((candidate) => candidate.mid === section.mid);
      if (!transceiver || !section.sends) continue;
      const before = this.#sections.get(section.mid);
      const sameTrack = before?.offered.trackId === section.trackId;
      const codecs = new Map<number, InboundCodec>();
      for (const codec of transceiver.codecs) {
        const apt = /apt=(\d+)/.exec(codec.parameters ?? '')?.[1];
        codecs.set(codec.payloadType, {
          mime: codec.mimeType.toLowerCase(),
          clockRate: codec.clockRate,
          repairs: apt === undefined ? undefined : Number(apt),
        });
      }
      for (const { id, uri } of transceiver.headerExtensions) {
        if (uri === MID_URI) this.#midExtension = id;
        if (uri === RID_URI) this.#ridExtension = id;
        if (uri === AUDIO_LEVEL_URI) this.#audioLevelExtension = id;
      }
      sections.set(section.mid, { offered: section, codecs, stream: sameTrack ? before?.stream : undefined });
    }
    this.#sections = sections;
    this.#owners.clear();
    for (const section of sections.values()) {
      const ssrc = section.stream?.ssrc ?? section.offered.ssrcs[0];
      if (ssrc === undefined) continue;
      this.#owners.set(ssrc, section);
      const repair = section.offered.repairSsrcs.get(ssrc);
      if (repair !== undefined) this.#owners.set(repair, section);
    }
  }

  receive(packet: RtpPacket): void {
    const { header } = packet;
    const section = this.#owners.get(header.ssrc) ?? this.#adopt(packet);
    const codec = section?.codecs.get(header.payloadType);
    if (!section || !codec) return;
    const repaired = codec.repairs === undefined ? undefined : section.codecs.get(codec.repairs);
    if (!section.stream) {
      if (codec.repairs !== undefined) return;
      section.stream = this.#newStream(header.ssrc, section.offered);
      this.#onStream(section.offered.mid, section.stream);
    }
    const { stream } = section;
    const nowMs = performance.now();
    stream.receive(
      {
        sequenceNumber: header.sequenceNumber,
        timestamp: header.timestamp,
        marker: header.marker,
        payload: packet.payload,
      },
      codec,
      repaired,
      nowMs,
    );
    if (stream.kind === 'audio' && this.#audioLevelExtension > 0) {
      const level = header.extensions.find((extension) => extension.id === this.#audioLevelExtension)
        ?.payload[0];
      if (level !== undefined) {
        stream.audioLevel = level & 0x7f;
        stream.audioLevelAtMs = nowMs;
      }
    }
    this.#reportTimer ??= setInterval(() => this.#sendReports(), REPORT_INTERVAL_MS);
    if (stream.hasMissing) {
      this.#requestTimer ??= setInterval(() => this.#requestMissing(), REQUEST_INTERVAL_MS);
    }
  }

  receiveSenderReport(ssrc: number, info: SenderInfo): void {
    this.#owners.get(ssrc)?.stream?.receiveSenderReport(info, performance.now());
  }

  close(): void {
    clearInterval(this.#reportTimer);
    clearInterval(this.#requestTimer);
    for (const { stream } of this.#sections.values()) stream?.listen(undefined);
    this.#sections.clear();
    this.#owners.clear();
  }

  /** Binds a stream that was not announced with a=ssrc to its section by the mid it carries (RFC 9143). */
  #adopt(packet: RtpPacket): ReceivingSection | undefined {
    const text = (id: number) =>
      packet.header.extensions.find((extension) => extension.id === id)?.payload.toString('latin1');
    const section = this.#sections.get(text(this.#midExtension) ?? '');
    const codec = section?.codecs.get(packet.header.payloadType);
    if (!section || !codec) return undefined;
    const rid = text(this.#ridExtension);
    if (rid !== undefined && rid !== bestLayer(section.offered.rids)) return undefined;
    // A sender that begins anew under another number: what came under the old one is over.
    if (section.stream && codec.repairs === undefined) section.stream = undefined;
    this.#owners.set(packet.header.ssrc, section);
    return section;
  }

  #newStream(ssrc: number, offered: OfferedSection): InboundStream {
    const requestKeyFrame = () => {
      const feedback = new PictureLossIndication({ senderSsrc: REPORTER_SSRC, mediaSsrc: ssrc });
      this.#sendRtcp([new RtcpPayloadSpecificFeedback({ feedback })]);
    };
    return new InboundStream(ssrc, offered.kind, requestKeyFrame);
  }

  #sendReports(): void {
    const nowMs = performance.now();
    const reports: RtcpReceiverInfo[] = [];
    const videoSsrcs: number[] = [];
    for (const { stream } of this.#sections.values()) {
      const report = stream?.report(nowMs);
      if (!stream || !report) continue;
      reports.push(new RtcpReceiverInfo({ ssrc: stream.ssrc, ...report }));
      if (stream.kind === 'video') videoSsrcs.push(stream.ssrc);
    }
    if (reports.length === 0) return;
    const packets: Parameters<RTCDtlsTransport['sendRtcp']>[0] = [
      new RtcpRrPacket({ ssrc: REPORTER_SSRC, reports: reports.slice(0, 31) }),
    ];
    if (videoSsrcs.length > 0) packets.push(bitrateEstimate(videoSsrcs));
    this.#sendRtcp(packets);
  }

  #requestMissing(): void {
    let open = false;
    const nowMs = performance.now();
    for (const { stream, offered } of this.#sections.values()) {
      if (!stream) continue;
      const lost = stream.takeRetransmissionRequests(nowMs);
      open ||= stream.hasMissing;
      if (lost.length === 0 || offered.kind === 'audio') continue;
      const feedback = new GenericNack({
        senderSsrc: REPORTER_SSRC,
        mediaSourceSsrc: stream.ssrc,
        lost: lost.slice(0, 128),
      });
      this.#sendRtcp([new RtcpTransportLayerFeedback({ feedback })]);
    }
    if (open) return;
    clearInterval(this.#requestTimer);
    this.#requestTimer = undefined;
  }

  #sendRtcp(packets: Parameters<RTCDtlsTransport['sendRtcp']>[0]): void {
    const transport = this.#pc.dtlsTransports[0];
    if (transport?.state === 'connected') transport.sendRtcp(packets).catch(() => {});
  }
}

/** REMB: the bitrate as an 18-bit mantissa and a power of two. */
function bitrateEstimate(ssrcs: number[]): RtcpPayloadSpecificFeedback {
  let brMantissa = RECEIVE_BITRATE_BPS;
  let brExp = 0;
  while (brMantissa > 0x3ffff) {
    brMantissa = Math.floor(brMantissa / 2);
    brExp++;
  }
  return new RtcpPayloadSpecificFeedback({
    feedback: new ReceiverEstimatedMaxBitrate({
      senderSsrc: REPORTER_SSRC,
      mediaSsrc: 0,
      ssrcNum: ssrcs.length,
      brExp,
      brMantissa,
      ssrcFeedbacks: ssrcs,
    }),
  });
}
