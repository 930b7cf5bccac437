import {
  GenericNack,
  PictureLossIndication,
  type RTCDataChannel,
  RTCPeerConnection,
  type RtcpPacket,
  RtcpPayloadSpecificFeedback,
  RtcpRrPacket,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  type RtpPacket,
} from 'werift';
import type { InboundStream } from '../rtp/inbound-stream.js';
import { advertiseAddress } from '../sdp/candidates.js';
import { acceptBestLayers, type OfferedSection, plainOffer, readOffer, SdpError } from '../sdp/offer.js';
import { supportedCodecs, supportedExtensions } from './codecs.js';
import { MediaSection } from './media-section.js';
import { Receiving } from './receiving.js';
import { gatherOnHost, type UdpSettings } from './udp.js';

export interface PeerSettings extends UdpSettings {
  advertiseIp: string | undefined;
  maxDataBytes: number;
  maxMediaSections: number;
}

type PeerState = 'connected' | 'interrupted';

interface PeerEvents {
  onState(state: PeerState): void;
  onChannel(channel: RTCDataChannel): void;
  onStream(mid: string, stream: InboundStream): void;
}

interface Answer {
  sdp: string;
  /** Track ids of the sections the server sends on. */
  midToTrackId: Record<string, string>;
}

/** Candidates taken for one description; a client has a handful of addresses. */
const MAX_CANDIDATES = 100;

/** werift's router, whose two entry points are replaced; declared private there. */
interface Routing {
  router: { routeRtp: (packet: RtpPacket) => void; routeRtcp: (packet: RtcpPacket) => void };
}

/** One peer connection with one client: ICE, DTLS, SRTP and data channels by werift, RTP by our own engine. */
export class Peer {
  readonly #pc: RTCPeerConnection;
  readonly #settings: PeerSettings;
  readonly #receiving: Receiving;
  readonly #sections: MediaSection[] = [];
  readonly #claimed = new Set<MediaSection>();
  #candidateCount = 0;
  #closed = false;

  constructor(settings: PeerSettings, events: PeerEvents) {
    this.#settings = settings;
    this.#pc = new RTCPeerConnection({
      codecs: supportedCodecs(),
      headerExtensions: supportedExtensions(),
      bundlePolicy: 'max-bundle',
      iceServers: [],
      iceUseIpv6: false,
      maxMessageSize: settings.maxDataBytes,
    });
    this.#receiving = new Receiving(this.#pc, events.onStream);
    const routing = this.#pc as unknown as Routing;
    routing.router.routeRtp = (packet) => this.#receiving.receive(packet);
    routing.router.routeRtcp = (packet) => this.#routeRtcp(packet);
    this.#pc.onDataChannel.subscribe((channel) => events.onChannel(channel));
    this.#pc.connectionStateChange.subscribe((state) => {
      if (this.#closed) return;
      if (state === 'connected') events.onState('connected');
      else if (state === 'failed' || state === 'disconnected' || state === 'closed')
        events.onState('interrupted');
    });
  }

  get connected(): boolean {
    return this.#pc.dtlsTransports[0]?.state === 'connected' && this.#pc.connectionState === 'connected';
  }

  createChannel(label: string, options: { ordered: boolean; maxRetransmits?: number }): RTCDataChannel {
    return this.#pc.createDataChannel(label, options);
  }

  /**
   * Applies a client's offer. `beforeAnswer` runs once its sections are known and may claim some to send on.
   * @throws SdpError, or werift's error, when the offer cannot be used
   */
  async answer(sdp: string, beforeAnswer: (offered: OfferedSection[]) => void): Promise<Answer> {
    const offered = readOffer(sdp, this.#settings.maxMediaSections);
    this.#candidateCount = 0;
    await this.#pc.setRemoteDescription({ type: 'offer', sdp: plainOffer(sdp) });
    this.#prepareTransports();
    this.#letClientStartDtls();
    beforeAnswer(offered);
    await this.#pc.setLocalDescription(await this.#pc.createAnswer());
    this.#receiving.refresh(offered);
    this.#refreshSections();
    return { sdp: acceptBestLayers(this.#localSdp(), offered), midToTrackId: this.#midToTrackId() };
  }

  /** Makes an offer of everything claimed. */
  async offer(iceRestart: boolean): Promise<Answer> {
    this.#prepareTransports();
    await this.#pc.setLocalDescription(await this.#pc.createOffer({ iceRestart }));
    return { sdp: this.#localSdp(), midToTrackId: this.#midToTrackId() };
  }

  /** @throws SdpError, or werift's error, when the answer does not fit the last offer */
  async acceptAnswer(sdp: string): Promise<void> {
    const sectionsOf = (description: string) => description.match(/^m=/gm)?.length ?? 0;
    if (sectionsOf(sdp) !== sectionsOf(this.#localSdp())) {
      throw new SdpError('the answer does not have the sections of the offer');
    }
    this.#candidateCount = 0;
    await this.#pc.setRemoteDescription({ type: 'answer', sdp });
    this.#refreshSections();
  }

  /** Adds a client's candidate. Names (mDNS) and TCP are left out: checks from there reach us anyway. */
  async addCandidate(candidateInit: string): Promise<void> {
    const init: unknown = JSON.parse(candidateInit);
    if (typeof init !== 'object' || init === null || !('candidate' in init)) return;
    const { candidate } = init;
    if (typeof candidate !== 'string' || candidate === '') return;
    if (/\.local /.test(candidate) || / tcp /i.test(candidate)) return;
    if (++this.#candidateCount > MAX_CANDIDATES) return;
    const sdpMLineIndex =
      'sdpMLineIndex' in init && typeof init.sdpMLineIndex === 'number' ? init.sdpMLineIndex : 0;
    await this.#pc.addIceCandidate({ candidate, sdpMLineIndex });
  }

  /** A section the client offered to receive on and that sends nothing yet. */
  claimOffered(kind: 'audio' | 'video'): MediaSection | undefined {
    const transceiver = this.#freeTransceivers(kind)[0];
    return transceiver && this.#claim(transceiver);
  }

  freeSections(kind: 'audio' | 'video'): number {
    return this.#freeTransceivers(kind).length;
  }

  /** A section of our own for the next offer. */
  claimOwn(kind: 'audio' | 'video'): MediaSection {
    return this.#claim(this.#pc.addTransceiver(kind, { direction: 'sendonly' }));
  }

  /** Gives back a section the client offered; it may be claimed for another track. */
  release(section: MediaSection): void {
    if (this.#claimed.delete(section)) section.withdraw();
  }

  /**
   * Ends a section of our own. It is not taken up for another track, since clients know a section's track by the id
   * it had at first; stopped, its place in the session description is free for a new one. The first section carries
   * the transport of all, so it only falls silent.
   */
  retire(section: MediaSection): void {
    if (!this.#claimed.delete(section)) return;
    section.withdraw();
    this.#sections.splice(this.#sections.indexOf(section), 1);
    if (section.transceiver.mLineIndex !== 0) section.transceiver.stop();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiving.close();
    this.#claimed.clear();
    this.#sections.length = 0;
    await this.#pc.close();
  }

  #freeTransceivers(kind: 'audio' | 'video'): MediaSection['transceiver'][] {
    const claimed = new Set([...this.#claimed].map((section) => section.transceiver));
    return this.#pc
      .getTransceivers()
      .filter(
        (transceiver) =>
          transceiver.kind === kind &&
          transceiver.offerDirection === 'sendonly' &&
          !transceiver.stopped &&
          !transceiver.pendingRejection &&
          !claimed.has(transceiver),
      );
  }

  #claim(transceiver: MediaSection['transceiver']): MediaSection {
    let section = this.#sections.find((candidate) => candidate.transceiver === transceiver);
    if (!section) {
      section = new MediaSection(transceiver);
      this.#sections.push(section);
    }
    this.#claimed.add(section);
    return section;
  }

  #refreshSections(): void {
    for (const section of this.#claimed) section.refresh();
  }

  #prepareTransports(): void {
    for (const transport of this.#pc.dtlsTransports) gatherOnHost(transport.iceTransport, this.#settings);
  }

  /** werift waits 100 ms before it starts a DTLS handshake as client, so the other side does. */
  #letClientStartDtls(): void {
    for (const transport of this.#pc.dtlsTransports) {
      if (transport.state === 'new' && transport.role === 'auto') transport.role = 'server';
    }
  }

  #localSdp(): string {
    const sdp = this.#pc.localDescription?.sdp ?? '';
    const { advertiseIp } = this.#settings;
    return advertiseIp ? advertiseAddress(sdp, advertiseIp) : sdp;
  }

  #midToTrackId(): Record<string, string> {
    const ids: Record<string, string> = {};
    for (const section of this.#claimed) {
      if (section.mid !== undefined) ids[section.mid] = section.transceiver.sender.trackId;
    }
    return ids;
  }

  #routeRtcp(packet: RtcpPacket): void {
    if (packet instanceof RtcpSrPacket) this.#receiving.receiveSenderReport(packet.ssrc, packet.senderInfo);
    if (packet instanceof RtcpSrPacket || packet instanceof RtcpRrPacket) {
      for (const report of packet.reports) {
        this.#sectionOf(report.ssrc)?.onReceptionReport?.(report.fractionLost / 256);
      }
    } else if (packet instanceof RtcpTransportLayerFeedback) {
      const { feedback } = packet;
      if (!(feedback instanceof GenericNack)) return;
      this.#sectionOf(feedback.mediaSourceSsrc)?.onRetransmissionRequest?.(feedback.lost);
    } else if (packet instanceof RtcpPayloadSpecificFeedback) {
      const { feedback } = packet;
      if (feedback instanceof PictureLossIndication)
        this.#sectionOf(feedback.mediaSsrc)?.onKeyFrameRequest?.();
      if ('fir' in feedback) {
        for (const { ssrc } of feedback.fir) this.#sectionOf(ssrc)?.onKeyFrameRequest?.();
      }
    }
  }

  #sectionOf(ssrc: number): MediaSection | undefined {
    for (const section of this.#claimed) if (section.ssrc === ssrc) return section;
    return undefined;
  }
}
