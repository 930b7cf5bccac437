import {
  LANGUAGE_LIST_PATH,
  languageList,
  VOICE_PATHS,
  voiceList,
  voiceListQuery,
  voiceListV3,
  voiceListV3Query,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { method: 'get', tag: 'Voices', authenticated: true, errors: [] } as const;

export const VOICE_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    path: VOICE_PATHS.list,
    operationId: 'listVoices',
    summary: 'List voices',
    query: voiceListQuery,
    reply: { data: voiceList, description: 'A page of voices' },
  },
  {
    ...shared,
    path: VOICE_PATHS.listV3,
    operationId: 'listVoicesV3',
    summary: 'List voices, by the older path',
    description: '`data` is the array itself.',
    query: voiceListV3Query,
    reply: { data: voiceListV3, description: 'A page of voices' },
  },
  {
    ...shared,
    path: LANGUAGE_LIST_PATH,
    operationId: 'listLanguages',
    summary: 'List languages',
    description: 'Languages that the voices speak: what `language` of a session may be.',
    reply: { data: languageList, description: 'All languages' },
  },
];
