import {
  LANGUAGE_LIST_PATH,
  VOICE_PATHS,
  VOICE_TYPE,
  type Voice,
  type VoiceListQuery,
  voiceListQuery,
  voiceListV3Query,
} from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Voice as SpokenVoice } from '../../speech/tts/port.js';
import type { AccountRow } from '../../storage/account-port.js';
import { type VoiceCatalog, voiceObjectId } from '../../voices/catalog.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import type { Origins } from '../origin.js';
import { validate } from '../validate.js';
import { previewPath } from './media.js';

/** Status of a voice that can be used. */
const VOICE_READY = 3;

function includes(values: readonly string[], wanted: string | undefined): boolean {
  return (
    wanted === undefined || wanted.split(',').some((one) => values.some((value) => equal(value, one.trim())))
  );
}

function typeOf({ custom }: SpokenVoice) {
  return custom ? VOICE_TYPE.custom : VOICE_TYPE.builtIn;
}

function equal(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function matches(voice: SpokenVoice, query: VoiceListQuery): boolean {
  return (
    (query.type === undefined || query.type === typeOf(voice)) &&
    query.support_stream !== '0' &&
    query.support_stream !== 'false' &&
    includes(voice.style, query.style) &&
    includes(voice.age, query.age) &&
    includes(voice.scenario, query.scenario) &&
    (query.gender === undefined || equal(voice.gender, query.gender)) &&
    (query.language === undefined ||
      equal(voice.language, query.language) ||
      equal(voice.locale, query.language)) &&
    (query.name === undefined || voice.name.toLowerCase().includes(query.name.toLowerCase()))
  );
}

export function voiceRoutes(
  app: FastifyInstance,
  deps: {
    authenticate: Authenticate;
    voices: VoiceCatalog;
    origins: Origins;
    /** When this installation got its built-in voices, milliseconds since 1970. */
    installedAtMs: number;
  },
): void {
  const { authenticate, voices, origins, installedAtMs } = deps;

  async function present(voice: SpokenVoice, account: AccountRow, request: FastifyRequest): Promise<Voice> {
    const durationMs = await voices.previewMs(voice);
    return {
      _id: voiceObjectId(voice.voiceId),
      uid: account.uid,
      team_id: account.id,
      voice_id: voice.voiceId,
      type: typeOf(voice),
      gender: voice.gender,
      language: voice.language,
      locale: voice.locale,
      name: voice.name,
      preview: voice.sampleUrl ?? `${origins.baseUrl(request)}${previewPath(voice.voiceId)}`,
      text: voice.previewText,
      duration: durationMs,
      status: VOICE_READY,
      create_time: installedAtMs,
      update_time: installedAtMs,
      style: voice.style,
      scenario: voice.scenario,
      age: voice.age,
      support_stream: true,
      voice_model_name: voice.model,
      deduction_credit: 0,
    };
  }

  app.get(VOICE_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    const query = validate(voiceListQuery, request.query);
    const { page, size } = query;
    const found = voices.list().filter((voice) => matches(voice, query));
    const shown = found.slice((page - 1) * size, page * size);
    const result = await Promise.all(shown.map((voice) => present(voice, account, request)));
    return success({ result, count: found.length, page, size });
  });

  app.get(VOICE_PATHS.listV3, async (request) => {
    const { account } = await authenticate(request);
    const { page, size } = validate(voiceListV3Query, request.query);
    const shown = voices.list().slice((page - 1) * size, page * size);
    return success(await Promise.all(shown.map((voice) => present(voice, account, request))));
  });

  app.get(LANGUAGE_LIST_PATH, async (request) => {
    await authenticate(request);
    return success({ lang_list: voices.languages() });
  });
}
