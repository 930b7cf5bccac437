import { join } from 'node:path';

/** Where models are installed, by the settings. */
export function modelsFolder({ MODELS_DIR, DATA_DIR }: { MODELS_DIR?: string; DATA_DIR: string }): string {
  return MODELS_DIR ?? join(DATA_DIR, 'models');
}
