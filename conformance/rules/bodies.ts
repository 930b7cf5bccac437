import { KNOWLEDGE, SESSIONS, STOCK_AVATAR, UNKNOWN_ID } from '../contract/paths.js';
import { session } from '../contract/shapes.js';
import { refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import { askForSession } from '../suite/sessions.js';

/** That the id of such a body was read shows in the answer: there is no such session. */
function isRead(name: string, headers: Record<string, string>): Rule {
  return rule(name, async (run) => {
    const raw = JSON.stringify({ id: UNKNOWN_ID });
    refuses(await run.api.send('POST', SESSIONS.close, { raw, headers }), 1216);
  });
}

function isRefused(name: string, raw: string): Rule {
  return rule(`${name} answers 1003`, async (run) => {
    const headers = { 'content-type': 'application/json' };
    refuses(await run.api.send('POST', SESSIONS.close, { raw, headers }), 1003);
    refuses(await run.api.send('POST', SESSIONS.create, { raw, headers }), 1003);
  });
}

const EMPTY = Object.fromEntries(
  [
    'duration',
    'knowledge_id',
    'voice_id',
    'voice_url',
    'language',
    'mode_type',
    'scene_mode',
    'e2e_type',
    'background_url',
    'voice_params',
    'stream_type',
    'credentials',
  ].map((field) => [field, '']),
);

const EMPTY_INSIDE = {
  voice_params: {
    speed: '',
    pron_map: '',
    stt_language: '',
    stt_type: '',
    voice_id: '',
    turn_detection: { type: '', threshold: '', prefix_padding_ms: '', silence_duration_ms: '' },
    elevenlabs_settings: { api_key: '', model_id: '', stability: '', similarity_boost: '', style: '' },
  },
  credentials: { livekit_url: '', livekit_token: '' },
};

export const bodies: Section = {
  title: 'Request bodies',
  rules: [
    isRead('JSON as application/json is read', { 'content-type': 'application/json' }),
    isRead('JSON without a content type is read', {}),
    isRead('JSON as text/plain is read', { 'content-type': 'text/plain;charset=UTF-8' }),
    isRead('JSON as application/x-www-form-urlencoded is read', {
      'content-type': 'application/x-www-form-urlencoded',
    }),
    isRefused('what is no JSON', '{"id": '),
    isRefused('a list', '[]'),
    isRefused('a text', `"${UNKNOWN_ID}"`),
    isRefused('a number', '7'),
    isRefused('an empty object', '{}'),
    isRefused('an empty body', ''),
    rule('"" is "not set" in the aliases of an id', async (run) => {
      const body = { id: '', session_id: '', _id: UNKNOWN_ID };
      refuses(await run.api.post(SESSIONS.close, body), 1216);
    }),
    rule('"" is "not set" in every optional field of session/create', async (run) => {
      succeeds(await askForSession(run, { avatar_id: STOCK_AVATAR, ...EMPTY }), session);
    }),
    rule('"" is "not set" within voice_params and credentials', async (run) => {
      succeeds(await askForSession(run, { avatar_id: STOCK_AVATAR, ...EMPTY_INSIDE }), session);
    }),
    rule('"" is "not set" in the queries of lists', async (run) => {
      succeeds(await run.api.send('GET', `${SESSIONS.list}?page=&size=&status=`));
      succeeds(await run.api.send('GET', `${KNOWLEDGE.list}?page=&size=&name=&from=`));
    }),
    rule('"" is "not set" in an id, which is required: 1003', async (run) => {
      refuses(await run.api.get(SESSIONS.detail, { id: '' }), 1003, 'id');
      refuses(await run.api.post(SESSIONS.create, { avatar_id: '' }), 1003, 'avatar_id');
    }),
  ],
};
