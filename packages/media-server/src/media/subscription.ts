import type { Forwarder } from '../rtp/forwarder.js';
import type { MediaSection } from '../werift/media-section.js';
import type { Publication } from './publication.js';

/** One viewer's subscription to one published track. */
export class Subscription {
  readonly publication: Publication;
  readonly publisherSid: string;
  #section: MediaSection | undefined;
  #forwarder: Forwarder | undefined;
  #disabled = false;

  constructor(publication: Publication, publisherSid: string) {
    this.publication = publication;
    this.publisherSid = publisherSid;
  }

  get section(): MediaSection | undefined {
    return this.#section;
  }

  /** Loss the viewer reports, 0 to 1; 0 while nothing is sent. */
  get loss(): number {
    return this.#forwarder?.lossAtViewer ?? 0;
  }

  /** Stops or resumes forwarding, as the viewer's track settings say. */
  set disabled(disabled: boolean) {
    this.#disabled = disabled;
    if (this.#forwarder) this.#forwarder.paused = disabled;
  }

  /** Begins to forward on a section of the viewer's connection. */
  start(section: MediaSection): void {
    const { publication } = this;
    section.announce(`${this.publisherSid}|${publication.info.stream || publication.sid}`, publication.sid);
    const forwarder = publication.addViewer(section);
    forwarder.paused = this.#disabled;
    section.onKeyFrameRequest = () => forwarder.keyFrameRequested();
    section.onRetransmissionRequest = (sequenceNumbers) => forwarder.retransmit(sequenceNumbers);
    section.onReceptionReport = (fractionLost) => {
      forwarder.lossAtViewer = fractionLost;
    };
    this.#section = section;
    this.#forwarder = forwarder;
  }

  /** Stops forwarding; the section is the caller's to release. */
  stop(): MediaSection | undefined {
    if (this.#forwarder) this.publication.removeViewer(this.#forwarder);
    const section = this.#section;
    this.#forwarder = undefined;
    this.#section = undefined;
    return section;
  }
}
