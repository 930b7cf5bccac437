import type { KnowledgeBase } from '@avatarium/contract';

type SourceStatus = KnowledgeBase['docs'][number]['status'];
type Look = 'running' | 'waiting' | 'failed' | undefined;

export const SOURCE_WORDS: Record<SourceStatus, { label: string; look: Look }> = {
  1: { label: 'Waiting', look: 'waiting' },
  2: { label: 'Indexing', look: 'waiting' },
  3: { label: 'Ready', look: 'running' },
  4: { label: 'Failed', look: 'failed' },
};

export const isSystem = ({ from }: KnowledgeBase): boolean => from === 1;

const sourcesOf = ({ docs, url_states }: KnowledgeBase) => [...docs, ...url_states];

/** Documents or pages of it are still on their way into the index. */
export const isIndexing = (base: KnowledgeBase): boolean => sourcesOf(base).some(({ status }) => status < 3);

/** Something can be found in it. */
export const isSearchable = (base: KnowledgeBase): boolean =>
  isSystem(base) || sourcesOf(base).some(({ status }) => status === 3);

/** What its documents and pages come to, in a word or two. */
export function stateWords(base: KnowledgeBase): { label: string; look: Look } {
  if (isSystem(base)) return { label: 'Built in', look: undefined };
  const sources = sourcesOf(base);
  const count = (matches: (status: SourceStatus) => boolean) =>
    sources.filter(({ status }) => matches(status)).length;
  const [open, failed] = [count((status) => status < 3), count((status) => status === 4)];
  if (open > 0) return { label: `${open} to index`, look: 'waiting' };
  if (failed > 0) return { label: `${failed} failed`, look: 'failed' };
  return sources.length === 0 ? { label: 'Empty', look: undefined } : { label: 'Ready', look: 'running' };
}

const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;

/** `3 documents, 1 page`. */
export function contentWords(base: KnowledgeBase): string {
  if (isSystem(base)) return 'About this server';
  const parts = [
    base.docs.length > 0 && counted(base.docs.length, 'document'),
    base.urls.length > 0 && counted(base.urls.length, 'page'),
  ];
  return parts.filter(Boolean).join(', ') || '–';
}

export const totalBytes = ({ docs }: KnowledgeBase): number => docs.reduce((sum, { size }) => sum + size, 0);
