import type { Settings } from './settings.js';
import { StartError } from './start-error.js';

/** Where OpenAI itself is reached. */
export const OPENAI_URL = 'https://api.openai.com/v1';

/** A server of OpenAI's protocols, and the model to ask it for. */
export interface Endpoint {
  baseUrl: string;
  apiKey?: string;
  model: string;
}

/** Which providers of speech and language the settings choose; null for none. */
export interface SpeechSettings {
  languageModel: Endpoint | null;
  /** `preferred`: presenters speak with its voices. */
  openAiSpeech: (Endpoint & { voices?: string[] }) | null;
  elevenLabs: { apiKey: string; model?: string } | null;
  preferred: NonNullable<Settings['TTS_PROVIDER']> | null;
  recogniser: { kind: 'openai' | 'openai_realtime'; endpoint: Endpoint } | null;
  /** For sessions that ask for `openai_realtime`. */
  realtime: Endpoint | null;
  /** `none`: nobody is to listen. `local`: an installed recogniser, which there must be. */
  listening: NonNullable<Settings['STT_PROVIDER']> | null;
}

/**
 * Reads the settings of speech and language together.
 *
 * @throws StartError naming the setting that is missing or that nothing uses
 */
export function readSpeechSettings(settings: Settings): SpeechSettings {
  const { TTS_PROVIDER, TTS_VOICES, ELEVENLABS_API_KEY, STT_PROVIDER, LLM_MODEL } = settings;
  const hasLlm =
    LLM_MODEL !== undefined || settings.LLM_BASE_URL !== undefined || settings.LLM_API_KEY !== undefined;
  if (TTS_PROVIDER === 'elevenlabs' && ELEVENLABS_API_KEY === undefined) {
    throw new StartError('ELEVENLABS_API_KEY: must be set, since TTS_PROVIDER is elevenlabs', 2);
  }
  const usesTts =
    TTS_PROVIDER === 'openai' ? 'openai' : ELEVENLABS_API_KEY === undefined ? null : 'elevenlabs';
  refuseUnused(
    settings,
    ['TTS_BASE_URL', 'TTS_API_KEY', 'TTS_VOICES'],
    usesTts === 'openai',
    'TTS_PROVIDER=openai',
  );
  refuseUnused(settings, ['TTS_MODEL'], usesTts !== null, 'TTS_PROVIDER');
  const listens = STT_PROVIDER === 'openai' || STT_PROVIDER === 'openai_realtime';
  refuseUnused(settings, ['STT_BASE_URL', 'STT_API_KEY', 'STT_MODEL'], listens, 'STT_PROVIDER');
  const stt = listens ? endpoint(settings, 'STT', 'gpt-4o-mini-transcribe') : null;
  const speech = TTS_PROVIDER === 'openai' ? endpoint(settings, 'TTS', 'gpt-4o-mini-tts') : null;
  return {
    languageModel: hasLlm ? endpoint(settings, 'LLM', undefined) : null,
    openAiSpeech: speech && { ...speech, ...(TTS_VOICES ? { voices: TTS_VOICES } : {}) },
    elevenLabs:
      ELEVENLABS_API_KEY === undefined
        ? null
        : {
            apiKey: ELEVENLABS_API_KEY,
            ...(TTS_PROVIDER !== 'openai' && settings.TTS_MODEL !== undefined
              ? { model: settings.TTS_MODEL }
              : {}),
          },
    preferred: TTS_PROVIDER ?? null,
    recogniser: stt && listens ? { kind: STT_PROVIDER, endpoint: stt } : null,
    // Few servers but OpenAI's own have the realtime protocol.
    realtime: stt && (STT_PROVIDER === 'openai_realtime' || stt.baseUrl === OPENAI_URL) ? stt : null,
    listening: STT_PROVIDER ?? null,
  };
}

function endpoint(
  settings: Settings,
  prefix: 'LLM' | 'TTS' | 'STT',
  defaultModel: string | undefined,
): Endpoint {
  const apiKey = settings[`${prefix}_API_KEY`];
  const baseUrl = settings[`${prefix}_BASE_URL`];
  const model = settings[`${prefix}_MODEL`] ?? defaultModel;
  if (model === undefined) {
    const set = baseUrl === undefined ? `${prefix}_API_KEY` : `${prefix}_BASE_URL`;
    throw new StartError(`${prefix}_MODEL: must be set too, since ${set} is`, 2);
  }
  if (baseUrl === undefined && apiKey === undefined) {
    throw new StartError(
      `${prefix}_API_KEY: must be set for OpenAI, or ${prefix}_BASE_URL for another server`,
      2,
    );
  }
  return { baseUrl: baseUrl ?? OPENAI_URL, model, ...(apiKey === undefined ? {} : { apiKey }) };
}

/** A setting that changes nothing is a mistake. */
function refuseUnused(settings: Settings, names: (keyof Settings)[], used: boolean, needed: string): void {
  const unused = names.find((name) => settings[name] !== undefined);
  if (!used && unused !== undefined) {
    throw new StartError(`${unused}: goes with ${needed}, which is not set`, 2);
  }
}
