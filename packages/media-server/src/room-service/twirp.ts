import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message, MessageType } from '@bufbuild/protobuf';
import { type Claims, requestToken, TokenError, type Tokens } from '../auth/tokens.js';

const PREFIX = '/twirp/livekit.RoomService/';
const MAX_BODY_BYTES = 1024 * 1024;

const STATUS: Record<TwirpCode, number> = {
  bad_route: 404,
  invalid_argument: 400,
  malformed: 400,
  not_found: 404,
  unauthenticated: 401,
  failed_precondition: 412,
  resource_exhausted: 429,
  internal: 500,
};

type TwirpCode =
  | 'bad_route'
  | 'invalid_argument'
  | 'malformed'
  | 'not_found'
  | 'unauthenticated'
  | 'failed_precondition'
  | 'resource_exhausted'
  | 'internal';

/** An error as the Twirp protocol (version 7) puts it on the wire. */
export class TwirpError extends Error {
  override readonly name = 'TwirpError';
  readonly code: TwirpCode;

  constructor(code: TwirpCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One remote procedure: reads a request body and carries it out. @throws TwirpError */
export type TwirpMethod = (body: Buffer, isProtobuf: boolean, claims: Claims) => Message;

/** Ties what a method does to the message it takes. */
export function twirpMethod<T extends Message<T>>(
  type: MessageType<T>,
  handle: (request: T, claims: Claims) => Message,
): TwirpMethod {
  return (body, isProtobuf, claims) => {
    let request: T;
    try {
      request = isProtobuf
        ? type.fromBinary(body)
        : type.fromJsonString(body.toString('utf8') || '{}', { ignoreUnknownFields: true });
    } catch {
      throw new TwirpError('malformed', 'the request body cannot be read');
    }
    return handle(request, claims);
  };
}

export interface TwirpService {
  methods: Record<string, TwirpMethod>;
}

/** Answers one Twirp call, in JSON or in protobuf as the caller speaks. */
export async function handleTwirp(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  tokens: Tokens,
  service: TwirpService,
): Promise<void> {
  const isProtobuf = request.headers['content-type']?.startsWith('application/protobuf') ?? false;
  try {
    const reply = await call(request, url, tokens, service, isProtobuf);
    response.setHeader('content-type', isProtobuf ? 'application/protobuf' : 'application/json');
    response
      .writeHead(200)
      .end(
        isProtobuf
          ? reply.toBinary()
          : reply.toJsonString({ useProtoFieldName: true, emitDefaultValues: true }),
      );
  } catch (error) {
    const known = error instanceof TwirpError ? error : undefined;
    const code = known?.code ?? (error instanceof TokenError ? 'unauthenticated' : 'internal');
    const msg = known?.message ?? (error instanceof TokenError ? error.message : 'internal error');
    response.setHeader('content-type', 'application/json');
    response.writeHead(STATUS[code]).end(JSON.stringify({ code, msg }));
  }
}

async function call(
  request: IncomingMessage,
  url: URL,
  tokens: Tokens,
  service: TwirpService,
  isProtobuf: boolean,
): Promise<Message> {
  const name = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : '';
  const method = Object.hasOwn(service.methods, name) ? service.methods[name] : undefined;
  if (request.method !== 'POST' || !method)
    throw new TwirpError('bad_route', `no such method: ${url.pathname}`);
  const claims = await tokens.verify(requestToken(request.headers.authorization, url.searchParams));
  return method(await readBody(request), isProtobuf, claims);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new TwirpError('malformed', 'the request body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
