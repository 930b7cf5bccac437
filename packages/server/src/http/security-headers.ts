import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What the console's page may load and reach. `connect` are origins beside our own, such as a LiveKit server's. */
export function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers that every reply carries. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  reply.header('x-frame-options', 'DENY');
  reply.header('referrer-policy', 'no-referrer');
  if (request.url.startsWith('/api/')) {
    // Replies carry tokens.
    reply.header('cache-control', 'no-store');
  }
  // Pictures and samples are shown on pages of the API's callers, and scripts run there.
  const isForEverybody = /^\/(?:media|sdk)\//.test(request.url);
  reply.header('cross-origin-resource-policy', isForEverybody ? 'cross-origin' : 'same-origin');
}

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => setSecurityHeaders(request, reply));
}
