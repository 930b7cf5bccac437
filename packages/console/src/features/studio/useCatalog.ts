import { useCallback, useEffect, useState } from 'react';
import { listAvatars, listLanguages, listVoices } from '../../api/endpoints.js';
import { plainWords } from '../../api/errors.js';
import type { Avatar, Language, Voice } from '../../api/types.js';

export interface Catalog {
  avatars: Avatar[];
  voices: Voice[];
  languages: Language[];
}

export type CatalogState =
  | { state: 'loading' }
  | { state: 'failed'; why: string }
  | { state: 'ready'; catalog: Catalog };

/** What the server has to choose from, and a way to ask again. */
export function useCatalog(): [CatalogState, () => void] {
  const [result, setResult] = useState<CatalogState>({ state: 'loading' });
  const load = useCallback(async () => {
    setResult({ state: 'loading' });
    try {
      const [avatars, voices, languages] = await Promise.all([listAvatars(), listVoices(), listLanguages()]);
      setResult({ state: 'ready', catalog: { avatars, voices, languages } });
    } catch (error) {
      setResult({ state: 'failed', why: plainWords(error) });
    }
  }, []);
  useEffect(() => void load(), [load]);
  return [result, load];
}
