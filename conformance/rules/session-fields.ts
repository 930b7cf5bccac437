import { SESSIONS, STOCK_AVATAR } from '../contract/paths.js';
import { refuses } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';

/** The object with a value at a path such as "a.b", and the rest as it was. */
function withField(object: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.');
  const inner = (object[first] ?? {}) as Record<string, unknown>;
  return { ...object, [first]: rest.length === 0 ? value : withField(inner, rest.join('.'), value) };
}

/** Each of these values is refused, and the field named. */
function wrong(field: string, values: readonly unknown[], rest: object = {}): Rule {
  const shown = values.map((value) => JSON.stringify(value)).join(', ');
  return rule(`${field}: ${shown} answers 1003 naming it`, async (run) => {
    for (const value of values) {
      const body = withField({ avatar_id: STOCK_AVATAR, duration: 60, ...rest }, field, value);
      refuses(await run.api.post(SESSIONS.create, body), 1003, field);
    }
  });
}

const LIVEKIT = { stream_type: 'livekit' };

export const sessionFields: Section = {
  title: 'Fields of session/create',
  rules: [
    rule('avatar_id is required: 1003 naming it', async (run) => {
      refuses(await run.api.post(SESSIONS.create, { duration: 60 }), 1003, 'avatar_id');
    }),
    wrong('avatar_id', [7, {}, []]),
    wrong('duration', [3601, 0, -1, 'soon', {}]),
    wrong('knowledge_id', [7, {}]),
    wrong('voice_id', [7, {}]),
    wrong('voice_url', [7, 'not a url']),
    wrong('language', [7, 'no-such-language', 'xx']),
    wrong('mode_type', [0, 3, 'dialogue', {}]),
    wrong('scene_mode', [1, 'party']),
    wrong('e2e_type', ['other'], { scene_mode: 'fast_dialogue' }),
    wrong('e2e_type', ['openai']),
    wrong('background_url', [7, 'not a url', 'javascript:alert(1)', 'data:image/png;base64,AAAA']),
    wrong('stream_type', ['webrtc', 7]),
    wrong('voice_params', ['loud', 7, []]),
    wrong('voice_params.speed', [0.79, 1.21, 'fast']),
    wrong('voice_params.pron_map', ['x', 7]),
    wrong('voice_params.stt_language', [7]),
    wrong('voice_params.stt_type', ['other', 7]),
    wrong('voice_params.voice_id', [7]),
    wrong('voice_params.turn_detection', ['x']),
    wrong('voice_params.turn_detection.type', ['other']),
    wrong('voice_params.turn_detection.threshold', [-0.01, 1.01, 'x']),
    wrong('voice_params.turn_detection.prefix_padding_ms', [-1, 'x']),
    wrong('voice_params.turn_detection.silence_duration_ms', [-1, 'x']),
    wrong('voice_params.elevenlabs_settings', ['x']),
    wrong('voice_params.elevenlabs_settings.api_key', [7]),
    wrong('voice_params.elevenlabs_settings.stability', ['x']),
    wrong('voice_params.elevenlabs_settings.use_speaker_boost', ['x']),
    rule('a word of pron_map with no text for it answers 1003 naming pron_map', async (run) => {
      const body = { avatar_id: STOCK_AVATAR, voice_params: { pron_map: { SQL: 7 } } };
      const reply = await run.api.post(SESSIONS.create, body);
      refuses(reply, 1003);
      refuses({ ...reply, msg: (reply.msg ?? '').replaceAll('.', ' ') }, 1003, 'pron_map');
    }),
    wrong('credentials', ['x', 7]),
    wrong('credentials.livekit_url', [undefined, 'not a url', 7], {
      ...LIVEKIT,
      credentials: { livekit_token: 'token' },
    }),
    wrong('credentials.livekit_token', [undefined, 7], {
      ...LIVEKIT,
      credentials: { livekit_url: 'wss://rooms.example.com' },
    }),
    rule('a voice that speech-to-speech models do not have answers 1003', async (run) => {
      const body = {
        avatar_id: STOCK_AVATAR,
        scene_mode: 'fast_dialogue',
        voice_params: { voice_id: 'nobody' },
      };
      refuses(await run.api.post(SESSIONS.create, body), 1003);
    }),
    ...(
      [
        ['agora', ['uid', 'channel', 'token']],
        ['trtc', ['app_id', 'room_id', 'user_id', 'user_sig']],
      ] as const
    ).map(([type, fields]) =>
      rule(
        `credentials of ${type} without ${fields.join(', ')}: 1003 naming one, or stream_type`,
        async (run) => {
          const body = { avatar_id: STOCK_AVATAR, stream_type: type, credentials: { other: 'x' } };
          const reply = await run.api.post(SESSIONS.create, body);
          refuses(reply, 1003);
          const named = [...fields.map((field) => `${type}_`.concat(field)), ...fields, 'stream_type'];
          const msg = reply.msg ?? '';
          if (!named.some((field) => msg.includes(field))) {
            refuses(reply, 1003, 'stream_type');
          }
        },
      ),
    ),
  ],
};
