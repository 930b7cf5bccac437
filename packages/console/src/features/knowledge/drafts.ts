import type { KnowledgeBase } from '@avatarium/contract';

export type Texts = Pick<KnowledgeBase, 'name' | 'prologue' | 'prompt'>;

/** What was written and not saved, by knowledge base: it is there again when its page is. */
const drafts = new Map<string, Partial<Texts>>();

export const draftOf = (id: string): Partial<Texts> => drafts.get(id) ?? {};

export function keepDraft(id: string, draft: Partial<Texts>): void {
  if (Object.keys(draft).length === 0) drafts.delete(id);
  else drafts.set(id, draft);
}

/** What of a draft differs from what is saved. */
export function changesIn(draft: Partial<Texts>, saved: Texts): Partial<Texts> {
  const names = ['name', 'prologue', 'prompt'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = draft[name];
      return text !== undefined && text !== saved[name] ? [[name, text]] : [];
    }),
  );
}
