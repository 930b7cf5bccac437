import { readCatalogue } from '../models/catalogue.js';
import { ModelStore } from '../models/store.js';
import { createLocalRecognizer } from '../speech/stt/local/index.js';
import type { SpeechRecognizer } from '../speech/stt/port.js';
import { createLocalSynthesizer } from '../speech/tts/local/index.js';
import type { SpeechSynthesizer } from '../speech/tts/port.js';

/** What `avatarium models pull` has installed, as providers of speech; the catalogue's first ones first. */
export interface LocalSpeech {
  synthesizers: SpeechSynthesizer[];
  recognizers: SpeechRecognizer[];
  /** Of the models that were opened, with the runtime. */
  names: string[];
}

const RUNTIME = 'onnxruntime';

/**
 * Opens the installed models. Each one's process starts when it is first needed, or warmed up.
 *
 * @param folder where models are installed; it need not exist
 */
export async function openLocalSpeech(folder: string): Promise<LocalSpeech> {
  const store = new ModelStore(folder);
  const installed = new Set((await store.list()).map(({ name }) => name));
  const speech: LocalSpeech = { synthesizers: [], recognizers: [], names: [] };
  if (!installed.has(RUNTIME)) return speech;
  speech.names.push(RUNTIME);
  for (const { name, kind, make } of readCatalogue().models) {
    if (!installed.has(name) || name === RUNTIME) continue;
    speech.names.push(name);
    const options = { name, model: store.pathOf(name), runtime: store.pathOf(RUNTIME) };
    if (kind === 'voice' && make === 'kokoro') speech.synthesizers.push(createLocalSynthesizer(options));
    if (kind === 'recogniser' && make === 'whisper') speech.recognizers.push(createLocalRecognizer(options));
  }
  return speech;
}
