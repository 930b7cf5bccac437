import { PEOPLE_ATTRIBUTE } from '@avatarium/bridge';
import { type Participant, ParticipantKind } from '@livekit/rtc-node';
import type { RemoteParticipant } from '../port.js';

/** Set on whoever publishes in another participant's name: an avatar, never somebody who watches one. */
export const ON_BEHALF_ATTRIBUTE = 'lk.publish_on_behalf';

function isHidden(participant: Participant): boolean {
  return participant.info.permission?.hidden === true;
}

/** Neither hidden, nor a recorder, nor an avatar; it may stand for people who have not come yet. */
export function isPerson(participant: Participant): boolean {
  return (
    participant.kind !== ParticipantKind.EGRESS &&
    participant.kind !== ParticipantKind.INGRESS &&
    participant.attributes[ON_BEHALF_ATTRIBUTE] === undefined &&
    !isHidden(participant)
  );
}

export function toRemoteParticipant(participant: Participant): RemoteParticipant {
  const nobodyThere = participant.attributes[PEOPLE_ATTRIBUTE] === '0';
  return { identity: participant.identity, isClient: isPerson(participant) && !nobodyThere };
}

export function maySpeak(participant: Participant): boolean {
  return !isHidden(participant);
}
