import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from '../models/store.js';
import type { SpeechSynthesizer } from '../speech/tts/port.js';
import { VoiceCatalog } from '../voices/catalog.js';
import { waitUntil } from '../worker/testing/wait-until.js';
import { LocalSpeech } from './local-speech.js';

/** A voice that is always there. */
const bundled: SpeechSynthesizer = {
  name: 'bundled',
  voices: () => VOICES,
  canSpeak: () => true,
  async *synthesize() {},
  close: async () => {},
};
const VOICES = [
  {
    voiceId: 'en-US-ava',
    name: 'Ava',
    gender: 'Female' as const,
    locale: 'en-US',
    language: 'English',
    age: [],
    style: [],
    scenario: [],
    previewText: 'Hello.',
    model: 'ava',
  },
];

describe('models that come and go while a server runs', () => {
  let store: ModelStore;
  let speech: LocalSpeech;
  const said: string[] = [];

  /** As `models pull` puts them there; nothing here starts them. */
  async function install(name: string, content = name): Promise<void> {
    const staged = await store.stage(name);
    await writeFile(join(staged, 'model.bin'), content);
    await store.install(staged, name, 'MIT');
  }

  beforeEach(async () => {
    store = new ModelStore(join(mkdtempSync(join(tmpdir(), 'avatarium-local-')), 'models'));
    said.length = 0;
    speech = await LocalSpeech.open(store.folder, { lookMs: 10, onChange: (line) => said.push(line) });
  });
  afterEach(async () => {
    await speech.close();
    rmSync(join(store.folder, '..'), { recursive: true });
  });

  const names = () => speech.names;
  const recognizer = () => speech.recognizers[0]?.name;

  it('are in use once they and the runtime are whole, and no more once they are removed', async () => {
    expect(names()).toEqual([]);
    await install('whisper-tiny-en');
    await speech.refresh();
    expect(names()).toEqual([]);
    await install('onnxruntime');
    await waitUntil('it listens', () => recognizer() === 'whisper-tiny-en');
    await install('whisper-base');
    // The better one comes first in the catalogue.
    await waitUntil('the better one listens', () => recognizer() === 'whisper-base');
    await store.discard('whisper-base');
    await waitUntil('the other one listens', () => recognizer() === 'whisper-tiny-en');
    await store.discard('onnxruntime');
    await waitUntil('nobody listens', () => names().length === 0);
    expect(said).toContain('the model whisper-base is in use');
    expect(said).toContain('the model whisper-base is used by no new session');
  });

  it('stay as they are while others come, and are opened anew when their files are others', async () => {
    await install('onnxruntime');
    await install('whisper-base');
    await speech.refresh();
    const [first] = speech.recognizers;
    await install('whisper-tiny-en');
    await speech.refresh();
    expect(speech.recognizers[0]).toBe(first);
    await install('whisper-base', 'a newer one');
    await speech.refresh();
    expect(speech.recognizers.map(({ name }) => name)).toEqual(['whisper-base', 'whisper-tiny-en']);
    expect(speech.recognizers[0]).not.toBe(first);
  });

  it('are left to sessions that began with them, until the server closes', async () => {
    await install('onnxruntime');
    await install('whisper-base');
    await speech.refresh();
    const hear = async () => {
      const utterance = before?.listen({});
      utterance?.push(new Int16Array(16_000).fill(8000));
      return utterance?.finish();
    };
    const [before] = speech.recognizers;
    await store.discard('whisper-base');
    await speech.refresh();
    // It has never been a model; but it was asked.
    await expect(hear()).rejects.toThrow(/^whisper-base: (?!it was closed)/);
    await speech.close();
    await expect(hear()).rejects.toThrow('it was closed');
  });

  it('give presenters their natural voices, and take them back', async () => {
    const voices = new VoiceCatalog({
      get synthesizers() {
        return [bundled, ...speech.synthesizers];
      },
    });
    expect(voices.defaultFor('ava').voiceId).toBe('en-US-ava');
    await install('onnxruntime');
    await install('kokoro-english');
    await waitUntil('it speaks', () => voices.defaultFor('ava').voiceId === 'en-US-heart');
    expect(voices.list().length).toBeGreaterThan(1);
    await store.discard('kokoro-english');
    await waitUntil('it is gone', () => voices.find('en-US-heart') === undefined);
    expect(voices.defaultFor('ava').voiceId).toBe('en-US-ava');
  });
});
