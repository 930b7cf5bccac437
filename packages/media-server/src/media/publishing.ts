import type { AddTrackRequest } from '@livekit/protocol';
import type { InboundStream } from '../rtp/inbound-stream.js';
import type { OfferedSection } from '../sdp/offer.js';
import { Publication } from './publication.js';

interface PublishingEvents {
  onPublished(publication: Publication): void;
  onUnpublished(publication: Publication): void;
  onChanged(publication: Publication): void;
}

/** What one participant publishes: announced tracks meet the media sections and streams that carry them. */
export class Publishing {
  readonly #events: PublishingEvents;
  readonly #publications = new Map<string, Publication>();
  /** The sections that send, and what each carries. */
  #sections: OfferedSection[] = [];
  readonly #carried = new Map<Publication, OfferedSection>();
  readonly #streams = new Map<string, InboundStream>();

  constructor(events: PublishingEvents) {
    this.#events = events;
  }

  get count(): number {
    return this.#publications.size;
  }

  /** Tracks that others may know of. */
  get live(): Publication[] {
    return [...this.#publications.values()].filter((publication) => publication.live);
  }

  find(sid: string): Publication | undefined {
    return this.#publications.get(sid);
  }

  /** Announces a track; asking again for one that is announced returns the same. */
  add(request: AddTrackRequest): Publication {
    const known = [...this.#publications.values()].find((publication) => publication.cid === request.cid);
    if (known) return known;
    const publication = new Publication(request);
    publication.onMimeChange = () => this.#events.onChanged(publication);
    this.#publications.set(publication.sid, publication);
    this.#match();
    return publication;
  }

  /** Takes over a new offer: sections that began to carry an announced track publish it, those that ceased unpublish it. */
  offered(sections: OfferedSection[]): void {
    this.#sections = sections.filter(({ sends }) => sends);
    for (const [publication, before] of [...this.#carried]) {
      const now = this.#sections.find(({ mid }) => mid === before.mid);
      if (now?.trackId !== before.trackId || now === undefined) this.remove(publication);
    }
    this.#match();
  }

  streamArrived(mid: string, stream: InboundStream): void {
    this.#streams.set(mid, stream);
    for (const publication of this.live) {
      if (publication.info.mid === mid) publication.attachStream(stream);
    }
  }

  remove(publication: Publication): void {
    if (!this.#publications.delete(publication.sid)) return;
    const wasLive = publication.live;
    this.#carried.delete(publication);
    this.#streams.delete(publication.info.mid);
    publication.close();
    if (wasLive) this.#events.onUnpublished(publication);
  }

  close(): void {
    for (const publication of [...this.#publications.values()]) this.remove(publication);
    this.#streams.clear();
  }

  /** Joins tracks and sections by the track's id; Firefox offers another than it announced, then the kind decides. */
  #match(): void {
    const taken = new Set([...this.#carried.values()].map(({ mid }) => mid));
    const open = [...this.#publications.values()].filter((publication) => !publication.live);
    const free = this.#sections.filter(({ mid }) => !taken.has(mid));
    for (const section of free) {
      const publication = open.find(({ cid }) => cid === section.trackId);
      if (publication) this.#publish(publication, section);
    }
    for (const section of free) {
      const isCarrying = [...this.#carried.values()].some(({ mid }) => mid === section.mid);
      const publication = open.find((candidate) => !candidate.live && candidate.kind === section.kind);
      if (publication && !isCarrying) this.#publish(publication, section);
    }
  }

  #publish(publication: Publication, section: OfferedSection): void {
    this.#carried.set(publication, section);
    publication.info.mid = section.mid;
    publication.live = true;
    const stream = this.#streams.get(section.mid);
    if (stream) publication.attachStream(stream);
    this.#events.onPublished(publication);
  }
}
