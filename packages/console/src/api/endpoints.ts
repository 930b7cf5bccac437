import { type ApiRequest, call } from './client.js';
import type { Avatar, CreateSession, Language, Me, Session, SessionStatus, Voice } from './types.js';

const V3 = '/api/open/v3';
const V4 = '/api/open/v4';

/** The requests that a reader may want to repeat from a shell. */
export const requests = {
  createSession: (body: CreateSession): ApiRequest => ({
    method: 'POST',
    path: `${V4}/liveAvatar/session/create`,
    body,
  }),
  sessionDetail: (id: string): ApiRequest => ({
    method: 'GET',
    path: `${V4}/liveAvatar/session/detail?id=${encodeURIComponent(id)}`,
  }),
  closeSession: (id: string): ApiRequest => ({
    method: 'POST',
    path: `${V4}/liveAvatar/session/close`,
    body: { id },
  }),
  listSessions: (page: number, size: number, status?: SessionStatus): ApiRequest => ({
    method: 'GET',
    path: `${V4}/liveAvatar/session/list?page=${page}&size=${size}${status ? `&status=${status}` : ''}`,
  }),
};

export const me = (): Promise<Me> => call<Me>({ method: 'GET', path: '/console/me' });

/** @throws {ApiError} 1101 when the key is wrong. */
export const signIn = (apiKey: string): Promise<unknown> =>
  call({ method: 'POST', path: '/console/login', body: { apiKey } });

export const signOut = (): Promise<unknown> => call({ method: 'POST', path: '/console/logout', body: {} });

export const createSession = (body: CreateSession, signal?: AbortSignal): Promise<Session> =>
  call<Session>(requests.createSession(body), signal);

export const sessionDetail = (id: string, signal?: AbortSignal): Promise<Session> =>
  call<Session>(requests.sessionDetail(id), signal);

export const closeSession = (id: string): Promise<unknown> => call(requests.closeSession(id));

export const listSessions = (
  page: number,
  size: number,
  status?: SessionStatus,
  signal?: AbortSignal,
): Promise<{ count: number; result: Session[] }> => call(requests.listSessions(page, size, status), signal);

export async function listAvatars(): Promise<Avatar[]> {
  const path = `${V4}/liveAvatar/avatar/list?page=1&size=100`;
  return (await call<{ result: Avatar[] }>({ method: 'GET', path })).result;
}

export async function listVoices(): Promise<Voice[]> {
  const path = `${V4}/voice/list?page=1&size=100`;
  return (await call<{ result: Voice[] }>({ method: 'GET', path })).result;
}

export async function listLanguages(): Promise<Language[]> {
  const path = `${V3}/language/list`;
  return (await call<{ lang_list: Language[] }>({ method: 'GET', path })).lang_list;
}
