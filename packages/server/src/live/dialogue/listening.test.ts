import { type VADEvent, VADEventType } from '@livekit/agents';
import { describe, expect, it } from 'vitest';
import type { RecognitionRequest, SpeechRecognizer } from '../../speech/stt/port.js';
import { ScriptedRecognizer } from '../testing/scripted-recognizer.js';
import { Echo } from './echo.js';
import { Listening } from './listening.js';

const LOUD = { data: new Int16Array(1_600).fill(3_000) };

const event = (type: VADEventType): VADEvent =>
  ({
    type,
    frames: [LOUD],
    speaking: true,
    speechDuration: 100,
    silenceDuration: 200,
  }) as unknown as VADEvent;

function setUp() {
  const requests: RecognitionRequest[] = [];
  const named = (line: string): SpeechRecognizer => {
    const recognizer = new ScriptedRecognizer();
    recognizer.delayMs = 0;
    recognizer.script.push(line, line);
    const listen = recognizer.listen.bind(recognizer);
    return Object.assign(recognizer, {
      listen: (request: RecognitionRequest) => {
        requests.push(request);
        return listen();
      },
    });
  };
  const chosen: { recognizer: SpeechRecognizer | null; language?: string } = { recognizer: named('one') };
  const heard: string[] = [];
  const unheard: string[] = [];
  const listening = new Listening({
    recognizer: () => chosen.recognizer,
    language: () => chosen.language,
    echo: new Echo(),
    onEcho: () => {},
    listener: { onHeard: (words) => heard.push(words), onUnheard: ({ message }) => unheard.push(message) },
  });
  const say = async () => {
    listening.take(event(VADEventType.START_OF_SPEECH));
    listening.take(event(VADEventType.INFERENCE_DONE));
    listening.take(event(VADEventType.END_OF_SPEECH));
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { chosen, named, requests, heard, unheard, listening, say };
}

describe('listening', () => {
  it('chooses the recogniser and its language anew for each utterance', async () => {
    const { chosen, named, requests, heard, say, listening } = setUp();
    await say();
    Object.assign(chosen, { recognizer: named('zwei'), language: 'de' });
    await say();
    expect(heard).toEqual(['one', 'zwei']);
    expect(requests).toEqual([{}, { language: 'de' }]);
    expect(listening.takeTurn()?.text).toBe('one zwei');
    expect(listening.takeTurn()).toBeNull();
    listening.close();
  });

  it('tells of a recogniser that fails, and goes on', async () => {
    const { chosen, named, heard, unheard, say, listening } = setUp();
    const deaf = named('never');
    chosen.recognizer = Object.assign(deaf, {
      listen: () => ({ push() {}, finish: async () => Promise.reject(new Error('no line')), cancel() {} }),
    });
    await say();
    chosen.recognizer = named('again');
    await say();
    expect([unheard, heard]).toEqual([['no line'], ['again']]);
    listening.close();
  });

  it('cancels what is under way when it closes, and hears nothing more', async () => {
    const { heard, listening } = setUp();
    listening.take(event(VADEventType.START_OF_SPEECH));
    listening.take(event(VADEventType.END_OF_SPEECH));
    listening.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([]);
  });
});
