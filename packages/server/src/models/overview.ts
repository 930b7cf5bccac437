import { type Catalogue, type CatalogueEntry, downloadBytes, thisSystem, withNeeds } from './catalogue.js';
import type { ModelStore } from './store.js';

/** A model as operators see it: what it is, and whether it is here. */
export interface ModelOverview {
  name: string;
  kind: CatalogueEntry['kind'];
  title: string;
  summary: string;
  licence: string;
  credit: string;
  languages: string[];
  needs: string[];
  installed: boolean;
  /** It can be installed on this system. */
  available: boolean;
  /** What pulling it would fetch now, with all that it needs and that is not here. */
  downloadBytes: number;
  /** What an operator types. */
  command: string;
}

/** All models of the catalogue. */
export async function modelsOverview(catalogue: Catalogue, store: ModelStore): Promise<ModelOverview[]> {
  const installed = new Set((await store.list()).map(({ name }) => name));
  return catalogue.models.map(({ name, kind, title, summary, licence, credit, languages, needs }) => {
    const missing = withNeeds(catalogue, name).filter((entry) => !installed.has(entry.name));
    return {
      name,
      kind,
      title,
      summary,
      licence,
      credit,
      languages,
      needs,
      installed: installed.has(name),
      available: withNeeds(catalogue, name).every((entry) => entry.systems?.includes(thisSystem()) ?? true),
      downloadBytes: missing.reduce((sum, entry) => sum + downloadBytes(entry), 0),
      command: `avatarium models pull ${name}`,
    };
  });
}
