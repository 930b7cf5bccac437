import { useSyncExternalStore } from 'react';
import { createStore } from '../live/store.js';

const open = createStore<{ dialogs: readonly HTMLDialogElement[] }>({ dialogs: [] });

/** Notes that a modal dialog lies over everything else. Returns what says that it is gone. */
export function dialogOpened(dialog: HTMLDialogElement): () => void {
  open.set({ dialogs: [...open.get().dialogs, dialog] });
  return () => open.set({ dialogs: open.get().dialogs.filter((other) => other !== dialog) });
}

/** The topmost modal dialog. What lies outside of it is behind its backdrop, and can be neither used nor read out. */
export const useTopDialog = (): HTMLDialogElement | undefined =>
  useSyncExternalStore(open.subscribe, () => open.get().dialogs.at(-1));
