import { VisemeStream } from '@avatarium/lipsync';
import { createConversationFactory } from '../conversation/index.js';
import type { Knowledge } from '../knowledge/index.js';
import { createLiveSessionFactory, loadDialogue } from '../live/index.js';
import { createRooms } from '../media/rooms.js';
import { GuardedRelay } from '../net/index.js';
import { countFrames } from '../observability/counted-frames.js';
import type { RecentTurns } from '../observability/recent-turns.js';
import { countBargeIn, countTurn } from '../observability/turn-delays.js';
import { AlignmentThread, RenderPool } from '../performer/index.js';
import type { TranscriptSink } from '../transcripts/port.js';
import { LiveKitTransport } from '../transports/livekit/index.js';
import { openVendors } from '../vendors/accounts.js';
import { createSessionOpener } from '../worker/open-session.js';
import { SessionWorker } from '../worker/worker.js';
import { createBridges } from './bridges.js';
import type { Cleanups } from './cleanups.js';
import type { Foundations } from './foundations.js';

/** The worker, whose avatars are drawn, speak and join LiveKit rooms. */
export function createWorker(
  foundations: Foundations,
  {
    knowledge,
    transcripts,
    turns,
  }: { knowledge: Knowledge; transcripts: TranscriptSink; turns: RecentTurns },
  cleanups: Cleanups,
): SessionWorker {
  const { settings, log, clock, box, storage, avatars, voices, speech, media, defaultBackground } =
    foundations;
  const rooms = createRooms(media.access);
  const renderPool = new RenderPool({ framesFolder: foundations.framesFolder });
  const relay = new GuardedRelay({ allowlist: settings.URL_ALLOWLIST });
  cleanups.add('ways to foreign rooms', () => relay.close());
  cleanups.add('renderers', () => renderPool.close());
  const bridges = createBridges(settings, log);
  cleanups.add('bridges', () => bridges?.close());
  const alignment = new AlignmentThread();
  cleanups.add('alignment of words', () => alignment.close());

  const createLiveSession = createLiveSessionFactory({
    renderPool,
    createLipReader: (sampleRateHz) => new VisemeStream(foundations.lipsync, { sampleRateHz }),
    findPhones: (chunk) => alignment.find(chunk),
    createTransport: (room, video) =>
      countFrames(
        new LiveKitTransport({
          ...room,
          video,
          // Only in rooms of our own may we ask.
          listVisible: room.url === media.access.url ? (name) => rooms.listVisible(name) : undefined,
          onWarning: (message) => log.warn(message),
        }),
      ),
    createConversation: createConversationFactory({
      languageModel: speech.languageModel,
      knowledge: knowledge.forConversations,
      log,
    }),
    transcripts,
    recognizer: (sttType) => speech.recognizer(sttType),
    onTurn(sessionId, timings) {
      countTurn(timings);
      turns.add(sessionId, {
        via: timings.via,
        answered_at: Date.now(),
        transcript_ms: timings.transcriptMs,
        first_token_ms: timings.firstTokenMs,
        first_audio_ms: timings.firstAudioMs,
        first_frame_ms: timings.firstFrameMs,
      });
    },
    onBargeIn: countBargeIn,
    async findAvatar(id, accountId) {
      const builtIn = avatars.find(id);
      if (builtIn) {
        return { avatar: { kind: 'presenter', id: builtIn.avatarId }, name: builtIn.name };
      }
      const { row, packPath } = await foundations.avatarService.ready(id, accountId);
      return { avatar: { kind: 'pack', path: packPath }, name: row.name };
    },
    findVoice: (id) => voices.find(id),
    ownVoices: (settings) => speech.ownVoices(settings),
    loadBackground: foundations.loadBackground,
    checkMediaUrl: foundations.backgrounds.check,
    knowsKnowledge: (accountId, id) => knowledge.service.has(accountId, id),
    unknownVoice: settings.UNKNOWN_VOICE,
    defaultBackground,
    log,
  });

  // What dialogues run on takes a second to load, which the first client should not wait for, nor the start.
  const loading = setTimeout(
    () => void loadDialogue().catch((error) => log.error(error, 'no dialogues')),
    500,
  );
  cleanups.add('loading of dialogues', () => clearTimeout(loading));

  return new SessionWorker({
    ...createSessionOpener({
      rooms,
      access: media.access,
      createLiveSession,
      video: {
        ...settings.VIDEO_SIZE,
        fps: settings.VIDEO_FPS,
        codec: settings.VIDEO_CODEC,
        bitrateKbps: settings.VIDEO_BITRATE_KBPS,
      },
      unseal: (sealed) => box.open(sealed),
      prologueOf: async (id) => (await knowledge.forConversations.brief(id))?.prologue ?? '',
      relay,
      vendors: openVendors(settings, media.access.apiSecret),
      openBridge(options) {
        if (!bridges) throw new Error('BRIDGE_BROWSER is not set');
        return bridges.open(options);
      },
    }),
    sessions: storage.sessions,
    clock,
    log,
    owner: foundations.workerId,
    capacity: settings.MAX_SESSIONS,
    rules: {
      joinTimeoutMs: settings.CLIENT_JOIN_TIMEOUT_S * 1000,
      goneTimeoutMs: settings.CLIENT_GONE_TIMEOUT_S * 1000,
    },
  });
}
