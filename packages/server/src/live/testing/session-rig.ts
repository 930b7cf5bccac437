import { createConversationFactory } from '../../conversation/index.js';
import { ToldKnowledge } from '../../conversation/testing/told-knowledge.js';
import { RenderPool } from '../../performer/index.js';
import { loudnessLips } from '../../performer/testing/loudness-lips.js';
import { workerUrl } from '../../threads.js';
import { LiveKitTransport } from '../../transports/livekit/index.js';
import type { TestRoom } from '../../transports/testing/room-servers.js';
import type { LiveSession, LiveSessionOptions } from '../port.js';
import { createLiveSessionFactory, type LiveSessionDeps } from '../session-factory.js';
import { toneVoice } from './tone-voice.js';

export const VIDEO = { width: 320, height: 240, fps: 25, codec: 'vp8', bitrateKbps: 500 } as const;
/** Three seconds of humming. */
export const LONG =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.';

/** Draws markers, whose colours tell what an avatar does. */
export function markerPool(): RenderPool {
  const stageModule = workerUrl(import.meta.url, '../../performer/testing/marker-stage.js');
  return new RenderPool({ threads: 1, stageModule });
}

/** An avatar of markers that hums, in mode 1, unless `options` say otherwise; nobody listens unless `deps` do. */
export async function createTestSession(
  { pool, room }: { pool: RenderPool; room: TestRoom },
  deps: Partial<LiveSessionDeps>,
  options: Partial<LiveSessionOptions>,
): Promise<LiveSession> {
  const factory = createLiveSessionFactory({
    renderPool: pool,
    createLipReader: loudnessLips,
    findPhones: async () => ({ phones: null }),
    createTransport: (where, video) =>
      new LiveKitTransport({ ...where, video, listVisible: () => room.visible() }),
    createConversation: createConversationFactory({
      languageModel: null,
      knowledge: new ToldKnowledge(),
      log: { warn() {} },
    }),
    recognizer: () => null,
    transcripts: { add() {} },
    onTurn: () => {},
    onBargeIn: () => {},
    findAvatar: async (id) => ({ avatar: { kind: 'presenter', id }, name: 'Ava' }),
    findVoice: (id) => toneVoice(id),
    ownVoices: () => ({ find: () => undefined, close: async () => {} }),
    loadBackground: async () => ({ kind: 'image', bytes: new Uint8Array(64) }),
    checkMediaUrl: async () => {},
    knowsKnowledge: async () => false,
    unknownVoice: 'fallback',
    defaultBackground: { kind: 'color', color: '#224466' },
    log: { warn: () => {} },
    ...deps,
  });
  return factory({
    sessionId: 's',
    accountId: 'a',
    room: { url: room.url, token: await room.token('avatar') },
    avatarId: 'marker',
    voiceId: 'ava',
    language: 'en',
    mode: 1,
    knowledgeId: null,
    prologue: '',
    voiceParams: {},
    video: VIDEO,
    ...options,
  });
}
