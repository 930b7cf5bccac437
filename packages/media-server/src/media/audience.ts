import type { SubscriptionPermission } from '@livekit/protocol';

/** Who may subscribe to a participant's tracks, as the participant itself has said; everybody until it does. */
export class Audience {
  #rules: SubscriptionPermission | undefined;

  set rules(rules: SubscriptionPermission) {
    this.#rules = rules;
  }

  allows(viewer: { sid: string; identity: string }, trackSid: string): boolean {
    const rules = this.#rules;
    if (!rules || rules.allParticipants) return true;
    return rules.trackPermissions.some(
      ({ participantSid, participantIdentity, allTracks, trackSids }) =>
        (participantSid === viewer.sid || participantIdentity === viewer.identity) &&
        (allTracks || trackSids.includes(trackSid)),
    );
  }
}
