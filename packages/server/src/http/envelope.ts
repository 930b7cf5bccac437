import type { Duplex } from 'node:stream';
import { ApiError, ERRORS, SUCCESS_CODE } from '@avatarium/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { endWith } from '../net/index.js';
import { metrics } from '../observability/metrics.js';
import { cut } from './cut.js';

export type HttpStatusMode = 'compat' | 'strict';

/** A success. `data` is always there: an official client throws when the key is missing. */
export function success<T>(data: T): { code: number; msg: string; data: T } {
  return { code: SUCCESS_CODE, msg: 'OK', data };
}

/** A message repeats what was sent, which may be long. */
const MAX_MESSAGE_CHARS = 500;

/** What is wrong with a request before any route has seen it. */
const FASTIFY_ERRORS: Record<string, () => ApiError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => ApiError.parameter('body', 'is too large'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => ApiError.parameter('body', 'is not valid JSON'),
  FST_ERR_BAD_URL: () => ApiError.parameter('url', 'is not properly percent-encoded'),
  // No file can have such a name: too long, or with a NUL in it.
  FST_STATIC_FORBIDDEN_PATH: () => new ApiError('contentNotFound'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    ApiError.parameter('body', 'is not as long as Content-Length says'),
};

function asApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  const { code, statusCode, message } = error as FastifyError;
  const known = FASTIFY_ERRORS[code];
  if (known) {
    return known();
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return ApiError.parameter('request', message);
  }
  request.log.error({ err: error }, 'request failed');
  return new ApiError('processingError', `${ERRORS.processingError.message} (request id ${request.id})`);
}

/** HTTP that is none: nothing has been read that a route could answer. */
export function answerMalformed(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, problem } = MALFORMED[error.code ?? ''] ?? {
    status: '400 Bad Request',
    problem: 'request: is not valid HTTP',
  };
  endWith(socket, status, { code: ERRORS.invalidParameter.code, msg: problem, data: null });
}

const MALFORMED: Record<string, { status: string; problem: string }> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', problem: 'headers: are too long' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', problem: 'request: took too long to be sent' },
};

/** Answers with an error's envelope: the one place where errors get onto the wire. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  mode: HttpStatusMode,
): FastifyReply {
  const apiError = asApiError(error, request);
  metrics.apiErrors.inc({ code: apiError.code });
  if (apiError.kind === ERRORS.processingError) {
    request.log.warn({ code: apiError.code }, apiError.message);
  }
  return reply
    .code(mode === 'strict' ? apiError.kind.httpStatus : 200)
    .type('application/json; charset=utf-8')
    .send({ code: apiError.code, msg: messageOf(apiError, request), data: apiError.data ?? null });
}

function messageOf(error: ApiError, request: FastifyRequest): string {
  const { message } = error;
  const shown = cut(message, MAX_MESSAGE_CHARS);
  const isOurs = error.kind === ERRORS.processingError && !message.includes(request.id);
  return isOurs ? `${shown} (request id ${request.id})` : shown;
}
