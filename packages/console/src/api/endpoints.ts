import type {
  AVATAR_PATHS,
  AvatarList,
  CONSOLE_PATHS,
  LANGUAGE_LIST_PATH,
  LanguageList,
  SESSION_PATHS,
  VOICE_PATHS,
  VoiceList,
} from '@avatarium/contract';
import { type ApiRequest, call } from './client.js';
import { queryOf } from './paths.js';
import type {
  Avatar,
  ConsoleMe,
  CreateSession,
  Language,
  Session,
  SessionList,
  SessionStatus,
  Voice,
} from './types.js';

// The contract's own constants, by type only: a value import would bring its schemas into the page.
const session: typeof SESSION_PATHS = {
  create: '/api/open/v4/liveAvatar/session/create',
  detail: '/api/open/v4/liveAvatar/session/detail',
  list: '/api/open/v4/liveAvatar/session/list',
  close: '/api/open/v4/liveAvatar/session/close',
};
const page: typeof CONSOLE_PATHS = {
  login: '/console/login',
  logout: '/console/logout',
  me: '/console/me',
};
const avatarList: (typeof AVATAR_PATHS)['list'] = '/api/open/v4/liveAvatar/avatar/list';
const voiceList: (typeof VOICE_PATHS)['list'] = '/api/open/v4/voice/list';
const languageList: typeof LANGUAGE_LIST_PATH = '/api/open/v3/language/list';

/** The requests that a reader may want to repeat from a shell. */
export const requests = {
  createSession: (body: CreateSession): ApiRequest => ({ method: 'POST', path: session.create, body }),
  sessionDetail: (id: string): ApiRequest => ({
    method: 'GET',
    path: `${session.detail}?id=${encodeURIComponent(id)}`,
  }),
  closeSession: (id: string): ApiRequest => ({ method: 'POST', path: session.close, body: { id } }),
};

export const me = (): Promise<ConsoleMe> => call({ method: 'GET', path: page.me });

/** @throws {ApiError} 1101 when the key is wrong. */
export const signIn = (apiKey: string): Promise<unknown> =>
  call({ method: 'POST', path: page.login, body: { apiKey } });

export const signOut = (): Promise<unknown> => call({ method: 'POST', path: page.logout, body: {} });

export const createSession = (body: CreateSession): Promise<Session> => call(requests.createSession(body));

export const sessionDetail = (id: string, signal?: AbortSignal): Promise<Session> =>
  call(requests.sessionDetail(id), signal);

export const closeSession = (id: string): Promise<unknown> => call(requests.closeSession(id));

/** One page, newest first. */
export const listSessions = (
  pageNumber: number,
  size: number,
  status?: SessionStatus,
  signal?: AbortSignal,
): Promise<SessionList> =>
  call({ method: 'GET', path: session.list + queryOf({ page: pageNumber, size, status }) }, signal);

export async function listAvatars(): Promise<Avatar[]> {
  return (await call<AvatarList>({ method: 'GET', path: `${avatarList}?page=1&size=100` })).result;
}

export async function listVoices(): Promise<Voice[]> {
  return (await call<VoiceList>({ method: 'GET', path: `${voiceList}?page=1&size=100` })).result;
}

export async function listLanguages(): Promise<Language[]> {
  return (await call<LanguageList>({ method: 'GET', path: languageList })).lang_list;
}
