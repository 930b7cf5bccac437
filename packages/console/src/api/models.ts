import type { MODELS_PATH, ModelList } from '@avatarium/contract';
import { call } from './client.js';

export type { Model, ModelList } from '@avatarium/contract';

const path: typeof MODELS_PATH = '/api/avatarium/v1/models';

/** What can be installed on the server, and what it speaks, listens and answers with now. */
export const listModels = (signal?: AbortSignal): Promise<ModelList> => call({ method: 'GET', path }, signal);
