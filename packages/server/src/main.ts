import type { Server } from 'node:http';
import { join } from 'node:path';
import { PRESENTERS } from '@avatarium/puppet';
import type { Logger } from 'pino';
import { Authenticator } from './accounts/authenticator.js';
import { ensureInstallation } from './accounts/installation.js';
import { AvatarCatalog } from './avatars/catalog.js';
import { createPosters } from './avatars/posters.js';
import { Cleanups } from './cleanups.js';
import { readBackground } from './config/background.js';
import { openDataDir, readWorkerId } from './config/data-dir.js';
import type { Settings } from './config/settings.js';
import { StartError } from './config/start-error.js';
import { createConversation } from './conversation/index.js';
import { buildApp } from './http/app.js';
import { ConsoleAccess } from './http/console-access.js';
import { CONSOLE_DIR } from './http/console-files.js';
import { listening, readTls, requireFreePort } from './http/listen.js';
import { MediaProxy } from './http/media-proxy.js';
import { createOrigins } from './http/origin.js';
import { createLiveSessionFactory } from './live/index.js';
import { openMediaServer } from './media/access.js';
import { createRooms } from './media/rooms.js';
import { checkUrl, guardedFetch, guardedPost } from './net/index.js';
import { metrics } from './observability/metrics.js';
import { RenderPool } from './performer/index.js';
import { systemClock } from './sessions/clock.js';
import { createRequestRules } from './sessions/rules.js';
import { SessionService } from './sessions/service.js';
import { createFliteSynthesizer } from './speech/tts/flite/index.js';
import { KeptSecrets } from './storage/kept-secrets.js';
import { openPgliteStorage } from './storage/pglite.js';
import type { Storage } from './storage/port.js';
import { openPostgresStorage } from './storage/postgres.js';
import { openSecretBox } from './storage/secret-box.js';
import { LiveKitTransport } from './transports/livekit/index.js';
import { VoiceCatalog } from './voices/catalog.js';
import { WebhookCourier } from './webhooks/courier.js';
import { createSessionOpener } from './worker/open-session.js';
import { SessionWorker } from './worker/worker.js';

/** Serves the avatar id that nearly every sample of the API uses. */
const SAMPLE_AVATAR_ID = 'dvp_Tristan_cloth2_1080P';
const WEBHOOK_TIMEOUT_MS = 10_000;
const BACKGROUND_LIMITS = { maxBytes: 20 * 1024 * 1024, timeoutMs: 15_000, types: ['image/'] };

export interface RunningServer {
  baseUrl: string;
  /** Signs a browser in, once. */
  signInUrl: string;
  /** Credentials made at this start. */
  made: { apiKey?: string; clientId?: string };
  dataDir: string;
  /** Resolves to the reason when the server cannot go on. */
  broken: Promise<Error>;
  /** Ends all sessions for this reason, and frees everything. */
  stop(reason: 'shutdown' | 'failed'): Promise<void>;
}

export interface StartContext {
  log: Logger;
  version: string;
  /** True to keep the database in memory, whatever the settings say. */
  inMemory?: boolean;
}

/**
 * Builds the server out of its parts and starts it: the one place that chooses what stands behind each port.
 *
 * @throws StartError when a setting or the machine does not allow it
 */
export async function startServer(settings: Settings, context: StartContext): Promise<RunningServer> {
  const cleanups = new Cleanups();
  try {
    return await compose(settings, context, cleanups);
  } catch (error) {
    await cleanups.run(context.log);
    throw error;
  }
}

function openCatalog(settings: Settings): AvatarCatalog {
  const male = PRESENTERS.find(({ gender }) => gender === 'Male') ?? PRESENTERS[0];
  const sample: Record<string, string> = male ? { [SAMPLE_AVATAR_ID]: male.id } : {};
  try {
    return new AvatarCatalog(PRESENTERS, { ...sample, ...settings.AVATAR_ALIASES });
  } catch (error) {
    throw new StartError(`AVATAR_ALIASES: ${error instanceof Error ? error.message : error}`, 2);
  }
}

function openStorage(
  { DATABASE_URL: url }: Settings,
  dataDir: string,
  onLost: (error: Error) => void,
): Promise<Storage> {
  return url === undefined ? openPgliteStorage(join(dataDir, 'database'), onLost) : openPostgresStorage(url);
}

async function compose(
  settings: Settings,
  { log, version, inMemory = false }: StartContext,
  cleanups: Cleanups,
): Promise<RunningServer> {
  const clock = systemClock;
  let breakDown: (error: Error) => void = () => {};
  const broken = new Promise<Error>((resolve) => {
    breakDown = resolve;
  });

  const avatars = openCatalog(settings);
  const defaultBackground = readBackground(settings.DEFAULT_BACKGROUND);
  const { TLS_CERT, TLS_KEY } = settings;
  const tls = TLS_CERT !== undefined && TLS_KEY !== undefined ? readTls(TLS_CERT, TLS_KEY) : null;
  await requireFreePort(settings.HOST, settings.PORT);
  const dataDir = openDataDir(settings.DATA_DIR);
  cleanups.add('data folder', () => dataDir.release());
  const box = openSecretBox(dataDir.path, settings.SECRET_KEY);

  const [storage, synthesizer] = await Promise.all([
    (inMemory ? openPgliteStorage(null, breakDown) : openStorage(settings, dataDir.path, breakDown)).then(
      (opened) => {
        cleanups.add('storage', () => opened.close());
        return opened;
      },
    ),
    createFliteSynthesizer().then((opened) => {
      cleanups.add('voices', () => opened.close());
      return opened;
    }),
  ]);
  const secrets = new KeptSecrets(storage.secrets, box);
  const workerId = readWorkerId(dataDir.path);
  const voices = new VoiceCatalog([synthesizer]);
  const { account, key, made } = await ensureInstallation(
    storage,
    box,
    { apiKey: settings.API_KEY, clientId: settings.CLIENT_ID },
    clock.nowMs(),
  );
  const media = await openMediaServer(settings, { secrets, log, onLost: breakDown });
  cleanups.add('media server', () => media.close());

  const renderPool = new RenderPool();
  cleanups.add('renderers', () => renderPool.close());
  const allowlist = settings.URL_ALLOWLIST;
  const video = {
    ...settings.VIDEO_SIZE,
    fps: settings.VIDEO_FPS,
    codec: settings.VIDEO_CODEC,
    bitrateKbps: settings.VIDEO_BITRATE_KBPS,
  };
  const createLiveSession = createLiveSessionFactory({
    renderPool,
    createTransport: (room, videoSettings) =>
      new LiveKitTransport({ ...room, video: videoSettings, onWarning: (message) => log.warn(message) }),
    createConversation,
    findAvatar(id) {
      const avatar = avatars.find(id);
      if (!avatar) {
        throw new Error(`there is no avatar "${id}"`);
      }
      return { presenterId: avatar.avatarId, name: avatar.name };
    },
    findVoice: (id) => voices.find(id),
    fetchMedia: (url) => guardedFetch(url, { ...BACKGROUND_LIMITS, allowlist }),
    checkMediaUrl: (url) => checkUrl(url, { schemes: ['http:', 'https:'], allowlist }),
    unknownVoice: settings.UNKNOWN_VOICE,
    defaultBackground,
    log,
  });
  const worker = new SessionWorker({
    ...createSessionOpener({
      rooms: createRooms(media.access),
      access: media.access,
      createLiveSession,
      video,
      unseal: (sealed) => box.open(sealed),
    }),
    sessions: storage.sessions,
    clock,
    log,
    owner: workerId,
    capacity: settings.MAX_SESSIONS,
    rules: {
      joinTimeoutMs: settings.CLIENT_JOIN_TIMEOUT_S * 1000,
      goneTimeoutMs: settings.CLIENT_GONE_TIMEOUT_S * 1000,
    },
  });

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
  const mediaProxy = media.embeddedPort === null ? null : new MediaProxy(media.embeddedPort);
  const sessions = new SessionService({
    sessions: storage.sessions,
    dispatcher: worker,
    clock,
    rules: createRequestRules({
      defaultStreamType: settings.DEFAULT_STREAM_TYPE,
      defaultDurationS: settings.DEFAULT_DURATION_S,
      unknownVoice: settings.UNKNOWN_VOICE,
      seal: (secret) => box.seal(secret),
      avatars,
      voices,
      allowlist,
    }),
    access: media.access,
    maxLive: settings.MAX_SESSIONS + settings.MAX_QUEUED,
  });
  const courier = new WebhookCourier({
    webhooks: storage.webhooks,
    clock,
    log,
    unseal: (sealed) => box.open(sealed),
    post: (url, envelope, signal) =>
      guardedPost(url, envelope, { allowlist, timeoutMs: WEBHOOK_TIMEOUT_MS, signal }),
  });
  let ready = false;
  const app = await buildApp({
    log,
    clock,
    httpStatusMode: settings.HTTP_STATUS_MODE,
    corsOrigins: settings.CORS_ORIGINS,
    tls,
    origins,
    authenticator,
    console,
    sessions,
    avatars,
    voiceOf: (avatarId) => voices.defaultFor(avatarId).voiceId,
    poster: createPosters(defaultBackground),
    voices,
    webhooks: { deliveries: storage.webhooks, wake: () => void courier.wake() },
    installedAtMs: account.createdAt,
    about: { version, video },
    externalLivekitUrl: media.embeddedPort === null ? media.access.url : null,
    mediaProxy,
    consoleDir: CONSOLE_DIR,
    isReady: () => ready,
    async refreshMetrics() {
      const counts = await storage.sessions.countByStatus();
      for (const status of [1, 2, 3, 4]) {
        metrics.sessions.set({ status }, counts.get(status) ?? 0);
      }
      metrics.sessionsHeld.set(worker.heldCount);
    },
  });
  cleanups.add('http', async () => {
    mediaProxy?.close();
    await app.close();
  });
  await worker.start();
  courier.start();
  cleanups.add('webhooks', () => courier.stop());
  await listening(
    () => app.listen({ host: settings.HOST, port: settings.PORT }),
    settings.HOST,
    settings.PORT,
  );
  ready = true;
  // The voice list tells how long the samples are; nobody should wait for that.
  for (const { voiceId } of voices.list()) {
    voices.previewWav(voiceId).catch((error) => log.warn({ err: error }, 'a voice sample could not be made'));
  }

  const baseUrl =
    settings.PUBLIC_URL ?? shownUrl(settings.HOST, portOf(app.server) ?? settings.PORT, tls !== null);
  return {
    baseUrl,
    signInUrl: `${baseUrl}/console/login?code=${console.makeCode(key.id)}`,
    made,
    dataDir: dataDir.path,
    broken,
    async stop(reason) {
      ready = false;
      sessions.stopAccepting();
      await worker.drain(reason);
      const endedAt = clock.nowMs();
      await storage.sessions
        .endQueued({ status: reason === 'failed' ? 4 : 3, endReason: reason, endedAt })
        .catch((error) => log.error({ err: error }, 'ending the queue failed'));
      await cleanups.run(log);
    },
  };
}

function portOf(server: Server): number | null {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? null) : null;
}

/** A URL that works on this machine: every address includes the local one. */
function shownUrl(host: string, port: number, secure: boolean): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${secure ? 'https' : 'http'}://${name}:${port}`;
}
