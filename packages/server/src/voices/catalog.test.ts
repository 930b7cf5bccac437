import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFliteSynthesizer } from '../speech/tts/flite/index.js';
import type { SpeechSynthesizer } from '../speech/tts/port.js';
import { VoiceCatalog, voiceObjectId } from './catalog.js';
import { speaksLanguage } from './languages.js';

describe('the voice catalogue', () => {
  let flite: SpeechSynthesizer;
  let catalog: VoiceCatalog;
  beforeAll(async () => {
    flite = await createFliteSynthesizer();
    catalog = new VoiceCatalog({ synthesizers: [flite] });
  });
  afterAll(async () => {
    await flite.close();
  });

  it('lists at least four voices, women and men', () => {
    const voices = catalog.list();
    expect(voices.length).toBeGreaterThanOrEqual(4);
    expect(new Set(voices.map(({ gender }) => gender))).toEqual(new Set(['Female', 'Male']));
  });

  it('finds a voice by its id and by the id of its API object', () => {
    for (const voice of catalog.list()) {
      const objectId = voiceObjectId(voice.voiceId);
      expect(objectId).toMatch(/^[0-9a-f]{24}$/);
      expect(catalog.find(voice.voiceId)).toEqual({ voice, synthesizer: flite });
      expect(catalog.find(objectId)?.voice).toBe(voice);
    }
    expect(catalog.find('nobody')).toBeUndefined();
    expect(catalog.find('constructor')).toBeUndefined();
  });

  it('keeps the ids of voices for ever', () => {
    expect(voiceObjectId('en-US-ava')).toBe('6ad676afc0fa908a8fb3bded');
  });

  it('gives each presenter a voice of its own, and any other one a voice too', () => {
    const own = ['ava', 'leo', 'maya'].map((presenter) => catalog.defaultFor(presenter));
    expect(own.map(({ gender }) => gender)).toEqual(['Female', 'Male', 'Female']);
    expect(new Set(own).size).toBe(3);
    expect(catalog.list()).toContain(catalog.defaultFor('somebody'));
  });

  it('names the languages that its voices speak', () => {
    expect(catalog.languages()).toEqual([
      { lang_code: 'en', lang_name: 'English', url: '' },
      { lang_code: 'en-GB', lang_name: 'English (United Kingdom)', url: '' },
      { lang_code: 'en-US', lang_name: 'English (United States)', url: '' },
    ]);
    const speaks = (code: string) => speaksLanguage(catalog.list(), code);
    expect(['en', 'en-US', 'EN-us', 'en-AU'].every(speaks)).toBe(true);
    expect(['de', 'zh-CN', 'klingon!', ''].some(speaks)).toBe(false);
  });

  it('makes a preview once, as a WAV file', async () => {
    const [preview, again] = await Promise.all([
      catalog.previewWav('en-US-leo'),
      catalog.previewWav(voiceObjectId('en-US-leo')),
    ]);
    expect(again).toBe(preview);
    const { bytes, durationMs } = preview;
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 16))).toMatch(/^RIFF....WAVEfmt /s);
    expect(view.getUint32(4, true)).toBe(bytes.length - 8);
    expect(view.getUint32(40, true)).toBe(bytes.length - 44);
    expect(durationMs).toBeCloseTo(((bytes.length - 44) / 2 / view.getUint32(24, true)) * 1000, -1);
    expect(durationMs).toBeGreaterThan(2000);
  });

  it('tells when there is no such voice, and when there is none at all', async () => {
    await expect(catalog.previewWav('nobody')).rejects.toThrow(/nobody/);
    expect(() => new VoiceCatalog({ synthesizers: [] })).toThrow('No voice is installed');
  });

  it('tries a preview again that failed', async () => {
    let attempts = 0;
    const weak: SpeechSynthesizer = {
      name: 'weak',
      voices: () => flite.voices(),
      canSpeak: () => true,
      async *synthesize(request) {
        if (attempts++ === 0) throw new Error('hoarse');
        yield* flite.synthesize(request);
      },
      close: async () => {},
    };
    const hoarse = new VoiceCatalog({ synthesizers: [weak] });
    await expect(hoarse.previewWav('en-US-ava')).rejects.toThrow('hoarse');
    await expect(hoarse.previewWav('en-US-ava')).resolves.toMatchObject({ durationMs: expect.any(Number) });
  });
});
