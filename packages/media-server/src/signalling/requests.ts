import {
  type AddTrackRequest,
  DisconnectReason,
  Pong,
  RequestResponse,
  RequestResponse_Reason,
  type SignalRequest,
  SignalTarget,
  TrackPublishedResponse,
  type UpdateParticipantMetadata,
  type UpdateSubscription,
} from '@livekit/protocol';
import { mayPublish } from '../auth/permissions.js';
import type { Participant } from '../rooms/participant.js';

/**
 * Carries out one signalling request. Requests of one participant run one after another.
 * @throws when the request cannot be carried out and the participant cannot go on (a bad session description)
 */
export async function handleRequest(
  participant: Participant,
  message: SignalRequest['message'],
): Promise<void> {
  switch (message.case) {
    case 'offer':
      return participant.link.handleOffer(message.value);
    case 'answer':
      return participant.link.handleAnswer(message.value);
    case 'trickle':
      return addCandidate(participant, message.value.target, message.value.candidateInit);
    case 'addTrack':
      return addTrack(participant, message.value);
    case 'mute': {
      const publication = participant.publishing.find(message.value.sid);
      if (publication) participant.setMuted(publication, message.value.muted, false);
      return;
    }
    case 'subscription':
      return updateSubscription(participant, message.value);
    case 'trackSetting':
      for (const sid of message.value.trackSids) {
        const subscription = participant.subscriptions.get(sid);
        if (subscription) subscription.disabled = message.value.disabled;
      }
      return;
    case 'subscriptionPermission':
      participant.audience.rules = message.value;
      return participant.room.audienceChanged(participant);
    case 'updateMetadata':
      return updateMetadata(participant, message.value);
    case 'updateAudioTrack': {
      const publication = participant.publishing.find(message.value.trackSid);
      if (!publication) return;
      publication.info.audioFeatures = message.value.features;
      return participant.room.changed(participant);
    }
    case 'updateVideoTrack': {
      const publication = participant.publishing.find(message.value.trackSid);
      if (!publication) return;
      publication.info.width = message.value.width;
      publication.info.height = message.value.height;
      return participant.room.changed(participant);
    }
    case 'syncState':
      return restoreSettings(participant, message.value.trackSidsDisabled);
    case 'ping':
      return participant.send({ case: 'pong', value: BigInt(Date.now()) });
    case 'pingReq':
      return participant.send({
        case: 'pongResp',
        value: new Pong({ lastPingTimestamp: message.value.timestamp, timestamp: BigInt(Date.now()) }),
      });
    case 'leave':
      return participant.close(DisconnectReason.CLIENT_INITIATED);
    default:
      return;
  }
}

/** Announces a track, or tells the participant why not. */
export function addTrack(participant: Participant, request: AddTrackRequest): void {
  const refuse = (reason: RequestResponse_Reason, text: string) =>
    participant.send({
      case: 'requestResponse',
      value: new RequestResponse({ reason, message: text, request: { case: 'addTrack', value: request } }),
    });
  if (!mayPublish(participant.permission, request.source)) {
    refuse(RequestResponse_Reason.NOT_ALLOWED, 'does not have permission to publish the track');
    return;
  }
  if (participant.publishing.count >= participant.limits.maxTracksPerParticipant) {
    refuse(RequestResponse_Reason.LIMIT_EXCEEDED, 'has as many tracks as one participant may publish');
    return;
  }
  const publication = participant.publishing.add(request);
  participant.send({
    case: 'trackPublished',
    value: new TrackPublishedResponse({ cid: request.cid, track: publication.info }),
  });
}

/** Candidates are advice: one that cannot be used is no reason to part. */
async function addCandidate(
  participant: Participant,
  target: SignalTarget,
  candidateInit: string,
): Promise<void> {
  try {
    await participant.link.addCandidate(target === SignalTarget.SUBSCRIBER, candidateInit);
  } catch {
    // Checks from an address nobody announced are taken all the same.
  }
}

function updateSubscription(participant: Participant, update: UpdateSubscription): void {
  const sids = [...update.trackSids, ...update.participantTracks.flatMap((tracks) => tracks.trackSids)];
  for (const sid of sids) {
    if (update.subscribe) participant.room.subscribe(participant, sid);
    else participant.unsubscribe(sid);
  }
}

function restoreSettings(participant: Participant, disabledSids: string[]): void {
  for (const sid of disabledSids) {
    const subscription = participant.subscriptions.get(sid);
    if (subscription) subscription.disabled = true;
  }
}

function updateMetadata(participant: Participant, update: UpdateParticipantMetadata): void {
  const respond = (reason: RequestResponse_Reason, message: string) =>
    participant.send({
      case: 'requestResponse',
      value: new RequestResponse({
        requestId: update.requestId,
        reason,
        message,
        request: { case: 'updateMetadata', value: update },
      }),
    });
  if (!participant.permission.canUpdateMetadata) {
    respond(RequestResponse_Reason.NOT_ALLOWED, 'does not have permission to update own metadata');
  } else if (applyMetadata(participant, update)) {
    respond(RequestResponse_Reason.OK, '');
  } else {
    respond(RequestResponse_Reason.LIMIT_EXCEEDED, 'metadata or attributes exceed the limit');
  }
}

/** Sets name, metadata and attributes where given (an empty attribute removes it); false when they are too large. */
export function applyMetadata(
  participant: Participant,
  update: { name: string; metadata: string; attributes: Record<string, string> },
): boolean {
  const attributes = { ...participant.attributes, ...update.attributes };
  for (const [key, value] of Object.entries(attributes)) if (value === '') delete attributes[key];
  const max = participant.limits.maxMetadataBytes;
  const sizes = [update.metadata, update.name, JSON.stringify(attributes)].map((text) =>
    Buffer.byteLength(text),
  );
  if (sizes.some((size) => size > max)) return false;
  participant.attributes = attributes;
  if (update.metadata) participant.metadata = update.metadata;
  if (update.name) participant.name = update.name;
  participant.room.changed(participant);
  return true;
}
