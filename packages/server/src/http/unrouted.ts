import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type HttpStatusMode, sendError } from './envelope.js';
import { setSecurityHeaders } from './security-headers.js';

/**
 * Answers what the framework gives up on before it looks for a route: a path that cannot be decoded. No hook has
 * run, so what hooks set on other replies is set here, or a page could not read this one.
 */
export function answerUnrouted(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: { corsOrigins: string[]; httpStatusMode: HttpStatusMode },
): void {
  setSecurityHeaders(request, reply);
  const { origin, 'access-control-request-method': method } = request.headers;
  const isForAll = deps.corsOrigins.includes('*');
  const isAllowed = isForAll || (origin !== undefined && deps.corsOrigins.includes(origin));
  if (!isForAll) {
    reply.header('vary', 'Origin');
  }
  if (isAllowed) {
    reply.header('access-control-allow-origin', isForAll ? '*' : origin);
  }
  if (isAllowed && request.method === 'OPTIONS' && method !== undefined) {
    // The call itself is told what is wrong.
    reply
      .code(204)
      .header('access-control-allow-methods', method)
      .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '')
      .send();
    return;
  }
  sendError(error, request, reply, deps.httpStatusMode);
}
