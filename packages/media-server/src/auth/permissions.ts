import { ParticipantInfo_Kind, ParticipantPermission, TrackSource } from '@livekit/protocol';
import type { VideoGrant } from 'livekit-server-sdk';

/** The rights a join grant gives: everything but changing one's own metadata is allowed unless the grant says otherwise. */
export function permissionOf(grant: VideoGrant): ParticipantPermission {
  const canPublish = grant.canPublish ?? true;
  return new ParticipantPermission({
    canPublish,
    canSubscribe: grant.canSubscribe ?? true,
    canPublishData: grant.canPublishData ?? canPublish,
    canPublishSources: (grant.canPublishSources ?? []).map(sourceOf),
    canUpdateMetadata: grant.canUpdateOwnMetadata ?? false,
    hidden: grant.hidden ?? false,
    recorder: grant.recorder ?? false,
    agent: grant.agent ?? false,
  });
}

/** Whether a track of that source may be published; a list of sources, when given, takes the place of the general right. */
export function mayPublish(permission: ParticipantPermission, source: TrackSource): boolean {
  if (permission.canPublishSources.length > 0) return permission.canPublishSources.includes(source);
  return permission.canPublish;
}

const KINDS: Record<string, ParticipantInfo_Kind> = {
  standard: ParticipantInfo_Kind.STANDARD,
  ingress: ParticipantInfo_Kind.INGRESS,
  egress: ParticipantInfo_Kind.EGRESS,
  sip: ParticipantInfo_Kind.SIP,
  agent: ParticipantInfo_Kind.AGENT,
  connector: ParticipantInfo_Kind.CONNECTOR,
};

/** The participant kind of a token's `kind` claim; unknown kinds count as standard. */
export function kindOf(claim: string): ParticipantInfo_Kind {
  return KINDS[claim.toLowerCase()] ?? ParticipantInfo_Kind.STANDARD;
}

const SOURCES: Record<string, TrackSource> = {
  camera: TrackSource.CAMERA,
  microphone: TrackSource.MICROPHONE,
  screen_share: TrackSource.SCREEN_SHARE,
  screen_share_audio: TrackSource.SCREEN_SHARE_AUDIO,
};

/** Tokens carry sources by name on the wire, whatever the SDK's types say. */
function sourceOf(source: TrackSource | string): TrackSource {
  if (typeof source === 'number') return source;
  return SOURCES[source.toLowerCase()] ?? TrackSource.UNKNOWN;
}
