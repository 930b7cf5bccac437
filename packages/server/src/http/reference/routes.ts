import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type OpenApiDocument, openApiDocument } from '@avatarium/contract/openapi';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Origins } from '../origin.js';
import { contentSecurityPolicy } from '../security-headers.js';
import { PAGE, START } from './page.js';

/** Scalar's reference, as one script for browsers. */
const LIBRARY = new URL('js/standalone.js', import.meta.resolve('@scalar/fastify-api-reference'));

/** Not for shared caches: it names the server as this caller reaches it. */
const FIVE_MINUTES = 'private, max-age=300';
const ONE_DAY = 'public, max-age=86400';

function etagOf(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** Sends a body, or word that it has not changed. */
function sendCached(request: FastifyRequest, reply: FastifyReply, body: string | Buffer, etag: string) {
  reply.header('etag', etag);
  return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
}

/** Reads the library when it is first asked for. */
function libraryReader(): () => Promise<{ plain: Buffer; zipped: Buffer; etag: string }> {
  async function read() {
    const plain = await readFile(fileURLToPath(LIBRARY));
    return { plain, zipped: await promisify(gzip)(plain), etag: etagOf(plain) };
  }
  let reading: ReturnType<typeof read> | undefined;
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

/** The API's description, for programs at `/openapi.json` and for people at `/docs`. */
export function referenceRoutes(
  app: FastifyInstance,
  deps: { origins: Origins; about: { version: string } },
): void {
  const { origins, about } = deps;
  const library = libraryReader();

  let document: OpenApiDocument | undefined;
  app.get('/openapi.json', (request, reply) => {
    const url = origins.baseUrl(request);
    // Made once, since it takes long; callers differ in how they reach the server, and in nothing else.
    document ??= openApiDocument({ url, version: about.version });
    const body = JSON.stringify({
      ...document,
      servers: document.servers.map((server) => ({ ...server, url })),
    });
    reply.type('application/json; charset=utf-8').header('cache-control', FIVE_MINUTES);
    return sendCached(request, reply, body, etagOf(body));
  });

  app.get('/docs', (request, reply) => {
    const policy = contentSecurityPolicy([new URL(origins.baseUrl(request)).origin])
      // The library writes its styles into the page.
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cache-control', 'no-cache')
      .send(PAGE);
  });

  app.get('/docs/', (_request, reply) => reply.redirect('../docs', 301));

  app.get('/docs/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(START),
  );

  app.get('/docs/reference.js', async (request, reply) => {
    const { plain, zipped, etag } = await library();
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', ONE_DAY)
      .header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
      return sendCached(request, reply, plain, etag);
    }
    return sendCached(
      request,
      reply.header('content-encoding', 'gzip'),
      zipped,
      etag.replace(/"$/, '-gzip"'),
    );
  });
}
