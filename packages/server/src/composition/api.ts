import type { FastifyInstance } from 'fastify';
import { Authenticator } from '../accounts/authenticator.js';
import { KeyService } from '../accounts/key-service.js';
import { createPosters } from '../avatars/posters.js';
import { buildApp } from '../http/app.js';
import { ConsoleAccess } from '../http/console-access.js';
import { CONSOLE_DIR } from '../http/console-files.js';
import { MediaProxy } from '../http/media-proxy.js';
import { createOrigins } from '../http/origin.js';
import { sdkFiles } from '../http/routes/sdk.js';
import type { KnowledgeService } from '../knowledge/service.js';
import { modelsFolder } from '../models/folder.js';
import { presentModels } from '../models/present.js';
import { metrics } from '../observability/metrics.js';
import type { RecentTurns } from '../observability/recent-turns.js';
import { createLocalJoins } from '../sessions/local-join.js';
import { createRequestRules, createUrlCheck } from '../sessions/rules.js';
import { SessionService } from '../sessions/service.js';
import { mayBeElevenLabs } from '../speech/tts/elevenlabs/index.js';
import type { TranscriptService } from '../transcripts/service.js';
import { openVendors } from '../vendors/accounts.js';
import type { SessionWorker } from '../worker/worker.js';
import type { Cleanups } from './cleanups.js';
import type { Foundations } from './foundations.js';
import { presentSpeech } from './speech.js';

export interface Api {
  app: FastifyInstance;
  sessions: SessionService;
  keys: KeyService;
  console: ConsoleAccess;
}

/** The HTTP side of the server; it does not listen yet. */
export async function createApi(
  foundations: Foundations,
  worker: SessionWorker,
  deps: {
    version: string;
    knowledge: KnowledgeService;
    transcripts: TranscriptService;
    turns: RecentTurns;
    cleanups: Cleanups;
    wakeWebhooks(): void;
    isReady(): boolean;
  },
): Promise<Api> {
  const { settings, log, clock, box, storage, installation, avatars, voices, media, tls } = foundations;
  const { avatarService, files, speech } = foundations;
  const origins = createOrigins(settings.PUBLIC_URL, settings.HOST);
  const authenticator = new Authenticator(storage.apiKeys, box, clock, settings.TOKEN_TTL_S);
  const secure = tls !== null || (settings.PUBLIC_URL ?? '').startsWith('https:');
  const console = new ConsoleAccess({
    store: storage.consoleSessions,
    authenticator,
    origins,
    clock,
    secure,
  });
  const vendors = openVendors(settings, media.access.apiSecret);
  const sessions = new SessionService({
    sessions: storage.sessions,
    dispatcher: worker,
    clock,
    rules: createRequestRules({
      defaultStreamType: settings.DEFAULT_STREAM_TYPE,
      defaultDurationS: settings.DEFAULT_DURATION_S,
      unknownVoice: settings.UNKNOWN_VOICE,
      seal: (secret) => box.seal(secret),
      vendors,
      mayBeElevenLabs,
      knowsKnowledge: (accountId, id) => deps.knowledge.has(accountId, id),
      avatars,
      avatarService,
      voices,
      media: foundations.backgrounds,
      allowlist: settings.URL_ALLOWLIST,
    }),
    access: media.access,
    vendors,
    maxLive: settings.MAX_SESSIONS + settings.MAX_QUEUED,
  });
  const checkUrl = createUrlCheck(settings.URL_ALLOWLIST);
  const keys = new KeyService({
    storage,
    box,
    clock,
    checkUrl: (field, url) => checkUrl(field, url, 'media'),
    endSessions: (keyId) => sessions.endOfKey(keyId),
  });
  const mediaProxy = media.embeddedPort === null ? null : new MediaProxy(media.embeddedPort);
  const app = await buildApp({
    log,
    clock,
    httpStatusMode: settings.HTTP_STATUS_MODE,
    corsOrigins: settings.CORS_ORIGINS,
    trustedProxies: settings.TRUSTED_PROXIES,
    rates: {
      perKey: settings.KEY_RATE_PER_MINUTE ?? null,
      refusedPerAddress: settings.REFUSED_RATE_PER_MINUTE,
    },
    tls,
    origins,
    authenticator,
    console,
    sessions,
    localJoins: createLocalJoins({
      sessions: storage.sessions,
      access: media.access,
      vendors,
      clock,
    }),
    sdk: sdkFiles(settings),
    keys,
    knowledge: deps.knowledge,
    transcripts: deps.transcripts,
    avatars,
    avatarService,
    files,
    voiceOf: (avatarId) => voices.defaultFor(avatarId).voiceId,
    poster: createPosters(foundations.defaultBackground),
    voices,
    models: async () => ({
      models: await presentModels(modelsFolder(settings), await speech.localModels()),
      speech: presentSpeech(speech),
    }),
    turns: deps.turns,
    webhooks: { deliveries: storage.webhooks, wake: deps.wakeWebhooks },
    installedAtMs: installation.account.createdAt,
    about: {
      version: deps.version,
      video: { ...settings.VIDEO_SIZE, fps: settings.VIDEO_FPS, codec: settings.VIDEO_CODEC },
    },
    externalLivekitUrl: media.embeddedPort === null ? media.access.url : null,
    mediaProxy,
    consoleDir: CONSOLE_DIR,
    isReady: deps.isReady,
    async refreshMetrics() {
      const counts = await storage.sessions.countByStatus();
      for (const status of [1, 2, 3, 4]) {
        metrics.sessions.set({ status }, counts.get(status) ?? 0);
      }
      metrics.sessionsHeld.set(worker.heldCount);
    },
  });
  deps.cleanups.add('http', async () => {
    mediaProxy?.close();
    await app.close();
  });
  return { app, sessions, keys, console };
}
