import { z } from 'zod';
import * as rest from '../rest/index.js';

const { WEBHOOK_PAYLOADS } = rest;

/** Schemas of requests that have a name in the document. */
const REQUESTS: Readonly<Record<string, z.ZodType>> = {
  SessionCreateRequest: rest.sessionCreateRequest,
  VoiceParams: rest.voiceParams,
  SessionIdRequest: rest.sessionIdRequest,
  AgoraJoinRequest: rest.agoraJoinRequest,
  TrtcJoinRequest: rest.trtcJoinRequest,
  AvatarCreateRequest: rest.avatarCreateRequest,
  KnowledgeCreateRequest: rest.knowledgeCreateRequest,
  KnowledgeUpdateRequest: rest.knowledgeUpdateRequest,
  KnowledgeIdRequest: rest.knowledgeIdRequest,
  GetTokenRequest: rest.getTokenRequest,
  ApiKeyCreateRequest: rest.apiKeyCreateRequest,
  ApiKeyUpdateRequest: rest.apiKeyUpdateRequest,
};

/** Schemas of replies and events that have a name in the document. */
const REPLIES: Readonly<Record<string, z.ZodType>> = {
  SessionDetail: rest.session,
  Credentials: rest.sessionCredentials,
  AgoraCredentials: rest.agoraCredentials,
  LocalJoin: rest.localJoin,
  SessionList: rest.sessionList,
  SessionClosed: rest.sessionClosed,
  Avatar: rest.avatar,
  AvatarQuality: rest.avatarQuality,
  AvatarList: rest.avatarList,
  AvatarDeleted: rest.avatarDeleted,
  Voice: rest.voice,
  VoiceList: rest.voiceList,
  VoiceArray: rest.voiceListV3,
  LanguageList: rest.languageList,
  KnowledgeBase: rest.knowledgeBase,
  KnowledgeArray: rest.knowledgeList,
  KnowledgeDeleted: rest.knowledgeDeleted,
  KnowledgePassages: rest.knowledgePassages,
  File: rest.file,
  FileList: rest.fileList,
  FileDeleted: rest.fileDeleted,
  Token: rest.getTokenData,
  ApiKey: rest.apiKey,
  ListedApiKey: rest.listedApiKey,
  ApiKeyList: rest.apiKeyList,
  ApiKeyWithSecret: rest.apiKeyWithSecret,
  ApiKeyDeleted: rest.apiKeyDeleted,
  Usage: rest.usage,
  Transcript: rest.transcript,
  TranscriptEntry: rest.transcriptEntry,
  TranscriptList: rest.transcriptList,
  Model: rest.model,
  ModelList: rest.modelList,
  SpeechInUse: rest.speechInUse,
  Turn: rest.turn,
  TurnList: rest.turnList,
  TranscriptSummary: rest.transcriptSummary,
  TranscriptDeleted: rest.transcriptDeleted,
  WebhookDelivery: rest.webhookDelivery,
  WebhookDeliveryList: rest.webhookDeliveryList,
  WebhookEnvelope: rest.webhookEnvelope,
  WebhookPayload: rest.webhookPayload,
  SessionStartedEvent: WEBHOOK_PAYLOADS['session.started'],
  SessionEndedEvent: WEBHOOK_PAYLOADS['session.ended'],
  SessionFailedEvent: WEBHOOK_PAYLOADS['session.failed'],
  AvatarReadyEvent: WEBHOOK_PAYLOADS['avatar.ready'],
  AvatarFailedEvent: WEBHOOK_PAYLOADS['avatar.failed'],
  LoggedRequest: rest.loggedRequest,
  RequestList: rest.requestLogList,
  ErrorReport: rest.errorReport,
};

function registryOf(schemas: Readonly<Record<string, z.ZodType>>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) {
    registry.add(schema, { id });
  }
  return registry;
}

/** Requests are described as they may be sent, replies as they come. */
export const NAMED_SCHEMAS = {
  input: registryOf(REQUESTS),
  output: registryOf(REPLIES),
} as const;
export type Direction = keyof typeof NAMED_SCHEMAS;

/** Name of a schema in the document. @throws Error when it has none */
export function nameOf(schema: z.ZodType, direction: Direction): string {
  const name = NAMED_SCHEMAS[direction].get(schema)?.id;
  if (name === undefined) {
    throw new Error('the schema of an operation has no name in components.ts');
  }
  return name;
}
