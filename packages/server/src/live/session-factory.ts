import type { Background } from '@avatarium/puppet';
import type { LoadBackground } from '../backgrounds/loader.js';
import type { ConversationFactory } from '../conversation/index.js';
import type { LipReader, RenderPool, StageAvatar, WordLips } from '../performer/index.js';
import type { SpeechRecognizer } from '../speech/stt/port.js';
import type { TranscriptSink } from '../transcripts/port.js';
import type { Transport, VideoSettings } from '../transports/port.js';
import type { FoundVoice, OwnVoices } from '../voices/catalog.js';
import { RoomLiveSession } from './live-session.js';
import type { LiveSessionFactory, LiveSessionOptions, OwnElevenLabs } from './port.js';
import type { TurnTimings } from './turn-timings.js';

/** What live sessions are made of; the composition root says which. */
export interface LiveSessionDeps {
  renderPool: Pick<RenderPool, 'open'>;
  /** Reads lips off sound whose voice tells no phones. */
  createLipReader(sampleRateHz: number): LipReader;
  /** Finds the phones of speech whose voice tells when its words are said. */
  findPhones: WordLips['find'];
  createTransport(room: LiveSessionOptions['room'], video: VideoSettings): Transport;
  createConversation: ConversationFactory;
  /** Understands what clients say, by `stt_type`; null: microphones do nothing, and clients are told so. */
  recognizer(sttType?: string): SpeechRecognizer | null;
  transcripts: TranscriptSink;
  /** An avatar has begun to answer. */
  onTurn(sessionId: string, timings: TurnTimings): void;
  /** An avatar fell silent for a voice, so many milliseconds after the first sound of that voice had come. */
  onBargeIn(delayMs: number): void;
  /** Who an avatar id stands for, aliases and the account's own included. Rejects when there is none. */
  findAvatar(avatarId: string, accountId: string): Promise<{ avatar: StageAvatar; name: string }>;
  findVoice(voiceId: string): FoundVoice | undefined;
  /** Opens the voices of a caller's own account; the session closes them. */
  ownVoices(settings: OwnElevenLabs): OwnVoices;
  loadBackground: LoadBackground;
  /** True when the account may use a knowledge base of this id. */
  knowsKnowledge(accountId: string, id: string): Promise<boolean>;
  /** Throws RefusedUrlError for a URL that `loadBackground` would refuse. */
  checkMediaUrl(url: string, accountId: string): Promise<void>;
  unknownVoice: 'fallback' | 'reject';
  defaultBackground: Background;
  log: { warn(details: object, message: string): void };
}

/** Throws when the voice of the options is not installed. */
export function createLiveSessionFactory(deps: LiveSessionDeps): LiveSessionFactory {
  return (options) => {
    const own = options.elevenLabs ? deps.ownVoices(options.elevenLabs) : null;
    const findVoice = (id: string) => own?.find(id) ?? deps.findVoice(id);
    const voice = findVoice(options.voiceId);
    if (voice) return new RoomLiveSession(options, { ...deps, findVoice }, { voice, own });
    own?.close().catch((error) => deps.log.warn({ cause: String(error) }, 'own voices did not close'));
    throw new Error(`voice_id: no voice is called "${options.voiceId}"`);
  };
}
