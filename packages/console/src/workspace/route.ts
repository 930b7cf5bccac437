import { useSyncExternalStore } from 'react';

export type Route = 'studio' | 'sessions';

const read = (): Route => (location.hash === '#/sessions' ? 'sessions' : 'studio');

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export const href: Record<Route, string> = { studio: '#/', sessions: '#/sessions' };

export const useRoute = (): Route => useSyncExternalStore(subscribe, read);

export function goTo(route: Route): void {
  location.hash = href[route];
}
