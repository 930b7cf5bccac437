import { type Participant, ParticipantKind } from '@livekit/rtc-node';
import type { RemoteParticipant } from '../port.js';

/** Set on whoever publishes in another participant's name: an avatar, never somebody who watches one. */
export const ON_BEHALF_ATTRIBUTE = 'lk.publish_on_behalf';

function isHidden(participant: Participant): boolean {
  return participant.info.permission?.hidden === true;
}

export function toRemoteParticipant(participant: Participant): RemoteParticipant {
  const watches =
    participant.kind !== ParticipantKind.EGRESS &&
    participant.kind !== ParticipantKind.INGRESS &&
    participant.attributes[ON_BEHALF_ATTRIBUTE] === undefined;
  return { identity: participant.identity, isClient: watches && !isHidden(participant) };
}

export function maySpeak(participant: Participant): boolean {
  return !isHidden(participant);
}
