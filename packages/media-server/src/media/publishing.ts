import type { AddTrackRequest } from '@livekit/protocol';
import type { InboundStream } from '../rtp/inbound-stream.js';
import type { OfferedSection } from '../sdp/offer.js';
import { Publication } from './publication.js';

export interface PublishingEvents {
  onPublished(publication: Publication): void;
  onUnpublished(publication: Publication): void;
  onChanged(publication: Publication): void;
}

/** What one participant publishes: announced tracks meet the media sections and streams that carry them. */
export class Publishing {
  readonly #events: PublishingEvents;
  readonly #publications = new Map<string, Publication>();
  /** Track id (the publisher's own) of each section that sends. */
  #trackIds = new Map<string, string>();
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
    this.#bind(publication);
    return publication;
  }

  /** Takes over a new offer: sections that began to carry an announced track publish it, those that ceased unpublish it. */
  offered(sections: OfferedSection[]): void {
    this.#trackIds = new Map(
      sections.flatMap(({ mid, sends, trackId }) => (sends && trackId ? [[mid, trackId] as const] : [])),
    );
    for (const publication of [...this.#publications.values()]) {
      if (publication.live && this.#trackIds.get(publication.info.mid) !== publication.cid) {
        this.remove(publication);
      } else {
        this.#bind(publication);
      }
    }
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
    this.#streams.delete(publication.info.mid);
    publication.close();
    if (wasLive) this.#events.onUnpublished(publication);
  }

  close(): void {
    for (const publication of [...this.#publications.values()]) this.remove(publication);
    this.#streams.clear();
  }

  #bind(publication: Publication): void {
    if (publication.live) return;
    for (const [mid, trackId] of this.#trackIds) {
      if (trackId !== publication.cid) continue;
      publication.info.mid = mid;
      publication.live = true;
      const stream = this.#streams.get(mid);
      if (stream) publication.attachStream(stream);
      this.#events.onPublished(publication);
      return;
    }
  }
}
