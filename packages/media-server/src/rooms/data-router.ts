import { DataPacket, DataPacket_Kind } from '@livekit/protocol';
import type { DataLabel } from '../links/data-channels.js';
import type { Participant } from './participant.js';
import type { Room } from './room.js';

/** Passes data packets on: to everybody else in the room, or to the identities a packet names, hidden ones too. */
export class DataRouter {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Takes a packet from a participant; what it may not send, and what cannot be read, is dropped. */
  receive(sender: Participant, label: DataLabel, message: Buffer): void {
    if (sender.closed || !sender.permission.canPublishData || message.length > sender.limits.maxDataBytes)
      return;
    let packet: DataPacket;
    try {
      packet = DataPacket.fromBinary(message);
    } catch {
      return;
    }
    if (label === '_reliable' && packet.sequence > 0) {
      if (packet.sequence <= sender.lastDataSequence) return;
      sender.lastDataSequence = packet.sequence;
    }
    // Only the channel says who sent it; agents speak for others, in transcriptions for one.
    packet.participantSid = sender.sid;
    packet.participantIdentity = sender.hidden ? '' : sender.identity;
    packet.kind = label === '_reliable' ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY;
    let sids: string[] = [];
    let identities = packet.destinationIdentities;
    if (packet.value.case === 'user') {
      const user = packet.value.value;
      user.participantSid = sender.sid;
      user.participantIdentity = packet.participantIdentity;
      sids = user.destinationSids;
      if (identities.length === 0) identities = user.destinationIdentities;
    }
    this.#deliver(packet, label, identities, sids, sender);
  }

  /** Sends a packet in the server's name. */
  sendFromServer(packet: DataPacket, identities: string[], sids: string[]): void {
    const label = packet.kind === DataPacket_Kind.LOSSY ? '_lossy' : '_reliable';
    this.#deliver(packet, label, identities, sids, undefined);
  }

  #deliver(
    packet: DataPacket,
    label: DataLabel,
    identities: string[],
    sids: string[],
    sender: Participant | undefined,
  ): void {
    const toAll = identities.length === 0 && sids.length === 0;
    const message = Buffer.from(packet.toBinary());
    for (const participant of [...this.#room.participants]) {
      if (participant === sender) continue;
      if (!toAll && !identities.includes(participant.identity) && !sids.includes(participant.sid)) continue;
      participant.sendData(label, message);
    }
  }
}
