import type { SessionDescription, SignalResponse } from '@livekit/protocol';
import type { Publishing } from '../media/publishing.js';
import type { Subscription } from '../media/subscription.js';
import type { MediaServerLimits } from '../options.js';
import { Peer, type PeerSettings } from '../werift/peer.js';
import { DataChannels, type DataLabel } from './data-channels.js';

export type SignalMessage = SignalResponse['message'];

/** What a link asks of the participant it belongs to. */
export interface LinkHost {
  readonly limits: MediaServerLimits;
  readonly peerSettings: PeerSettings;
  readonly publishing: Publishing;
  send(message: SignalMessage): void;
  onData(label: DataLabel, message: Buffer): void;
  onConnected(): void;
  onInterrupted(): void;
  /** Runs work after whatever signalling of this participant is under way. */
  enqueue(work: () => Promise<void>): void;
}

/**
 * The media and data connection of one participant, in one of LiveKit's two shapes: a single peer connection
 * on which the client makes all offers, or one for each direction.
 */
export abstract class Link {
  protected readonly host: LinkHost;
  protected readonly publisher: Peer;
  protected readonly data: DataChannels;

  constructor(host: LinkHost) {
    this.host = host;
    this.data = new DataChannels(host.limits.maxQueuedDataBytes);
    this.publisher = new Peer(host.peerSettings, {
      onState: (state) => this.publisherStateChanged(state === 'connected'),
      onStream: (mid, stream) => host.publishing.streamArrived(mid, stream),
      onChannel: (channel) => {
        const { label } = channel;
        if (label !== '_reliable' && label !== '_lossy') return;
        this.publisherChannelOpened(channel);
        channel.onMessage.subscribe((message) => host.onData(label, toBuffer(message)));
      },
    });
  }

  /** Begins with what is attached so far, for a client that did not offer on joining. */
  abstract start(): void;
  /** Answers an offer of the client's publisher connection. @throws when the offer cannot be used */
  abstract handleOffer(offer: SessionDescription): Promise<void>;
  /** Takes the client's answer to an offer of ours. @throws when it cannot be used */
  abstract handleAnswer(answer: SessionDescription): Promise<void>;
  abstract addCandidate(forSubscriber: boolean, candidateInit: string): Promise<void>;
  /** Begins to send a track to the participant. */
  abstract attach(subscription: Subscription): void;
  abstract detach(subscription: Subscription): void;
  /** Renews what the client cannot renew by itself, after it came back on a new socket. */
  abstract resume(): void;
  /** Whether the connection on which the participant is sent media and data is up. */
  abstract get connected(): boolean;

  sendData(label: DataLabel, message: Buffer): boolean {
    return this.data.send(label, message);
  }

  async close(): Promise<void> {
    this.data.close();
    await this.publisher.close();
  }

  protected abstract publisherStateChanged(connected: boolean): void;
  protected abstract publisherChannelOpened(channel: Parameters<DataChannels['add']>[0]): void;
}

function toBuffer(message: string | Buffer): Buffer {
  return typeof message === 'string' ? Buffer.from(message) : message;
}
