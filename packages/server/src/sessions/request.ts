import { ApiError, type SessionCreateRequest, type StreamType } from '@avatarium/contract';
import type { NewSession, VendorRoom } from '../storage/port.js';
import type { Vendors } from '../vendors/accounts.js';
import { ownLivekitRoom, ownVendorRoom } from './own-room.js';

/** What a request is measured against. */
export interface RequestRules {
  defaultStreamType: StreamType;
  defaultDurationS: number;
  unknownVoice: 'fallback' | 'reject';
  /** The id under which sessions run the avatar, its aliases included. Rejects with ApiError 1105 or 1008. */
  findAvatar(
    avatarId: string,
    accountId: string,
  ): Promise<{ avatarId: string; voiceId: string; language: string }>;
  /** The voice's own id and language; null when there is none. */
  findVoice(voiceId: string): { voiceId: string; language: string } | null;
  /** True when the account may use this knowledge base. */
  knowsKnowledge(accountId: string, id: string): Promise<boolean>;
  knowsLanguage(language: string): boolean;
  /** Rejects with an ApiError that names the field when the URL may not be reached. */
  checkUrl(field: string, url: string, kind: 'media' | 'livekit', accountId: string): Promise<void>;
  seal(secret: string): string;
  vendors: Pick<Vendors, 'account' | 'bridged'>;
  /** Whether a voice id looks like one of ElevenLabs, where a caller's own account may have it. */
  mayBeElevenLabs(voiceId: string): boolean;
}

/** What a session becomes, apart from its ids and times; with what the caller should be told. */
export interface RequestedSession
  extends Omit<
    NewSession,
    | 'id'
    | 'accountId'
    | 'keyId'
    | 'createdAt'
    | 'livekitUrl'
    | 'roomName'
    | 'serverIdentity'
    | 'clientIdentity'
    | 'vendor'
  > {
  streamType: StreamType;
  /** A LiveKit room of the caller's, which the avatar enters in place of one of ours. */
  ownRoom: { livekitUrl: string; roomName: string; serverIdentity: string } | null;
  /** A vendor's room of the caller's, which the bridge joins to one of ours. */
  ownVendorRoom: VendorRoom | null;
  warnings: string[];
}

/** What is kept of a caller's own ElevenLabs account: its key is encrypted. */
function sealed(
  {
    api_key,
    ...manner
  }: NonNullable<NonNullable<SessionCreateRequest['voice_params']>['elevenlabs_settings']>,
  rules: Pick<RequestRules, 'seal'>,
) {
  return { elevenlabs_settings: { ...manner, api_key_encrypted: rules.seal(api_key ?? '') } };
}

/** The one field of `credentials` that does not begin with its stream type. */
const FOR_AGENTS = 'audio_only_from_data_stream';

function checkScene(request: SessionCreateRequest): void {
  if (request.scene_mode === 'fast_dialogue') {
    throw ApiError.parameter(
      'scene_mode',
      'fast_dialogue needs a speech-to-speech model, and none is set up here',
    );
  }
  if (request.e2e_type !== undefined) {
    throw ApiError.parameter('e2e_type', 'goes with scene_mode fast_dialogue only');
  }
}

/**
 * Turns a request into the session it asks for.
 *
 * @throws ApiError 1003, 1008, 1014, 1105 or 1232
 */
export async function readSessionRequest(
  request: SessionCreateRequest,
  rules: RequestRules,
  accountId: string,
): Promise<RequestedSession> {
  const warnings: string[] = [];
  const streamType = request.stream_type ?? rules.defaultStreamType;
  checkScene(request);
  const avatar = await rules.findAvatar(request.avatar_id, accountId);
  if (request.knowledge_id !== undefined && !(await rules.knowsKnowledge(accountId, request.knowledge_id))) {
    throw new ApiError('knowledgeNotFound');
  }
  if (request.language !== undefined && !rules.knowsLanguage(request.language)) {
    throw ApiError.parameter('language', `"${request.language}" is not in the language list`);
  }
  const params = request.voice_params;
  const askedVoice = params?.voice_id ?? request.voice_id;
  const { elevenlabs_settings: elevenlabs, ...voiceParams } = params ?? {};
  const ownVoice =
    askedVoice !== undefined && elevenlabs?.api_key !== undefined && rules.mayBeElevenLabs(askedVoice)
      ? askedVoice
      : null;
  const voice = askedVoice === undefined || ownVoice !== null ? null : rules.findVoice(askedVoice);
  if (elevenlabs !== undefined && elevenlabs.api_key === undefined) {
    warnings.push('voice_params.elevenlabs_settings: are ignored without their api_key');
  }
  if (askedVoice !== undefined && ownVoice === null && !voice) {
    if (rules.unknownVoice === 'reject') {
      throw new ApiError('resourceNotFound', `voice_id: there is no voice "${askedVoice}"`);
    }
    warnings.push(`voice_id: there is no voice "${askedVoice}", the avatar speaks with its own`);
  }
  if (request.voice_url !== undefined) {
    await rules.checkUrl('voice_url', request.voice_url, 'media', accountId);
    warnings.push('voice_url: no installed voice provider can speak with a recorded voice');
  }
  if (request.background_url !== undefined) {
    await rules.checkUrl('background_url', request.background_url, 'media', accountId);
  }
  const own =
    streamType === 'livekit'
      ? await ownLivekitRoom(request.credentials, (field, url) =>
          rules.checkUrl(field, url, 'livekit', accountId),
        )
      : null;
  const ownAtVendor =
    streamType === 'livekit' ? null : ownVendorRoom(streamType, request.credentials, rules.vendors);
  const ownToken = own?.token ?? ownAtVendor?.token;
  const wantsAgent = request.credentials?.audio_only_from_data_stream === true;
  if (wantsAgent && !own) {
    warnings.push(
      'credentials.audio_only_from_data_stream: is ignored without livekit_url and livekit_token, the room of the agent',
    );
  }
  for (const [field, value] of Object.entries(request.credentials ?? {})) {
    const [type] = field.split('_');
    if (value !== undefined && type !== streamType && field !== FOR_AGENTS) {
      warnings.push(`credentials.${field}: goes with stream_type ${type}, and is ignored`);
    }
  }
  return {
    avatarId: avatar.avatarId,
    knowledgeId: request.knowledge_id ?? null,
    voiceId: ownVoice ?? voice?.voiceId ?? avatar.voiceId,
    language: request.language ?? voice?.language ?? avatar.language,
    modeType: request.scene_mode === 'meeting' ? 2 : (request.mode_type ?? 2),
    streamType,
    // Whatever is more than nothing is a millisecond at least.
    durationMs: Math.max(1, Math.round((request.duration ?? rules.defaultDurationS) * 1000)),
    backgroundUrl: request.background_url ?? null,
    voiceParams: elevenlabs?.api_key ? { ...voiceParams, ...sealed(elevenlabs, rules) } : voiceParams,
    speechFromAgent: wantsAgent && own !== null,
    ownTokenEncrypted: ownToken === undefined ? null : rules.seal(ownToken),
    ownRoom: own && {
      livekitUrl: own.livekitUrl,
      roomName: own.roomName,
      serverIdentity: own.serverIdentity,
    },
    ownVendorRoom: ownAtVendor?.room ?? null,
    warnings,
  };
}
