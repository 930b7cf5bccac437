import { MODELS_PATH, modelList } from '../../rest/index.js';
import type { Operation } from '../operation.js';

export const MODEL_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    tag: 'Voices',
    authenticated: true,
    errors: [],
    path: MODELS_PATH,
    operationId: 'listModels',
    summary: 'List local models',
    description:
      'Natural voices and speech recognisers that the operator can install on the server, and which of them are; and what the server speaks, listens and answers with now.',
    reply: { data: modelList, description: 'The catalogue' },
  },
];
