import type { Model } from '@avatarium/contract';
import { readCatalogue } from './catalogue.js';
import { modelsOverview } from './overview.js';
import { ModelStore } from './store.js';

/**
 * The catalogue as the API shows it.
 *
 * @param folder where models are installed
 * @param inUse names of those that this server speaks and listens with
 */
export async function presentModels(folder: string, inUse: readonly string[]): Promise<Model[]> {
  const models = await modelsOverview(readCatalogue(), new ModelStore(folder));
  return models.map(({ downloadBytes, needs: _, ...model }) => ({
    ...model,
    in_use: inUse.includes(model.name),
    download_bytes: downloadBytes,
  }));
}
