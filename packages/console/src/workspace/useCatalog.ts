import { useCallback, useEffect, useRef, useState } from 'react';
import { listAvatars, listLanguages, listVoices } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import { listKnowledge } from '../api/knowledge.js';
import type { Avatar, KnowledgeBase, Language, Voice } from '../api/types.js';
import { useToast } from '../ui/toast.js';

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
  /** `reloading`: there may be something new. It stays what it was until that has come, and if it does not come. */
  | ({ state: 'ready'; reloading: boolean } & Catalog);

/** The catalogue, and a way to ask again. Of several answers on their way the one that was asked for last counts. */
export function useCatalog(): [CatalogState, () => void] {
  const [catalog, setCatalog] = useState<CatalogState>({ state: 'loading' });
  const toast = useToast();
  const good = useRef<Catalog>(undefined);
  const latest = useRef(0);
  const load = useCallback(async () => {
    latest.current += 1;
    const mine = latest.current;
    setCatalog(good.current ? { state: 'ready', reloading: true, ...good.current } : { state: 'loading' });
    try {
      const [avatars, voices, languages, knowledge] = await Promise.all([
        listAvatars(),
        listVoices(),
        listLanguages(),
        listKnowledge({ page: 1, size: 100 }),
      ]);
      if (mine !== latest.current) return;
      good.current = { avatars, voices, languages, knowledge };
      setCatalog({ state: 'ready', reloading: false, ...good.current });
    } catch (error) {
      if (mine !== latest.current) return;
      const why = plainWords(error);
      if (good.current) toast({ title: 'The choices in the studio may be out of date', text: why });
      setCatalog(
        good.current ? { state: 'ready', reloading: false, ...good.current } : { state: 'failed', why },
      );
    }
  }, [toast]);
  useEffect(() => {
    void load();
    return () => {
      latest.current += 1;
    };
  }, [load]);
  return [catalog, load];
}
