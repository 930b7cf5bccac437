import { SessionDescription } from '@livekit/protocol';
import type { Subscription } from '../media/subscription.js';
import { Peer } from '../werift/peer.js';
import { Link, type LinkHost } from './link.js';

/** One peer connection for each direction: the client offers on its publisher, we offer on its subscriber. */
export class DualLink extends Link {
  readonly #subscriber: Peer;
  #awaitsAnswer = false;
  #changed = false;
  #restart = false;
  #offerId = 0;

  constructor(host: LinkHost) {
    super(host);
    this.#subscriber = new Peer(host.peerSettings, {
      onState: (state) => {
        if (state === 'connected') host.onConnected();
        else host.onInterrupted();
      },
      onStream: () => {},
      onChannel: () => {},
    });
    this.data.add(this.#subscriber.createChannel('_reliable', { ordered: true }));
    this.data.add(this.#subscriber.createChannel('_lossy', { ordered: false, maxRetransmits: 0 }));
  }

  get connected(): boolean {
    return this.#subscriber.connected;
  }

  start(): void {
    this.#negotiate();
  }

  async handleOffer(offer: SessionDescription): Promise<void> {
    let sections: Parameters<typeof this.host.publishing.offered>[0] = [];
    const answer = await this.publisher.answer(offer.sdp, (offered) => {
      sections = offered;
    });
    this.host.send({
      case: 'answer',
      value: new SessionDescription({ type: 'answer', id: offer.id, ...answer }),
    });
    this.host.publishing.offered(sections);
  }

  async handleAnswer(answer: SessionDescription): Promise<void> {
    if (!this.#awaitsAnswer || (answer.id !== 0 && answer.id !== this.#offerId)) return;
    await this.#subscriber.acceptAnswer(answer.sdp);
    this.#awaitsAnswer = false;
    if (this.#changed || this.#restart) await this.#offer();
  }

  addCandidate(forSubscriber: boolean, candidateInit: string): Promise<void> {
    return (forSubscriber ? this.#subscriber : this.publisher).addCandidate(candidateInit);
  }

  attach(subscription: Subscription): void {
    subscription.start(this.#subscriber.claimOwn(subscription.publication.kind));
    this.#negotiate();
  }

  detach(subscription: Subscription): void {
    const section = subscription.stop();
    if (!section) return;
    this.#subscriber.retire(section);
    this.#negotiate();
  }

  resume(): void {
    this.#awaitsAnswer = false;
    this.#restart = true;
    this.#changed = false;
    this.#negotiate();
  }

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.#subscriber.close()]);
  }

  protected publisherStateChanged(connected: boolean): void {
    if (!connected) this.host.onInterrupted();
  }

  protected publisherChannelOpened(): void {}

  /** Offers what changed, now or once the client has answered the last offer. */
  #negotiate(): void {
    if (this.#changed) return;
    this.#changed = true;
    this.host.enqueue(async () => {
      if (this.#changed && !this.#awaitsAnswer) await this.#offer();
    });
  }

  async #offer(): Promise<void> {
    this.#changed = false;
    this.#awaitsAnswer = true;
    const restart = this.#restart;
    this.#restart = false;
    const offer = await this.#subscriber.offer(restart);
    this.#offerId++;
    this.host.send({
      case: 'offer',
      value: new SessionDescription({ type: 'offer', id: this.#offerId, ...offer }),
    });
  }
}
