import type { KnowledgeBase } from '@avatarium/contract';
import { useSyncExternalStore } from 'react';
import { createStore } from '../../live/store.js';
import { holdPage } from '../../upload/leave-guard.js';

export type Texts = Pick<KnowledgeBase, 'name' | 'prologue' | 'prompt'>;
export type Draft = Readonly<Partial<Texts>>;

const NAMES = ['name', 'prologue', 'prompt'] as const;
const NOTHING: Draft = {};

/** What was written and not saved, by knowledge base: it is there again when its page is. */
const drafts = createStore<{ byBase: ReadonlyMap<string, Draft> }>({ byBase: new Map() });
let letGo: (() => void) | undefined;

function setAll(byBase: ReadonlyMap<string, Draft>): void {
  drafts.set({ byBase });
  if (byBase.size > 0) letGo ??= holdPage();
  else {
    letGo?.();
    letGo = undefined;
  }
}

export const draftOf = (id: string): Draft => drafts.get().byBase.get(id) ?? NOTHING;

export const useDraft = (id: string): Draft => useSyncExternalStore(drafts.subscribe, () => draftOf(id));

/** As long as there is a draft, the browser asks before it leaves the page. */
export function keepDraft(id: string, draft: Draft): void {
  const byBase = new Map(drafts.get().byBase);
  if (Object.keys(draft).length === 0) byBase.delete(id);
  else byBase.set(id, draft);
  setAll(byBase);
}

/** Drops what has been saved; what was written in the meantime stays. */
export function dropSaved(id: string, saved: Draft): void {
  keepDraft(
    id,
    pick(draftOf(id), (name, text) => text !== saved[name]),
  );
}

export const forgetDrafts = (): void => setAll(new Map());

/** What of a draft differs from what is saved. */
export const changesIn = (draft: Draft, saved: Texts): Draft =>
  pick(draft, (name, text) => text !== saved[name]);

function pick(draft: Draft, wanted: (name: keyof Texts, text: string) => boolean): Draft {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const text = draft[name];
      return text !== undefined && wanted(name, text) ? [[name, text]] : [];
    }),
  );
}
