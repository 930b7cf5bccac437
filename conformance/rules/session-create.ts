import { setTimeout as sleep } from 'node:timers/promises';
import {
  AVATARS,
  KNOWLEDGE,
  LANGUAGES,
  REQUESTS,
  SESSIONS,
  STOCK_AVATAR,
  UNKNOWN_ID,
  VOICES,
} from '../contract/paths.js';
import { avatar, avatarList, knowledgeBase, languageList, session, voiceList } from '../contract/shapes.js';
import { expectSame, expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import { askForSession, newSession, someSession } from '../suite/sessions.js';
import { lastCreate } from './request-log.js';

/** A key as ElevenLabs has them: nothing may ever answer with it. */
export const ELEVENLABS_KEY = 'sk_conformance_0123456789abcdef0123456789abcdef';

/** Fields that go together in one session, so that fewer have to be made. */
function acceptsAll(fields: Record<string, unknown>): Rule[] {
  const together = `accepts ${Object.keys(fields)}`;
  return Object.entries(fields).map(([field, value]) =>
    rule(`accepts ${field} ${JSON.stringify(value)}`, async (run) => {
      await run.once(together, () => newSession(run, fields));
    }),
  );
}

export const sessionCreate: Section = {
  title: 'session/create',
  rules: [
    rule('needs nothing but an avatar_id', async (run) => {
      await someSession(run);
    }),
    rule('answers with status 1 or 2 and stream_type livekit by default', async (run) => {
      const { status, stream_type } = await someSession(run);
      expectThat(status === 1 || status === 2, 'status 1 or 2', `status ${status}`);
      expectSame(stream_type, 'livekit', 'stream_type');
    }),
    rule('repeats _id as id', async (run) => {
      const { id, _id } = await someSession(run);
      expectSame(id, _id, 'id');
    }),
    rule('has created_at in milliseconds of now', async (run) => {
      const { created_at } = await someSession(run);
      const awayS = Math.abs(created_at - Date.now()) / 1000;
      expectThat(awayS < 3600, 'created_at within an hour of this machine’s clock', `${created_at}`);
    }),
    rule('a session that is not queueing stays in processing', async (run) => {
      const { _id, status } = await someSession(run);
      if (status === 1) {
        throw new NotShown('the session is queueing');
      }
      await sleep(200);
      const later = succeeds(await run.api.get(SESSIONS.detail, { id: _id }), session);
      expectSame(later.status, 2, 'status');
    }),
    rule(`serves the stock avatar ${STOCK_AVATAR}`, async (run) => {
      const found = succeeds(await run.api.get(AVATARS.detail, { avatar_id: STOCK_AVATAR }), avatar);
      expectSame(found.avatar_id, STOCK_AVATAR, 'avatar_id');
      await someSession(run);
    }),
    rule('takes an avatar of the list', async (run) => {
      const { result } = succeeds(await run.api.get(AVATARS.list), avatarList);
      const ready = result.find((one) => one.available && one.status === 3);
      expectThat(ready, 'an avatar that is available', 'none in the list');
      await newSession(run, { avatar_id: ready.avatar_id });
    }),
    rule('an unknown avatar answers 1008', async (run) => {
      for (const avatar_id of ['nobody_has_this_avatar', UNKNOWN_ID, 'no avatar (of any kind)']) {
        refuses(await run.api.post(SESSIONS.create, { avatar_id }), 1008);
      }
    }),
    rule('an unknown knowledge base answers 1232', async (run) => {
      const body = { avatar_id: STOCK_AVATAR, knowledge_id: UNKNOWN_ID };
      refuses(await run.api.post(SESSIONS.create, body), 1232);
    }),
    rule('takes a knowledge base of one’s own', async (run) => {
      const name = `conformance ${Date.now()} session`;
      const { _id } = succeeds(await run.api.post(KNOWLEDGE.create, { name }), knowledgeBase);
      await newSession(run, { knowledge_id: _id });
    }),
    ...acceptsAll({
      duration: 3600,
      mode_type: 1,
      voice_params: {
        speed: 0.8,
        pron_map: { SQL: 'sequel' },
        stt_language: 'en',
        stt_type: 'openai_realtime',
        turn_detection: {
          type: 'server_vad',
          threshold: 0,
          prefix_padding_ms: 300,
          silence_duration_ms: 500,
        },
      },
    }),
    ...acceptsAll({
      duration: 1800,
      mode_type: 2,
      scene_mode: 'meeting',
      voice_params: { speed: 1.2, turn_detection: { type: 'semantic_vad', threshold: 1 } },
    }),
    rule('scene_mode fast_dialogue is served, or refused with 1003 naming scene_mode', async (run) => {
      const reply = await askForSession(run, { scene_mode: 'fast_dialogue', e2e_type: 'openai' });
      if (reply.code === 1000) {
        succeeds(reply, session);
      } else {
        refuses(reply, 1003, 'scene_mode');
      }
    }),
    rule('a language of the list is accepted, as are en and en-US alike', async (run) => {
      const { lang_list } = succeeds(await run.api.get(LANGUAGES), languageList);
      const codes = lang_list.map(({ lang_code }) => lang_code);
      const english = codes.some((code) => /^en\b/.test(code)) ? ['en', 'en-US'] : [];
      for (const language of new Set([codes[0], ...english])) {
        await newSession(run, { language });
      }
    }),
    rule('a voice of the list is accepted', async (run) => {
      const [voice] = succeeds(await run.api.get(VOICES, { size: 1 }), voiceList).result;
      expectThat(voice, 'a voice', 'an empty list');
      await newSession(run, { voice_id: voice.voice_id });
    }),
    rule('an unknown voice means the avatar’s own and a note in the request log, or 1014', async (run) => {
      const voice_id = 'a-voice-that-nobody-has';
      const reply = await askForSession(run, { voice_id });
      if (reply.code !== 1000) {
        return refuses(reply, 1014);
      }
      succeeds(reply, session);
      const { accepted } = await lastCreate(run);
      expectThat(
        accepted.some(({ field }) => field.includes('voice_id')),
        'a note on voice_id in the request log',
        JSON.stringify(accepted),
      );
    }),
    rule('elevenlabs_settings are accepted, and their key is echoed nowhere', async (run) => {
      const elevenlabs_settings = {
        api_key: ELEVENLABS_KEY,
        model_id: 'eleven_multilingual_v2',
        stability: 0.5,
        similarity_boost: 0.75,
        style: 0,
        use_speaker_boost: true,
      };
      const made = await newSession(run, { voice_params: { elevenlabs_settings } });
      for (const path of [`${SESSIONS.detail}?id=${made._id}`, SESSIONS.list, REQUESTS]) {
        const reply = await run.api.send('GET', path);
        expectThat(!reply.text.includes(ELEVENLABS_KEY), 'no key', `${path} repeats it`);
      }
    }),
    rule('a background whose name does not resolve lets the session start without it', async (run) => {
      await newSession(run, { background_url: 'https://nobody-has-this-name.invalid/picture.png' });
    }),
  ],
};
