import {
  API_KEY_PATHS,
  AVATAR_PATHS,
  apiKey,
  apiKeyDeleted,
  apiKeyList,
  apiKeyWithSecret,
  avatar,
  avatarDeleted,
  avatarList,
  ERRORS,
  FILES_PATH,
  file,
  fileDeleted,
  fileList,
  getTokenReply,
  KNOWLEDGE_PATHS,
  knowledgeBase,
  knowledgeDeleted,
  knowledgeList,
  LANGUAGE_LIST_PATH,
  languageList,
  REQUEST_LOG_PATH,
  requestLogList,
  SESSION_PATHS,
  SUCCESS_CODE,
  session,
  sessionClosed,
  sessionList,
  TOKEN_PATH,
  VOICE_PATHS,
  voice,
  voiceList,
  WEBHOOK_PATHS,
  webhookDelivery,
  webhookDeliveryList,
} from '@avatarium/contract';
import { z } from 'zod';

/** What `data` of a success is. */
const DATA: Record<string, z.ZodType> = {
  [`POST ${SESSION_PATHS.create}`]: session,
  [`GET ${SESSION_PATHS.detail}`]: session,
  [`GET ${SESSION_PATHS.list}`]: sessionList,
  [`POST ${SESSION_PATHS.close}`]: sessionClosed,
  [`GET ${KNOWLEDGE_PATHS.list}`]: knowledgeList,
  [`POST ${KNOWLEDGE_PATHS.create}`]: knowledgeBase,
  [`GET ${KNOWLEDGE_PATHS.detail}`]: knowledgeBase,
  [`POST ${KNOWLEDGE_PATHS.update}`]: knowledgeBase,
  [`DELETE ${KNOWLEDGE_PATHS.delete}`]: knowledgeDeleted,
  [`POST ${AVATAR_PATHS.create}`]: avatar,
  [`GET ${AVATAR_PATHS.list}`]: avatarList,
  [`GET ${AVATAR_PATHS.detail}`]: avatar,
  [`GET ${AVATAR_PATHS.detailV3}`]: avatar,
  [`DELETE ${AVATAR_PATHS.delete}`]: avatarDeleted,
  [`DELETE ${AVATAR_PATHS.delete}/:id`]: avatarDeleted,
  [`GET ${FILES_PATH}`]: fileList,
  [`POST ${FILES_PATH}`]: file,
  [`DELETE ${FILES_PATH}`]: fileDeleted,
  [`DELETE ${FILES_PATH}/:id`]: fileDeleted,
  [`GET ${API_KEY_PATHS.all}`]: apiKeyList,
  [`POST ${API_KEY_PATHS.all}`]: apiKeyWithSecret,
  [`GET ${API_KEY_PATHS.one}`]: apiKey,
  [`PATCH ${API_KEY_PATHS.one}`]: apiKey,
  [`DELETE ${API_KEY_PATHS.one}`]: apiKeyDeleted,
  [`POST ${API_KEY_PATHS.rotate}`]: apiKeyWithSecret,
  [`GET ${WEBHOOK_PATHS.deliveries}`]: webhookDeliveryList,
  [`POST ${WEBHOOK_PATHS.retry}`]: webhookDelivery,
  [`GET ${REQUEST_LOG_PATH}`]: requestLogList,
  [`GET ${VOICE_PATHS.list}`]: voiceList,
  [`GET ${VOICE_PATHS.listV3}`]: z.array(voice),
  [`GET ${LANGUAGE_LIST_PATH}`]: languageList,
  [`POST ${TOKEN_PATH}`]: getTokenReply.shape.data,
};

const STATUS_OF = new Map<number, number>([
  [SUCCESS_CODE, 200],
  ...Object.values(ERRORS).map(({ code, httpStatus }): [number, number] => [code, httpStatus]),
]);

const ENVELOPE = z.object({ code: z.int(), msg: z.string(), data: z.unknown() }).required();

/** What only we should see. */
const INNARDS = /node_modules|\n\s+at |Failed query|insert into|PostgresError|\bENOENT\b/;
/** A longer message repeats what was sent. */
const MAX_MESSAGE_CHARS = 1000;

export interface Reply {
  statusCode: number;
  contentType: string;
  text: string;
}

function wrongInEnvelope(route: string, { statusCode, text }: Reply): string | null {
  const parsed = ENVELOPE.safeParse(JSON.parse(text));
  if (!parsed.success) {
    return `is no envelope: ${text.slice(0, 300)}`;
  }
  const { code, msg, data } = parsed.data;
  if (STATUS_OF.get(code) !== statusCode) {
    return `has code ${code} with HTTP status ${statusCode}`;
  }
  if (code === ERRORS.processingError.code && !msg.endsWith('(simulated)')) {
    return 'is an unexpected error';
  }
  if (code === ERRORS.invalidParameter.code && !/^\S.{0,400}?: \S/s.test(msg)) {
    return `names no field: ${msg.slice(0, 300)}`;
  }
  if (msg.length > MAX_MESSAGE_CHARS) {
    return `has a message of ${msg.length} characters`;
  }
  if (INNARDS.test(msg)) {
    return `shows what is inside: ${msg}`;
  }
  const documented = code === SUCCESS_CODE ? DATA[route]?.safeParse(data) : undefined;
  return documented && !documented.success ? `is not as documented: ${documented.error.message}` : null;
}

/** What is wrong with a reply in strict mode; null when nothing is. `route` is the method and the declared path. */
export function wrongInReply(route: string, path: string, reply: Reply): string | null {
  const { statusCode, contentType, text } = reply;
  const inEnvelope = path.startsWith('/api/') && !/^(?:HEAD|OPTIONS) /.test(route);
  // A reply to HEAD does not say what it is about.
  const isBusy = statusCode === 503 && (text === '' || text.includes('"code":1215'));
  if (statusCode >= 500 && !isBusy && !text.includes('(simulated)')) {
    return `has HTTP status ${statusCode}: ${text.slice(0, 300)}`;
  }
  if (inEnvelope && !contentType.startsWith('application/json')) {
    return `is ${contentType === '' ? 'of no type' : contentType}`;
  }
  return inEnvelope ? wrongInEnvelope(route, reply) : null;
}
