import { MediaSectionsRequirement, SessionDescription } from '@livekit/protocol';
import type { Subscription } from '../media/subscription.js';
import type { DataChannels } from './data-channels.js';
import { Link } from './link.js';

/** One peer connection for both directions. Only the client offers; we ask it for more sections where we need them. */
export class SingleLink extends Link {
  readonly #wanted = new Set<Subscription>();
  #offerRequested = false;
  #offered = false;

  get connected(): boolean {
    return this.publisher.connected;
  }

  async handleOffer(offer: SessionDescription): Promise<void> {
    this.#offerRequested = false;
    this.#offered = true;
    let sections: Parameters<typeof this.host.publishing.offered>[0] = [];
    const answer = await this.publisher.answer(offer.sdp, (offered) => {
      sections = offered;
      this.#assign();
    });
    this.host.send({
      case: 'answer',
      value: new SessionDescription({ type: 'answer', id: offer.id, ...answer }),
    });
    this.host.publishing.offered(sections);
    if (this.#wanted.size > 0) this.#requestSections();
  }

  async handleAnswer(): Promise<void> {
    throw new Error('an answer without an offer');
  }

  addCandidate(_forSubscriber: boolean, candidateInit: string): Promise<void> {
    return this.publisher.addCandidate(candidateInit);
  }

  /** The client offers by itself when it is ready. */
  start(): void {}

  attach(subscription: Subscription): void {
    this.#wanted.add(subscription);
    // Before the first offer there is nothing to extend: its answer takes along whatever is wanted by then.
    if (this.#offered) this.host.enqueue(async () => this.#requestSections());
  }

  detach(subscription: Subscription): void {
    this.#wanted.delete(subscription);
    const section = subscription.stop();
    if (!section) return;
    this.publisher.release(section);
    this.host.enqueue(async () => this.#requestOffer(0, 0));
  }

  resume(): void {
    this.#offerRequested = false;
    if (this.#wanted.size > 0) this.#requestSections();
  }

  protected publisherStateChanged(connected: boolean): void {
    if (connected) this.host.onConnected();
    else this.host.onInterrupted();
  }

  protected publisherChannelOpened(channel: Parameters<DataChannels['add']>[0]): void {
    this.data.add(channel);
  }

  #assign(): void {
    for (const subscription of this.#wanted) {
      const section = this.publisher.claimOffered(subscription.publication.kind);
      if (!section) continue;
      this.#wanted.delete(subscription);
      subscription.start(section);
    }
  }

  #requestSections(): void {
    const missing = (kind: 'audio' | 'video') => {
      const wanted = [...this.#wanted].filter(
        (subscription) => subscription.publication.kind === kind,
      ).length;
      return Math.max(0, wanted - this.publisher.freeSections(kind));
    };
    if (this.#wanted.size > 0) this.#requestOffer(missing('audio'), missing('video'));
  }

  #requestOffer(numAudios: number, numVideos: number): void {
    if (this.#offerRequested) return;
    this.#offerRequested = true;
    this.host.send({
      case: 'mediaSectionsRequirement',
      value: new MediaSectionsRequirement({ numAudios, numVideos }),
    });
  }
}
