import { ApiError, type SessionCreateRequest, type StreamType, storableText } from '@avatarium/contract';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { NewSession } from '../storage/port.js';

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
  > {
  ownRoom: { livekitUrl: string; roomName: string; serverIdentity: string } | null;
  warnings: string[];
}

type OwnRoom = { url: string; token: string };

function ownRoomOf(request: SessionCreateRequest): OwnRoom | null {
  const sent = request.credentials;
  if (!sent || (sent.livekit_url === undefined && sent.livekit_token === undefined)) {
    return null;
  }
  if (sent.livekit_url === undefined) {
    throw ApiError.parameter('credentials.livekit_url', 'is required');
  }
  if (sent.livekit_token === undefined) {
    throw ApiError.parameter('credentials.livekit_token', 'is required');
  }
  return { url: sent.livekit_url, token: sent.livekit_token };
}

const claimedName = storableText(1024).min(1);
const ROOM_CLAIMS = z.object({ sub: claimedName, video: z.object({ room: claimedName }) });

/** Room and identity that a caller's token names. Its signature is the other server's business. */
function namedByToken(token: string): { roomName: string; serverIdentity: string } {
  try {
    const claims = ROOM_CLAIMS.safeParse(decodeJwt(token));
    if (claims.success) {
      return { roomName: claims.data.video.room, serverIdentity: claims.data.sub };
    }
  } catch {
    // Reported below.
  }
  throw ApiError.parameter(
    'credentials.livekit_token',
    'must be an access token that names a room and an identity',
  );
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
  if (streamType !== 'livekit') {
    throw ApiError.parameter('stream_type', `"${streamType}" is not available on this server, use "livekit"`);
  }
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
  const own = ownRoomOf(request);
  if (own) {
    await rules.checkUrl('credentials.livekit_url', own.url, 'livekit', accountId);
  }
  const wantsAgent = request.credentials?.audio_only_from_data_stream === true;
  if (wantsAgent && !own) {
    warnings.push(
      'credentials.audio_only_from_data_stream: is ignored without livekit_url and livekit_token, the room of the agent',
    );
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
    ownTokenEncrypted: own ? rules.seal(own.token) : null,
    ownRoom: own ? { livekitUrl: own.url, ...namedByToken(own.token) } : null,
    warnings,
  };
}
