import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlaybackListener } from '../../performer/index.js';
import { toneClause } from '../../performer/testing/tones.js';
import { createFliteSynthesizer } from '../../speech/tts/flite/index.js';
import { ScriptedRecognizer } from '../testing/scripted-recognizer.js';
import { readTurnDetection } from './turn-detection.js';
import { VoiceSession } from './voice-session.js';

const PIECE = 160;

describe('a voice session whose avatar speaks', () => {
  let sentence: Int16Array;
  let session: VoiceSession;

  beforeAll(async () => {
    const flite = await createFliteSynthesizer();
    const request = { text: 'What are your opening hours?', speed: 1, pronunciations: {} };
    const samples: number[] = [];
    const voiceId = flite.voices()[0]?.voiceId ?? '';
    for await (const { pcm } of flite.synthesize({ ...request, voiceId })) samples.push(...pcm);
    await flite.close();
    sentence = Int16Array.from(samples);
  });
  afterEach(() => session.close());

  const open = async () => {
    const log: string[] = [];
    const recognizer = new ScriptedRecognizer();
    const say = vi.fn((_chunks: unknown, listener: PlaybackListener) => listener.onStart());
    session = await VoiceSession.open({
      performer: {
        say,
        interrupt: () => log.push('interrupt'),
        pause: () => log.push('pause'),
        resume: () => log.push('resume'),
      },
      recognizer: () => recognizer,
      language: () => 'en',
      turnDetection: () => readTurnDetection({ silence_duration_ms: 300 }),
      listener: {
        onHeard: (words) => log.push(words),
        onTurn() {},
        onUnheard: ({ message }) => log.push(message),
        onBargeIn: () => log.push('barged in'),
        onWarning: (message) => log.push(message),
      },
    });
    async function* story() {
      yield toneClause('Once upon a time.', 5);
    }
    session.say(story(), { onStart() {}, onText() {}, onEnd() {} });
    await vi.waitFor(() => expect(say).toHaveBeenCalled());
    log.length = 0;
    return log;
  };
  const hear = (pcm: Int16Array) => {
    for (let at = 0; at < pcm.length; at += PIECE) session.hear(pcm.subarray(at, at + PIECE));
  };

  it('goes on when the microphone goes in the middle of a word', async () => {
    const log = await open();
    hear(new Int16Array(16_000));
    hear(sentence.subarray(0, sentence.length / 2));
    await vi.waitFor(() => expect(log).toContain('resume'), 5_000);
    expect(log).toEqual(['pause', 'pause', 'barged in', 'resume']);
  });
});
