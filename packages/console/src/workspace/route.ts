import { useSyncExternalStore } from 'react';

export const PAGE_NAMES = [
  'studio',
  'sessions',
  'avatars',
  'knowledge',
  'lipsync',
  'keys',
  'webhooks',
  'requests',
] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** Where the reader is: a page, and the one of its things that is looked at closely. */
export interface Route {
  page: PageName;
  /** The `x` of `#/keys/x`. */
  id?: string;
}

/** `#/keys/x` as a route; what is unknown leads to the studio. */
export function readRoute(hash: string): Route {
  const [name, id] = hash.replace(/^#\/?/, '').split('/');
  const page = PAGE_NAMES.find((known) => known === name) ?? 'studio';
  return id ? { page, id: decoded(id) } : { page };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page, or of one thing on it. */
export function hrefTo(page: PageName, id?: string): string {
  if (page === 'studio') return '#/';
  return id === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
}

export function goTo(page: PageName, id?: string): void {
  location.hash = hrefTo(page, id);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** The route now. */
export function useRoute(): Route {
  return readRoute(useSyncExternalStore(subscribe, () => location.hash));
}
