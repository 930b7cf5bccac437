import type { Avatar, CreateSession, Session, StreamType, Voice } from '../api/types.js';
import type { StartPlan } from '../live/state.js';
import type { Catalog } from './useCatalog.js';

/** Everything that can be chosen before a start. Empty strings mean "as the presenter or the server has it". */
export interface Setup {
  avatarId: string;
  voiceId: string;
  /** What it is to know. */
  knowledgeId: string;
  mode: 1 | 2;
  streamType: StreamType;
  durationS: number;
  language: string;
  speed: number;
  backgroundUrl: string;
  /** Undefined: the console's own words for the mode. */
  greeting?: string;
}

export const defaultSetup: Setup = {
  avatarId: '',
  voiceId: '',
  knowledgeId: '',
  mode: 1,
  streamType: 'livekit',
  durationS: 600,
  language: '',
  speed: 1,
  backgroundUrl: '',
  greeting: undefined,
};

const KEY = 'avatarium.setup';

export function loadSetup(): Setup {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { ...defaultSetup, ...(typeof saved === 'object' ? saved : {}) };
  } catch {
    return defaultSetup;
  }
}

export const saveSetup = (setup: Setup): void => localStorage.setItem(KEY, JSON.stringify(setup));

/** Makes a choice for the studio's next start. */
export const chooseForStart = (part: Partial<Setup>): void => saveSetup({ ...loadSetup(), ...part });

/** A presenter that can go on stage now. */
export const isReady = (avatar: Avatar): boolean => avatar.available !== false && (avatar.status ?? 3) === 3;

/** The chosen presenter, or the first that is ready, when the choice is not there any more. */
export function chosenAvatar(setup: Setup, catalog: Catalog): Avatar | undefined {
  const ready = catalog.avatars.filter(isReady);
  return ready.find((avatar) => avatar.avatar_id === setup.avatarId) ?? ready[0];
}

/** Whether the presenter and the knowledge that were chosen are there; a catalogue may be older than the choice. */
export function hasChoice(catalog: Catalog, { avatarId, knowledgeId }: Setup): boolean {
  const hasAvatar = catalog.avatars.some((avatar) => avatar.avatar_id === avatarId && isReady(avatar));
  const hasKnowledge = catalog.knowledge.some(({ _id }) => _id === knowledgeId);
  return (avatarId === '' || hasAvatar) && (knowledgeId === '' || hasKnowledge);
}

/** The voice that will be heard: the chosen one, or the presenter's own. */
export function chosenVoice(setup: Setup, catalog: Catalog): Voice | undefined {
  const find = (id: string | null | undefined) => catalog.voices.find((voice) => voice.voice_id === id);
  return find(setup.voiceId) ?? find(chosenAvatar(setup, catalog)?.voice_id);
}

/** What the console says first in a session of this mode. */
export function defaultGreeting(mode: 1 | 2, name: string): string {
  return mode === 1
    ? `Hi, I am ${name}. It is good to see you! Type something, and I will say it.`
    : 'Hello! Who are you?';
}

/** The request and all that the session's page needs; undefined without a presenter. */
export function planStart(setup: Setup, catalog: Catalog): StartPlan | undefined {
  const avatar = chosenAvatar(setup, catalog);
  if (!avatar) return undefined;
  const voiceId = catalog.voices.some((voice) => voice.voice_id === setup.voiceId) ? setup.voiceId : '';
  const knowledgeId = catalog.knowledge.some(({ _id }) => _id === setup.knowledgeId) ? setup.knowledgeId : '';
  const request: CreateSession = {
    avatar_id: avatar.avatar_id,
    stream_type: setup.streamType,
    mode_type: setup.mode,
    duration: setup.durationS,
    ...(voiceId && { voice_id: voiceId }),
    ...(knowledgeId && { knowledge_id: knowledgeId }),
    ...(setup.language && { language: setup.language }),
    ...(setup.backgroundUrl.trim() && { background_url: setup.backgroundUrl.trim() }),
    ...(setup.speed !== 1 && { voice_params: { speed: setup.speed } }),
  };
  const greeting = setup.greeting ?? defaultGreeting(setup.mode, avatar.name);
  return { request, avatar, voice: chosenVoice(setup, catalog), greeting };
}

/** The plan of a session that was started elsewhere, so that it can be shown and started again. */
export function planOf(session: Session, catalog: Catalog): StartPlan | undefined {
  const avatar = catalog.avatars.find(({ avatar_id }) => avatar_id === session.avatar_id);
  if (!avatar) return undefined;
  const { avatar_id, voice_id, mode_type, duration, stream_type } = session;
  const request: CreateSession = { avatar_id, voice_id, mode_type, duration, stream_type };
  const voice = catalog.voices.find((known) => known.voice_id === voice_id);
  return { request, avatar, voice, greeting: defaultGreeting(mode_type, avatar.name) };
}
