import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { ApiError, type ModelList } from '@avatarium/contract';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../accounts/authenticator.js';
import type { KeyService } from '../accounts/key-service.js';
import type { AvatarCatalog } from '../avatars/catalog.js';
import type { Poster } from '../avatars/posters.js';
import type { AvatarService } from '../avatars/service.js';
import type { FileLibrary } from '../files/library.js';
import type { KnowledgeService } from '../knowledge/service.js';
import { endWith } from '../net/index.js';
import { metrics } from '../observability/metrics.js';
import type { RecentTurns } from '../observability/recent-turns.js';
import type { Clock } from '../sessions/clock.js';
import type { LocalJoins } from '../sessions/local-join.js';
import type { SessionService } from '../sessions/service.js';
import type { TranscriptService } from '../transcripts/service.js';
import type { VoiceCatalog } from '../voices/catalog.js';
import { type CallRates, createAuthenticate, createLimitKey } from './auth.js';
import type { ConsoleAccess } from './console-access.js';
import { serveConsole } from './console-files.js';
import { answerMalformed, type HttpStatusMode, sendError } from './envelope.js';
import { FailedLogins } from './failed-logins.js';
import { isMediaServerPath, type MediaProxy } from './media-proxy.js';
import type { Origins } from './origin.js';
import { RateLimits } from './rate-limits.js';
import { referenceRoutes } from './reference/routes.js';
import { recordRequests } from './request-log/recorder.js';
import { RequestLog } from './request-log/request-log.js';
import { avatarRoutes } from './routes/avatars.js';
import { consoleRoutes } from './routes/console.js';
import { fileRoutes } from './routes/files.js';
import { healthRoutes } from './routes/health.js';
import { keyRoutes } from './routes/keys.js';
import { knowledgeRoutes } from './routes/knowledge.js';
import { localJoinRoutes } from './routes/local-join.js';
import { mediaRoutes } from './routes/media.js';
import { modelRoutes } from './routes/models.js';
import { requestLogRoutes } from './routes/requests.js';
import { sdkRoutes } from './routes/sdk.js';
import { sessionRoutes } from './routes/sessions.js';
import { tokenRoutes } from './routes/token.js';
import { transcriptRoutes } from './routes/transcripts.js';
import { turnRoutes } from './routes/turns.js';
import { usageRoutes } from './routes/usage.js';
import { voiceRoutes } from './routes/voices.js';
import { type Webhooks, webhookRoutes } from './routes/webhooks.js';
import { addSecurityHeaders } from './security-headers.js';
import { simulating } from './simulation.js';
import { answerUnrouted } from './unrouted.js';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
/** Longer than proxies keep idle connections, or one of them now and then sends a request into a closing one. */
const KEEP_ALIVE_TIMEOUT_MS = 150_000;

export interface AppDeps {
  log: Logger;
  clock: Clock;
  httpStatusMode: HttpStatusMode;
  /** `['*']` or origins. */
  corsOrigins: string[];
  /** Addresses whose word on where a request came from is taken; empty for nobody's. */
  trustedProxies: string[];
  rates: CallRates;
  tls: { cert: Buffer; key: Buffer } | null;
  origins: Origins;
  authenticator: Authenticator;
  console: ConsoleAccess;
  sessions: SessionService;
  localJoins: LocalJoins;
  /** Scripts for pages, by name. */
  sdk: Parameters<typeof sdkRoutes>[1]['sdk'];
  keys: KeyService;
  knowledge: KnowledgeService;
  transcripts: TranscriptService;
  avatars: AvatarCatalog;
  avatarService: AvatarService;
  files: FileLibrary;
  voiceOf(avatarId: string): string;
  poster: Poster;
  voices: VoiceCatalog;
  /** The catalogue of local models, with what is installed, and what the server uses. */
  models(): Promise<ModelList>;
  turns: RecentTurns;
  webhooks: Webhooks;
  installedAtMs: number;
  about: Parameters<typeof consoleRoutes>[1]['about'];
  /** ws(s) URL of a media server that is not ours; null when callers reach ours through this port. */
  externalLivekitUrl: string | null;
  mediaProxy: MediaProxy | null;
  /** Folder of the built console. */
  consoleDir: string;
  isReady(): boolean;
  refreshMetrics(): Promise<void>;
}

/** One listener for everything: the media server's paths pass by the framework. */
function createListener(deps: AppDeps, handler: Parameters<typeof createHttpServer>[1]): Server {
  const onRequest: typeof handler = (request, response) => {
    if (deps.mediaProxy && isMediaServerPath(request.url)) {
      deps.mediaProxy.request(request, response);
    } else {
      handler?.(request, response);
    }
  };
  // Clients of the media server carry an offer in the query.
  const options = { maxHeaderSize: MAX_HEADER_BYTES };
  const server = deps.tls
    ? createHttpsServer({ ...options, ...deps.tls }, onRequest)
    : createHttpServer(options, onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (deps.mediaProxy && isMediaServerPath(request.url)) {
      deps.mediaProxy.upgrade(request, socket, head);
    } else {
      endWith(socket, '404 Not Found');
    }
  });
  return server as Server;
}

/** Bodies are JSON whatever they call themselves. */
function parseBodiesAsJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (typeof body === 'string' && body.trim() === '') {
      done(null, undefined);
      return;
    }
    parse(request, body as string, done);
  });
}

/** Builds the HTTP side of the server. Nothing listens yet. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('hex'),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: deps.trustedProxies.length > 0 ? deps.trustedProxies : false,
    // Every route says itself what it makes of an id that is none, however long.
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    clientErrorHandler: answerMalformed,
    frameworkErrors: (error, request, reply) => answerUnrouted(error, request, reply, deps),
    forceCloseConnections: true,
    return503OnClosing: false,
    serverFactory: (handler) => createListener(deps, handler),
  });
  parseBodiesAsJson(app);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, deps.httpStatusMode));
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.httpDuration.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    request.log.debug(
      { method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    );
  });
  addSecurityHeaders(app);
  await app.register(cookie);
  await app.register(cors, {
    origin: deps.corsOrigins.includes('*') ? '*' : deps.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
  });

  const { origins } = deps;
  const livekitUrl = (request: Parameters<Origins['websocketUrl']>[0]) =>
    deps.externalLivekitUrl ?? origins.websocketUrl(request);
  const { rates } = deps;
  const limits = new RateLimits(deps.clock);
  const limitKey = createLimitKey(limits, rates);
  const requestLog = new RequestLog();
  const { recording } = recordRequests(app, requestLog, () => deps.clock.nowMs());
  const authenticate = createAuthenticate(deps.authenticator, deps.console, { limits, rates, limitKey });
  const shared = { ...deps, authenticate: simulating(recording(authenticate), deps.clock), limitKey };
  const failedLogins = new FailedLogins(deps.clock);
  tokenRoutes(app, { ...shared, failedLogins });
  sessionRoutes(app, { ...shared, livekitUrl });
  localJoinRoutes(app, { ...shared, livekitUrl, limits });
  sdkRoutes(app, shared);
  usageRoutes(app, shared);
  knowledgeRoutes(app, shared);
  transcriptRoutes(app, shared);
  turnRoutes(app, shared);
  avatarRoutes(app, shared);
  await fileRoutes(app, shared);
  voiceRoutes(app, shared);
  modelRoutes(app, shared);
  mediaRoutes(app, shared);
  keyRoutes(app, shared);
  webhookRoutes(app, shared);
  requestLogRoutes(app, { ...shared, requestLog });
  consoleRoutes(app, { ...shared, failedLogins });
  healthRoutes(app, shared);
  referenceRoutes(app, shared);
  const sendConsolePage = await serveConsole(app, {
    root: deps.consoleDir,
    // The page's client looks at both schemes of the media server: a socket, and requests to validate.
    connectOrigins: (request) => {
      const url = new URL(livekitUrl(request));
      const own = [url.origin, url.origin.replace(/^ws/, 'http')];
      // An installed SDK finds its vendor's servers by itself, anywhere.
      const reachesVendor = ['agora.js', 'trtc.js'].some((name) => deps.sdk[name]?.path !== undefined);
      return reachesVendor ? [...own, 'https:', 'wss:'] : own;
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (sendConsolePage(request, reply)) {
      return;
    }
    if (request.url.startsWith('/assets/')) {
      reply.code(404).type('text/plain').send('Not found\n');
      return;
    }
    const path = request.url.split('?', 1)[0];
    sendError(
      new ApiError('contentNotFound', `There is nothing at ${path}`),
      request,
      reply,
      deps.httpStatusMode,
    );
  });
  return app;
}
