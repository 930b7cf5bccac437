import type { SpeechInUse } from '@avatarium/contract';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { type Endpoint, readSpeechSettings, type SpeechSettings } from '../config/speech-settings.js';
import { StartError } from '../config/start-error.js';
import type { OwnElevenLabs } from '../live/port.js';
import { OpenAiModel } from '../speech/llm/openai/index.js';
import type { LanguageModel } from '../speech/llm/port.js';
import { OpenAiRecognizer } from '../speech/stt/openai/index.js';
import { OpenAiRealtime } from '../speech/stt/openai-realtime/index.js';
import type { SpeechRecognizer } from '../speech/stt/port.js';
import { ElevenLabs } from '../speech/tts/elevenlabs/index.js';
import { createFliteSynthesizer } from '../speech/tts/flite/index.js';
import { OpenAiSpeech } from '../speech/tts/openai/index.js';
import type { SpeechSynthesizer } from '../speech/tts/port.js';
import { WithFallback } from '../speech/tts/with-fallback.js';
import type { OwnVoices } from '../voices/catalog.js';
import type { Cleanups } from './cleanups.js';
import { LocalSpeech } from './local-speech.js';

/** What this server speaks, hears and answers with. Local models come and go while it runs. */
export interface Speech {
  /** The bundled voices first. */
  readonly synthesizers: readonly SpeechSynthesizer[];
  /** Whose voices presenters speak with; null for their own. */
  readonly preferred: SpeechSynthesizer | null;
  /** Who listens; `sttType` as a session asks for it. Null where nobody can. */
  recognizer(sttType?: string): SpeechRecognizer | null;
  languageModel: LanguageModel | null;
  /** Names of the installed models that are in use. */
  localModels(): Promise<readonly string[]>;
  /** The voices of a caller's own account; to be closed by whoever asked for them. */
  ownVoices(settings: OwnElevenLabs): OwnVoices;
}

/** A vendor that does not tell its voices by then is asked again later, and the server starts. */
const VOICES_TIMEOUT_MS = 4000;
const VOICES_RETRY_MS = 60_000;

/**
 * Opens the providers that the settings choose and the models that are installed.
 *
 * @throws StartError when a setting is missing
 */
export async function openSpeech(
  settings: Settings,
  { modelsFolder, log, cleanups }: { modelsFolder: string; log: Logger; cleanups: Cleanups },
): Promise<Speech> {
  const chosen = readSpeechSettings(settings);
  const kept = <T extends { name: string; close(): Promise<void> }>(provider: T): T => {
    cleanups.add(provider.name, () => provider.close());
    return provider;
  };
  const onWarning = (message: string) => log.warn(message);
  const [bundled, openAi] = await Promise.all([
    createFliteSynthesizer().then(kept),
    chosen.openAiSpeech && OpenAiSpeech.open(chosen.openAiSpeech).then(kept),
  ]);
  const fallback = settings.TTS_FALLBACK === 'bundled' ? bundled : null;
  const guarded = (first: SpeechSynthesizer) => new WithFallback(first, { fallback, onWarning });
  const onChange = (message: string) => log.info(message);
  const local = await LocalSpeech.open(modelsFolder, { guarded, onChange });
  cleanups.add('local models', () => local.close());
  requireInstalled(settings, local);
  const elevenLabs =
    chosen.elevenLabs && (await openElevenLabs(settings, chosen.elevenLabs, { log, cleanups }));
  const openAiVoices = openAi && guarded(openAi);
  const elevenLabsVoices = elevenLabs && guarded(elevenLabs);
  const network = [openAiVoices, elevenLabsVoices].filter((one) => one !== null);
  const preferred = () => {
    if (chosen.preferred === 'local') return local.synthesizers[0] ?? null;
    const others = { openai: openAiVoices, elevenlabs: elevenLabsVoices, bundled };
    return chosen.preferred && others[chosen.preferred];
  };
  return {
    get synthesizers() {
      return [bundled, ...local.synthesizers, ...network];
    },
    get preferred() {
      return preferred();
    },
    recognizer: openRecognizers(chosen, local, kept),
    languageModel: chosen.languageModel && kept(new OpenAiModel(chosen.languageModel)),
    async localModels() {
      await local.refresh();
      return local.names;
    },
    ownVoices: ({ api_key: apiKey, ...manner }) => {
      const own = new ElevenLabs({
        ...manner,
        apiKey,
        baseUrl: settings.ELEVENLABS_BASE_URL,
        anyVoice: true,
      });
      const synthesizer = guarded(own);
      return {
        find(voiceId) {
          const voice = own.named(voiceId);
          return voice && { voice, synthesizer };
        },
        close: () => own.close(),
      };
    },
  };
}

/** As the API shows it. */
export function presentSpeech({ recognizer, languageModel, preferred }: Speech): SpeechInUse {
  return {
    recogniser: recognizer()?.name ?? null,
    language_model: languageModel?.name ?? null,
    voices: preferred?.name ?? null,
  };
}

function requireInstalled({ TTS_PROVIDER, STT_PROVIDER }: Settings, local: LocalSpeech): void {
  if (TTS_PROVIDER === 'local' && local.synthesizers.length === 0) {
    throw new StartError('TTS_PROVIDER: no local voice is installed; see avatarium models list', 2);
  }
  if (STT_PROVIDER === 'local' && local.recognizers.length === 0) {
    throw new StartError('STT_PROVIDER: no local recogniser is installed; see avatarium models list', 2);
  }
}

function openRecognizers(
  { recogniser, realtime, listening }: SpeechSettings,
  local: LocalSpeech,
  kept: <T extends SpeechRecognizer>(provider: T) => T,
): Speech['recognizer'] {
  if (listening === 'none') return () => null;
  const overSocket = realtime && kept(new OpenAiRealtime(realtime));
  const make = ({ kind, endpoint }: { kind: string; endpoint: Endpoint }): SpeechRecognizer | null =>
    kind === 'openai_realtime' ? overSocket : kept(new OpenAiRecognizer(endpoint));
  const elsewhere = recogniser && make(recogniser);
  const usual = () => elsewhere ?? local.recognizers[0] ?? null;
  return (sttType) => (sttType === 'openai_realtime' && overSocket ? overSocket : usual());
}

async function openElevenLabs(
  settings: Settings,
  { apiKey, model }: { apiKey: string; model?: string },
  { log, cleanups }: { log: Logger; cleanups: Cleanups },
): Promise<ElevenLabs> {
  const synthesizer = new ElevenLabs({ apiKey, model_id: model, baseUrl: settings.ELEVENLABS_BASE_URL });
  const ask = async (): Promise<boolean> => {
    try {
      await synthesizer.refreshVoices(AbortSignal.timeout(VOICES_TIMEOUT_MS));
      return true;
    } catch (error) {
      log.warn(`the voices of ElevenLabs are not listed: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  };
  let timer: NodeJS.Timeout | null = null;
  const askLater = () => {
    timer = setTimeout(async () => {
      if (!(await ask())) askLater();
    }, VOICES_RETRY_MS).unref();
  };
  if (!(await ask())) askLater();
  cleanups.add(synthesizer.name, () => {
    if (timer) clearTimeout(timer);
    return synthesizer.close();
  });
  return synthesizer;
}
