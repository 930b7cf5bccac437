import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LiveSession } from './session.js';
import type { LiveState } from './state.js';

/** One for the whole page: a session goes on while another part of the page is looked at. */
export const LiveSessionContext = createContext<LiveSession | undefined>(undefined);

/** The page's session and its state now. */
export function useLiveSession(): { live: LiveSession; state: LiveState } {
  const live = useContext(LiveSessionContext);
  if (!live) throw new Error('useLiveSession needs a LiveSessionContext above it');
  return { live, state: useSyncExternalStore(live.store.subscribe, live.store.get) };
}
