import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';

/** Fields that hold secrets wherever they turn up, up to two levels deep. */
const SECRET_FIELDS = [
  'apiKey',
  'apiSecret',
  'api_key',
  'authorization',
  'clientSecret',
  'cookie',
  'livekit_token',
  'agora_token',
  'trtc_sdk_user_sig',
  'trtc_user_sig',
  'user_sig',
  'password',
  'secret',
  'token',
  '["x-api-key"]',
  '["set-cookie"]',
];

const JWT_IN_TEXT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** What is deflated and in base64 begins like this: an AccessToken2 of Agora and a UserSig of TRTC, each in its letters. */
const VENDOR_TOKEN_IN_TEXT = /(?:\b007|\b)eJ[\w+/*-]{60,}[=_]*/g;
const CODE_IN_URL = /([?&](?:code|access_token|join_request|token)=)[^&\s"]+/g;

/** The text without tokens: JWTs, those of the vendors, and what stands for one in a query string. */
export function withoutTokens(text: string): string {
  return text
    .replace(JWT_IN_TEXT, '[token]')
    .replace(VENDOR_TOKEN_IN_TEXT, '[token]')
    .replace(CODE_IN_URL, '$1[redacted]');
}

/** The query in an error or among its causes that failed. */
function failedQuery(error: unknown): (Error & { query: unknown }) | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'query' in error && 'params' in error ? error : failedQuery(error.cause);
}

/** An error for the log. The database layer puts a query's values into the message: what users said, and keys. */
function withoutValues(error: Error): object {
  const failed = failedQuery(error);
  if (!failed) return stdSerializers.err(error);
  const { message, stack = '' } = error;
  const reason = failed.cause instanceof Error ? failed.cause.message : 'unknown';
  const said = `a query failed: ${reason}`;
  return {
    type: error.name,
    message: error === failed ? said : `${message}: ${said}`,
    query: failed.query,
    stack: stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '',
  };
}

/** Logs as JSON lines, on stdout unless told otherwise, without secrets. */
export function createLogger(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  const paths = SECRET_FIELDS.flatMap((field) =>
    field.startsWith('[') ? [field, `*${field}`, `*.*${field}`] : [field, `*.${field}`, `*.*.${field}`],
  );
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: withoutValues },
      redact: { paths, censor: '[redacted]' },
      hooks: {
        streamWrite: withoutTokens,
      },
    },
    destination,
  );
}
