import { describe, expect, it } from 'vitest';
import { loadSettings } from './load.js';
import { readSpeechSettings } from './speech-settings.js';

const read = (given: Record<string, string>) => readSpeechSettings(loadSettings(given));

describe('settings of speech and language', () => {
  it('choose nobody but what is installed, unless told', () => {
    expect(read({})).toEqual({
      languageModel: null,
      openAiSpeech: null,
      elevenLabs: null,
      preferred: null,
      recogniser: null,
      realtime: null,
      listening: null,
    });
  });

  it('choose a language model by its address, or OpenAI by a key', () => {
    expect(read({ LLM_BASE_URL: 'http://localhost:11434/v1/', LLM_MODEL: 'qwen3' }).languageModel).toEqual({
      baseUrl: 'http://localhost:11434/v1',
      model: 'qwen3',
    });
    expect(read({ LLM_API_KEY: 'sk-1', LLM_MODEL: 'gpt-4o-mini' }).languageModel).toEqual({
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'sk-1',
      model: 'gpt-4o-mini',
    });
  });

  it('choose voices and recognisers', () => {
    expect(
      read({ TTS_PROVIDER: 'openai', TTS_BASE_URL: 'http://gpu:8880/v1', TTS_VOICES: 'af_sky, am_adam' }),
    ).toMatchObject({
      preferred: 'openai',
      openAiSpeech: {
        baseUrl: 'http://gpu:8880/v1',
        model: 'gpt-4o-mini-tts',
        voices: ['af_sky', 'am_adam'],
      },
    });
    expect(read({ ELEVENLABS_API_KEY: 'xi', TTS_MODEL: 'eleven_v3' })).toMatchObject({
      preferred: null,
      elevenLabs: { apiKey: 'xi', model: 'eleven_v3' },
    });
    expect(read({ STT_PROVIDER: 'none' }).listening).toBe('none');
  });

  it('have realtime recognition where the server is known to have it', () => {
    const openAi = read({ STT_PROVIDER: 'openai', STT_API_KEY: 'sk-1' });
    expect(openAi.recogniser?.kind).toBe('openai');
    expect(openAi.realtime).toEqual(openAi.recogniser?.endpoint);
    expect(read({ STT_PROVIDER: 'openai', STT_BASE_URL: 'http://gpu/v1' }).realtime).toBeNull();
    expect(read({ STT_PROVIDER: 'openai_realtime', STT_BASE_URL: 'http://gpu/v1' }).realtime).not.toBeNull();
  });

  it.each([
    [{ LLM_BASE_URL: 'http://gpu/v1' }, /^LLM_MODEL: must be set too, since LLM_BASE_URL is/],
    [{ LLM_MODEL: 'm' }, /^LLM_API_KEY: must be set for OpenAI, or LLM_BASE_URL/],
    [{ LLM_BASE_URL: 'gpu:8000', LLM_MODEL: 'm' }, /^LLM_BASE_URL: must be a URL/],
    [{ TTS_PROVIDER: 'elevenlabs' }, /^ELEVENLABS_API_KEY: must be set/],
    [{ TTS_PROVIDER: 'openai' }, /^TTS_API_KEY: must be set/],
    [{ TTS_PROVIDER: 'sam' }, /^TTS_PROVIDER: .*sam/],
    [{ TTS_API_KEY: 'k' }, /^TTS_API_KEY: goes with TTS_PROVIDER=openai/],
    [{ STT_MODEL: 'whisper-1' }, /^STT_MODEL: goes with STT_PROVIDER/],
    [{ STT_PROVIDER: 'openai' }, /^STT_API_KEY: must be set/],
  ])('say in one line that %j does not do', (given, words) => {
    expect(() => read(given as Record<string, string>)).toThrow(words);
  });

  it.each(['LLM_API_KEY', 'TTS_API_KEY', 'STT_API_KEY', 'ELEVENLABS_API_KEY'])(
    'do not repeat %s when it is wrong',
    (name) => {
      expect(() => read({ [name]: 'hush hush' })).toThrow(new RegExp(`^${name}: `));
      expect(() => read({ [name]: 'hush hush' })).not.toThrow(/hush/);
    },
  );
});
