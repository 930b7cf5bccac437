import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentSecurityPolicy } from './security-headers.js';

/** The built console, beside this package in the workspace. */
export const CONSOLE_DIR = fileURLToPath(new URL('../../../console/dist/', import.meta.url));

/** Names of built files carry a hash of what is in them. */
const HASHED = '/assets/';

/** True for a person's browser going to a page, which the console then shows by itself. */
function isNavigation(request: FastifyRequest): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !/^\/(?:api|media|sdk|assets|console|rtc|twirp)(?:[/?]|$)/.test(request.url) &&
    (request.headers.accept ?? '').includes('text/html')
  );
}

/**
 * Serves the console's files at the root. Returns what answers a navigation to a page of the console, and false
 * for any other request.
 */
export async function serveConsole(
  app: FastifyInstance,
  options: { root: string; connectOrigins(request: FastifyRequest): string[] },
): Promise<(request: FastifyRequest, reply: FastifyReply) => boolean> {
  if (!existsSync(options.root)) {
    app.log.warn({ path: options.root }, 'the console has not been built');
    return () => false;
  }
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('content-security-policy', contentSecurityPolicy(options.connectOrigins(request)))
      .header('cross-origin-opener-policy', 'same-origin')
      .header('permissions-policy', 'microphone=(self), camera=(self), geolocation=()')
      .header('cache-control', 'no-cache')
      .sendFile('index.html', { cacheControl: false });

  await app.register(fastifyStatic, {
    root: options.root,
    index: false,
    dotfiles: 'ignore',
    decorateReply: true,
    cacheControl: false,
    setHeaders(reply, path) {
      if (!path.endsWith('.html')) {
        const hashed =
          path.startsWith(options.root) && path.slice(options.root.length - 1).startsWith(HASHED);
        reply.header(
          'cache-control',
          hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
        );
      }
    },
  });
  app.get('/', (request, reply) => sendPage(request, reply));
  return (request, reply) => {
    if (!isNavigation(request)) {
      return false;
    }
    sendPage(request, reply);
    return true;
  };
}
