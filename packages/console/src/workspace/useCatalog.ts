import { useCallback, useEffect, useState } from 'react';
import { listAvatars, listLanguages, listVoices } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import { listKnowledge } from '../api/knowledge.js';
import type { Avatar, KnowledgeBase, Language, Voice } from '../api/types.js';

/** What the server has to choose from. */
export interface Catalog {
  avatars: Avatar[];
  voices: Voice[];
  languages: Language[];
  knowledge: Pick<KnowledgeBase, '_id' | 'name'>[];
}

export type CatalogState =
  | { state: 'loading' }
  | { state: 'failed'; why: string }
  | ({ state: 'ready' } & Catalog);

/** The catalogue, and a way to ask again. */
export function useCatalog(): [CatalogState, () => void] {
  const [catalog, setCatalog] = useState<CatalogState>({ state: 'loading' });
  const load = useCallback(async () => {
    setCatalog({ state: 'loading' });
    try {
      const [avatars, voices, languages, knowledge] = await Promise.all([
        listAvatars(),
        listVoices(),
        listLanguages(),
        listKnowledge({ page: 1, size: 100 }),
      ]);
      setCatalog({ state: 'ready', avatars, voices, languages, knowledge });
    } catch (error) {
      setCatalog({ state: 'failed', why: plainWords(error) });
    }
  }, []);
  useEffect(() => void load(), [load]);
  return [catalog, load];
}
