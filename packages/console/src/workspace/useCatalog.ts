import { useCallback, useEffect, useState } from 'react';
import { listAvatars, listLanguages, listVoices } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import type { Avatar, Language, Voice } from '../api/types.js';

/** What the server has to choose from. */
export interface Catalog {
  avatars: Avatar[];
  voices: Voice[];
  languages: Language[];
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
      const [avatars, voices, languages] = await Promise.all([listAvatars(), listVoices(), listLanguages()]);
      setCatalog({ state: 'ready', avatars, voices, languages });
    } catch (error) {
      setCatalog({ state: 'failed', why: plainWords(error) });
    }
  }, []);
  useEffect(() => void load(), [load]);
  return [catalog, load];
}
