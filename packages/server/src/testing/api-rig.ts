import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BridgeOptions } from '@avatarium/bridge';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { Authenticator } from '../accounts/authenticator.js';
import { ensureInstallation } from '../accounts/installation.js';
import { KeyService } from '../accounts/key-service.js';
import { AvatarCatalog } from '../avatars/catalog.js';
import type { AvatarService } from '../avatars/service.js';
import { openAvatars } from '../composition/avatars.js';
import type { Settings } from '../config/settings.js';
import type { FileLibrary } from '../files/library.js';
import { type AppDeps, buildApp } from '../http/app.js';
import { ConsoleAccess } from '../http/console-access.js';
import { createOrigins } from '../http/origin.js';
import { sdkFiles } from '../http/routes/sdk.js';
import { createKnowledge } from '../knowledge/index.js';
import { presentModels } from '../models/present.js';
import { GuardedRelay, parseUrlAllowlist } from '../net/index.js';
import { RecentTurns } from '../observability/recent-turns.js';
import { createLocalJoins } from '../sessions/local-join.js';
import { createRequestRules, createUrlCheck } from '../sessions/rules.js';
import { SessionService } from '../sessions/service.js';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import type { SpeechSynthesizer, Voice } from '../speech/tts/port.js';
import type { Caller } from '../storage/account-port.js';
import type { Database } from '../storage/database.js';
import type { Storage } from '../storage/port.js';
import { SecretBox } from '../storage/secret-box.js';
import { openTemporaryStorage, type TemporaryStorage } from '../storage/testing/temporary-storage.js';
import { createTranscripts, type Transcripts } from '../transcripts/index.js';
import { openVendors, type Vendors } from '../vendors/accounts.js';
import { VoiceCatalog } from '../voices/catalog.js';
import { createSessionOpener } from '../worker/open-session.js';
import { FakeBridge } from '../worker/testing/fake-bridge.js';
import { FakeLiveSession } from '../worker/testing/fake-live-session.js';
import { SessionWorker } from '../worker/worker.js';
import { checkReplies } from './check-replies.js';

export const API_KEY = 'key-key-key-key-key-0001';
export const CLIENT_ID = 'client-client-client-001';

const VOICE: Omit<Voice, 'voiceId' | 'name' | 'gender'> = {
  locale: 'en-US',
  language: 'English',
  age: ['Young'],
  style: ['Clear'],
  scenario: ['Assistant'],
  previewText: 'Hello.',
  model: 'tone',
};

/** Two voices that hum for half a second, whatever they are to say. */
const hummer: SpeechSynthesizer = {
  name: 'hummer',
  voices: () => [
    { ...VOICE, voiceId: 'en-US-ava', name: 'Ava', gender: 'Female' },
    {
      ...VOICE,
      voiceId: 'en-GB-leo',
      name: 'Leo',
      gender: 'Male',
      locale: 'en-GB',
      age: ['Old'],
      style: ['Warm'],
    },
  ],
  canSpeak: () => true,
  async *synthesize({ text }) {
    yield { text, sampleRateHz: 16_000, pcm: new Int16Array(8000).fill(1000) };
  },
  close: async () => {},
};

export interface RigOptions {
  capacity?: number;
  maxQueued?: number;
  httpStatusMode?: AppDeps['httpStatusMode'];
  corsOrigins?: string[];
  publicUrl?: string;
  unknownVoice?: 'fallback' | 'reject';
  allowlist?: string;
  mediaProxy?: AppDeps['mediaProxy'];
  maxUploadMb?: number;
  maxStoredMb?: number;
  rates?: Partial<AppDeps['rates']>;
  trustedProxies?: string[];
  /** Settings of the vendors' accounts and of the bridge. */
  settings?: Parameters<typeof openVendors>[0] & Partial<Pick<Settings, 'DEFAULT_STREAM_TYPE'>>;
  /** The embedded database unless told otherwise. */
  openStorage?: () => Promise<Pick<TemporaryStorage, 'storage' | 'db' | 'dispose'>>;
}

/** An envelope whose `data` nobody has looked at yet. */
interface Reply {
  code: number;
  msg: string;
  data?: unknown;
}

/** The HTTP side over real storage and a real worker; only the avatars stay out of their rooms. */
export interface Rig extends Caller {
  app: FastifyInstance;
  clock: FakeClock;
  storage: Storage;
  /** What `storage` stands on, for questions in SQL. */
  db: Database;
  authenticator: Authenticator;
  console: ConsoleAccess;
  vendors: Vendors;
  /** What sessions have asked of the bridge. */
  bridged: BridgeOptions[];
  worker: SessionWorker;
  keys: KeyService;
  lives: FakeLiveSession[];
  rooms: Set<string>;
  avatarService: AvatarService;
  transcripts: Transcripts;
  turns: RecentTurns;
  files: FileLibrary;
  /** Folder of uploads and of the avatars' media. */
  filesDir: string;
  /** Folder of what has been decoded of videos. */
  framesFolder: string;
  /** Set to make the next avatars fail to start. */
  failNextStart(error: Error | null): void;
  /** Calls with the API key unless other headers are given. */
  get(url: string, headers?: Record<string, string>): Promise<Reply>;
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** Rejects when a reply was not as the API's document says. */
  dispose(): Promise<void>;
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const { storage, db, dispose } = await (options.openStorage ?? openTemporaryStorage)();
  const directory = await mkdtemp(join(tmpdir(), 'avatarium-rig-'));
  const filesDir = join(directory, 'files');
  const consoleDir = join(directory, 'console');
  await mkdir(consoleDir);
  await writeFile(join(consoleDir, 'index.html'), '<!doctype html><title>Console</title>');
  const clock = new FakeClock(Date.now());
  const box = new SecretBox(Buffer.from('a master key of this test alone'));
  const given = { apiKey: API_KEY, clientId: CLIENT_ID };
  const { account, key } = await ensureInstallation(storage, box, given, clock.nowMs());
  const log = pino({ level: 'silent' });
  const voices = new VoiceCatalog({ synthesizers: [hummer] });
  const avatars = new AvatarCatalog(
    [
      { id: 'ava', name: 'Ava', gender: 'Female' },
      { id: 'leo', name: 'Leo', gender: 'Male' },
    ],
    { dvp_Tristan_cloth2_1080P: 'leo' },
  );
  const access = {
    url: 'ws://127.0.0.1:1',
    apiKey: 'APItest',
    apiSecret: 'secret-secret-secret-secret-1234',
  };
  const lives: FakeLiveSession[] = [];
  const rooms = new Set<string>();
  let startError: Error | null = null;
  const allowlist = parseUrlAllowlist(options.allowlist ?? '');
  const { files, backgrounds, importer, avatarService, framesFolder } = await openAvatars(
    {
      MAX_UPLOAD_MB: options.maxUploadMb ?? 10,
      MAX_STORED_MB: options.maxStoredMb ?? 100,
      URL_ALLOWLIST: allowlist,
    },
    { storage, dataDir: directory, catalog: avatars, owner: 'rig', clock, log },
  );
  const knowledge = createKnowledge({
    store: storage.knowledge,
    clock,
    log,
    allowlist,
    readUpload: (accountId, id) => files.read(accountId, id).catch(() => null),
    tempDir: join(directory, 'knowledge'),
    owner: 'rig',
    installedAtMs: account.createdAt,
  });
  const transcripts = createTranscripts({
    store: storage.transcripts,
    sessions: storage.sessions,
    clock,
    log,
    retentionDays: 30,
  });
  const turns = new RecentTurns();
  const relay = new GuardedRelay({ allowlist });
  const vendors = openVendors(options.settings ?? {}, access.apiSecret);
  const bridged: BridgeOptions[] = [];
  const worker = new SessionWorker({
    ...createSessionOpener({
      access,
      rooms: {
        create: async (name) => void rooms.add(name),
        delete: async (name) => void rooms.delete(name),
        listVisible: async () => [],
      },
      createLiveSession(liveOptions) {
        const live = new FakeLiveSession(liveOptions, startError === null);
        if (startError) {
          live.refuse(startError);
        }
        lives.push(live);
        return live;
      },
      video: { width: 1280, height: 720, fps: 25, codec: 'vp8', bitrateKbps: 1500 },
      unseal: (sealed) => box.open(sealed),
      prologueOf: async (id) => (await knowledge.forConversations.brief(id))?.prologue ?? '',
      relay,
      vendors,
      openBridge(bridgeOptions) {
        bridged.push(bridgeOptions);
        return new FakeBridge(true);
      },
    }),
    sessions: storage.sessions,
    clock,
    log,
    owner: 'rig',
    capacity: options.capacity ?? 2,
    rules: { joinTimeoutMs: 120_000, goneTimeoutMs: 30_000 },
  });
  const origins = createOrigins(options.publicUrl, '127.0.0.1');
  const authenticator = new Authenticator(storage.apiKeys, box, clock, 3600);
  const console = new ConsoleAccess({
    store: storage.consoleSessions,
    authenticator,
    origins,
    clock,
    secure: false,
  });
  const sessions = new SessionService({
    sessions: storage.sessions,
    dispatcher: worker,
    clock,
    rules: createRequestRules({
      defaultStreamType: options.settings?.DEFAULT_STREAM_TYPE ?? 'livekit',
      defaultDurationS: 600,
      unknownVoice: options.unknownVoice ?? 'fallback',
      seal: (secret) => box.seal(secret),
      vendors,
      mayBeElevenLabs: (id) => /^[A-Za-z0-9]{20}$/.test(id),
      knowsKnowledge: (accountId, id) => knowledge.service.has(accountId, id),
      avatars,
      avatarService,
      voices,
      media: backgrounds,
      allowlist,
    }),
    access,
    vendors,
    maxLive: (options.capacity ?? 2) + (options.maxQueued ?? 1),
  });
  const keys = new KeyService({
    storage,
    box,
    clock,
    checkUrl: (field, url) => createUrlCheck(allowlist)(field, url, 'media'),
    endSessions: (keyId) => sessions.endOfKey(keyId),
  });
  const app = await buildApp({
    log,
    clock,
    httpStatusMode: options.httpStatusMode ?? 'compat',
    corsOrigins: options.corsOrigins ?? ['*'],
    tls: null,
    origins,
    authenticator,
    console,
    sessions,
    localJoins: createLocalJoins({ sessions: storage.sessions, access, vendors, clock }),
    sdk: sdkFiles(options.settings ?? {}),
    keys,
    trustedProxies: options.trustedProxies ?? [],
    rates: { perKey: null, refusedPerAddress: 300, ...options.rates },
    knowledge: knowledge.service,
    transcripts: transcripts.service,
    avatars,
    avatarService,
    files,
    voiceOf: (avatarId) => voices.defaultFor(avatarId).voiceId,
    poster: async () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
    voices,
    models: async () => ({
      models: await presentModels(join(directory, 'models'), []),
      speech: { recogniser: null, language_model: null, voices: null },
    }),
    turns,
    webhooks: { deliveries: storage.webhooks, wake: () => {} },
    installedAtMs: account.createdAt,
    about: { version: '0.0.0', video: { width: 1280, height: 720, fps: 25, codec: 'vp8' } },
    externalLivekitUrl: null,
    mediaProxy: options.mediaProxy ?? null,
    consoleDir: `${consoleDir}/`,
    isReady: () => true,
    refreshMetrics: async () => {},
  });
  const wrongReplies = checkReplies(app);
  await importer.start();
  await worker.start();
  await knowledge.start();
  const withKey = { 'x-api-key': API_KEY, host: 'localhost:8080' };
  return {
    app,
    clock,
    storage,
    db,
    account,
    key,
    authenticator,
    console,
    vendors,
    bridged,
    worker,
    keys,
    lives,
    rooms,
    avatarService,
    transcripts,
    turns,
    files,
    filesDir,
    framesFolder,
    failNextStart(error) {
      startError = error;
    },
    get: async (url, headers = withKey) => (await app.inject({ method: 'GET', url, headers })).json<Reply>(),
    post: async (url, body, headers = withKey) =>
      (await app.inject({ method: 'POST', url, headers, payload: body as object })).json<Reply>(),
    inject: async (injected) => app.inject(injected),
    async dispose() {
      await worker.drain('shutdown');
      await relay.close();
      await knowledge.close();
      await transcripts.close();
      await app.close();
      await importer.stop();
      await dispose();
      await rm(directory, { recursive: true, force: true });
      if (wrongReplies.length > 0) {
        throw new Error(`replies that are not as the document says:\n${wrongReplies.join('\n')}`);
      }
    },
  };
}
