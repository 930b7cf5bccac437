import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Microphone, type ServerProcess, startServer, Viewer, waitFor } from './support/index.js';

/** A folder that `avatarium models pull` has filled with a recogniser and a voice. */
const MODELS = process.env.AVATARIUM_TEST_MODELS ?? '';
/** A person who speaks, of Debian's pocketsphinx-testdata; 16 kHz, without a head. */
const RECORDING = '/usr/share/pocketsphinx/test/data/goforward.raw';
const SAID = 'go forward ten meters';

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll('10', 'ten')
    .replace(/[^a-z]+/g, ' ')
    .trim();

describe.runIf(existsSync(MODELS) && existsSync(RECORDING))('models on this machine', () => {
  let server: ServerProcess;
  let viewer: Viewer;
  let microphone: Microphone;

  beforeAll(async () => {
    server = await startServer({ env: { MODELS_DIR: MODELS, TTS_PROVIDER: 'local' } });
    const { credentials } = await server.api.createSession({ mode_type: 1 });
    viewer = await Viewer.join(credentials.livekit_url ?? '', credentials.livekit_token ?? '');
    microphone = await Microphone.publish(viewer.room);
    await viewer.firstPicture();
  });
  afterAll(async () => {
    await microphone?.close();
    await viewer?.leave();
    await server?.dispose();
  });

  const captions = (from: string) =>
    viewer.frames
      .filter(({ type, pld }) => type === 'chat' && pld.from === from)
      .map(({ pld }) => pld.text ?? '')
      .join('');

  it('understand a person in the room, who hears the same words said back', async () => {
    const bytes = readFileSync(RECORDING);
    const pcm = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    await microphone.say(pcm);
    await waitFor('the words', () => captions('user') !== '', 30_000);
    await waitFor('the end', () => viewer.events('audio_end').length > 0, 45_000);
    // A recogniser may add a word of its own, which is then said back as well.
    expect(plain(captions('user'))).toContain(SAID);
    expect(plain(captions('bot'))).toBe(plain(captions('user')));
    const loudS = viewer.sound.filter(({ rms }) => rms > 0.02).length / 100;
    expect(loudS).toBeGreaterThan(1);
  });
});
