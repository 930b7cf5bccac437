import { beforeEach, describe, expect, it } from 'vitest';
import { RefusedUrlError } from '../net/index.js';
import { LiveParams } from './live-params.js';
import { toneVoice } from './testing/tone-voice.js';

const ava = toneVoice('Ava');
const leo = toneVoice('Leo');

function create(
  unknownVoice: 'fallback' | 'reject' = 'fallback',
  listeners = ['openai_realtime'],
): LiveParams {
  return new LiveParams(
    { mode: 2, language: 'en', knowledgeId: null, voice: ava, voiceParams: {} },
    {
      unknownVoice,
      findVoice: (voiceId) => [ava, leo].find(({ voice }) => voice.voiceId === voiceId),
      knowsKnowledge: async (id) => id === 'hotel',
      listenerOf: (sttType) => (sttType && listeners.includes(sttType) ? sttType : (listeners[0] ?? null)),
      checkMediaUrl: async (url) => {
        if (url.includes('10.0.0.1')) throw new RefusedUrlError('leads to a private address');
      },
    },
  );
}

describe('set-params', () => {
  let params: LiveParams;
  const state = () => ({
    mode: params.mode,
    language: params.language,
    voice: params.voice.voice.name,
    speed: params.voice.speed,
    pronunciations: params.voice.pronunciations,
  });
  const initial = { mode: 2, language: 'en', voice: 'Ava', speed: 1, pronunciations: {} };
  beforeEach(() => {
    params = create();
  });

  it('takes everything at once, and what clients add', async () => {
    const answer = await params.apply({
      vid: 'ignored-for-vparams',
      lang: 'en-GB',
      mode: 1,
      knowledgeBaseId: 'hotel',
      bgurl: 'https://example.com/a.png',
      vparams: {
        vid: 'leo',
        speed: 1.1,
        pron_map: { AKOOL: 'ay cool' },
        stt_language: 'en',
        stt_type: 'openai_realtime',
        turn_detection: {
          type: 'server_vad',
          threshold: 0.4,
          prefix_padding_ms: 200,
          silence_duration_ms: 300,
        },
      },
    });
    expect(answer).toEqual({ code: 1000, msg: 'OK', backgroundUrl: 'https://example.com/a.png' });
    expect(params.knowledgeId).toBe('hotel');
    expect(state()).toEqual({
      mode: 1,
      language: 'en-GB',
      voice: 'Leo',
      speed: 1.1,
      pronunciations: { AKOOL: 'ay cool' },
    });
  });

  it('takes the deprecated vid', async () => {
    expect(await params.apply({ vid: 'leo' })).toMatchObject({ code: 1000 });
    expect(params.voice.voice.name).toBe('Leo');
  });

  it('takes empty fields as not set', async () => {
    expect(
      await params.apply({ vid: '', vurl: '', lang: '', bgurl: '', mode: null, vparams: {} }),
    ).toMatchObject({
      code: 1000,
    });
    expect(state()).toEqual(initial);
  });

  it('keeps what later commands do not name', async () => {
    await params.apply({ vparams: { speed: 0.9, pron_map: { a: 'b' } } });
    await params.apply({ vparams: { speed: 1.2 }, mode: 1 });
    expect(state()).toMatchObject({ speed: 1.2, pronunciations: { a: 'b' }, mode: 1 });
  });

  it.each([
    ['mode', { mode: 3 }],
    ['lang', { lang: 'not a language' }],
    ['vparams.speed', { vparams: { speed: 3 } }],
    ['vparams.pron_map.AI', { vparams: { pron_map: { AI: 5 } } }],
    ['vparams.stt_type', { vparams: { stt_type: 'magic' } }],
    ['vparams.turn_detection.threshold', { vparams: { turn_detection: { threshold: 7 } } }],
    ['vparams', { vparams: 'fast' }],
    ['vurl', { vurl: 'https://example.com/voice.mp3' }],
    ['vparams.vurl', { vparams: { vurl: 'https://example.com/voice.mp3' } }],
    ['bgurl', { bgurl: 'http://10.0.0.1/a.png' }],
    ['data', 'mode 1'],
  ])('refuses a wrong %s by name, and changes nothing', async (field, data) => {
    const others = { mode: 1, lang: 'de', vid: 'leo', vparams: {} };
    const answer = await params.apply(typeof data === 'object' ? { ...others, ...data } : data);
    expect(answer.code).toBe(1003);
    expect(answer.msg.split(':')[0]).toBe(field);
    expect(state()).toEqual(initial);
  });

  it('keeps its voice and says so when the wanted one is not installed', async () => {
    const answer = await params.apply({ vid: 'Xb7hH8MSUJpSbSDYk0k2', mode: 1 });
    expect(answer.code).toBe(1000);
    expect(answer.msg).toContain('no voice is called "Xb7hH8MSUJpSbSDYk0k2"');
    expect(state()).toEqual({ ...initial, mode: 1 });
  });

  it('keeps its knowledge, and says so, when the wanted base is not there', async () => {
    await params.apply({ knowledgeBaseId: 'hotel' });
    const answer = await params.apply({ knowledgeBaseId: '664', mode: 1 });
    expect(answer).toMatchObject({ code: 1000, msg: expect.stringContaining('no knowledge base "664"') });
    expect([params.knowledgeId, params.mode]).toEqual(['hotel', 1]);
  });

  it.each([
    ['whisper-base listens', ['whisper-base']],
    ['nobody listens', []],
  ])('says that %s where the wanted recogniser is not there', async (instead, listeners) => {
    params = create('fallback', listeners);
    const answer = await params.apply({ mode: 1, vparams: { stt_type: 'openai_realtime' } });
    const msg = `OK, but vparams.stt_type: this server has no "openai_realtime", so ${instead}`;
    expect(answer).toMatchObject({ code: 1000, msg });
    expect(await params.apply({ mode: 2 })).toMatchObject({ msg: 'OK' });
  });

  it('has users heard in the language and by the recogniser that they choose', async () => {
    expect([params.spokenLanguage, params.sttType]).toEqual(['en', undefined]);
    await params.apply({ vparams: { stt_language: 'de', stt_type: 'openai_realtime' } });
    expect([params.spokenLanguage, params.sttType]).toEqual(['de', 'openai_realtime']);
    await params.apply({ vparams: { stt_language: 'auto' } });
    expect(params.spokenLanguage).toBeUndefined();
  });

  it('refuses a voice that is not installed when the server is set to', async () => {
    params = create('reject');
    expect(await params.apply({ vid: 'nobody', mode: 1 })).toMatchObject({ code: 1014 });
    expect(state()).toEqual(initial);
  });
});
