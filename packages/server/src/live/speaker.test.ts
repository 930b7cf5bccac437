import type { OutboundFrame } from '@avatarium/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetelling } from '../conversation/retelling.js';
import { Performer } from '../performer/index.js';
import { loudnessLips } from '../performer/testing/loudness-lips.js';
import { PacedSink } from '../performer/testing/paced-sink.js';
import { TimedStage } from '../performer/testing/timed-stage.js';
import { Outbox } from './protocol/outbox.js';
import { type Chat, MAX_WAITING_CHATS, Speaker } from './speaker.js';
import { ToneSynthesizer, toneVoice } from './testing/tone-voice.js';
import type { TurnTimings } from './turn-timings.js';

/** What a client sees: events, texts by message, and rejections. */
class Room {
  readonly frames: OutboundFrame[] = [];
  readonly rejections: string[] = [];
  readonly entries: string[] = [];
  readonly turns: TurnTimings[] = [];
  readonly histories: string[][] = [];
  readonly synthesizer = new ToneSynthesizer();
  readonly performer = new Performer(new PacedSink(), new TimedStage(), 25, loudnessLips);
  readonly speaker = new Speaker({
    performer: this.performer,
    outbox: new Outbox(
      async (bytes) => {
        this.frames.push(JSON.parse(Buffer.from(bytes).toString()));
      },
      (error) => {
        throw error;
      },
    ),
    reply: (chat, turn, signal) => {
      this.histories.push(turn.history.map(({ role, content }) => `${role}: ${content}`));
      return createRetelling().reply({ text: chat.text, ...turn }, signal);
    },
    context: () => ({ avatarName: 'Ava', voiceName: 'Ava', language: 'en' }),
    voice: () => ({ ...toneVoice('Ava', this.synthesizer), speed: 1, pronunciations: {} }),
    onEntry: ({ from, text, interrupted }) => this.entries.push(`${from}: ${text}${interrupted ? ' …' : ''}`),
    onTurn: (timings) => this.turns.push(timings),
    reject: (chat, code, msg) => this.rejections.push(`${chat.mid} ${code} ${msg}`),
  });

  /** Everything in the order it was sent: `start`, `end`, or text. */
  story(): string[] {
    return this.frames.map((frame) => {
      if (frame.type === 'event') return frame.pld.event;
      return frame.type === 'chat' ? frame.pld.text + (frame.fin ? '|' : '') : frame.type;
    });
  }

  texts(): string[] {
    const texts = new Map<string, string>();
    for (const frame of this.frames) {
      if (frame.type === 'chat') texts.set(frame.mid, (texts.get(frame.mid) ?? '') + frame.pld.text);
    }
    return [...texts.values()];
  }
}

const chat = (text: string, mode: 1 | 2 = 1, mid = text): Chat => ({ text, mid, mode, via: 'text' });
const spoken = (text: string): Chat => ({ text, mid: text, mode: 2, via: 'voice' });

describe('Speaker', () => {
  let room: Room;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
    room = new Room();
    room.performer.start();
  });
  afterEach(() => {
    room.speaker.close();
    room.performer.stop();
    vi.useRealTimers();
  });

  it('sends the start of sound, the words with the voice, the end of text, the end of sound', async () => {
    room.speaker.add(chat('One two three.'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.story()).toEqual(['audio_start', 'One ', 'two ', 'three.|', 'audio_end']);
    expect(new Set(room.frames.map((frame) => frame.mid)).size).toBe(1);
  });

  it('says messages in order in mode 1', async () => {
    for (const text of ['First.', 'Second.', 'Third.']) room.speaker.add(chat(text));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(room.texts()).toEqual(['First.', 'Second.', 'Third.']);
    expect(room.story().filter((step) => step.startsWith('audio'))).toEqual([
      'audio_start',
      'audio_end',
      'audio_start',
      'audio_end',
      'audio_start',
      'audio_end',
    ]);
  });

  it('lets 32 messages wait and turns the next away', async () => {
    for (let i = 0; i <= MAX_WAITING_CHATS + 1; i++)
      room.speaker.add(chat(`Message number ${i}.`, 1, `m${i}`));
    expect(room.rejections).toEqual(['m33 1005 32 messages are already waiting to be said']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(room.texts()).toHaveLength(33);
    expect(room.texts().at(-1)).toBe('Message number 32.');
  });

  it('breaks off for a new message in mode 2', async () => {
    room.speaker.add(chat('A long answer that goes on and on and on and on.', 2));
    await vi.advanceTimersByTimeAsync(900);
    room.speaker.add(chat('Short.', 2));
    await vi.advanceTimersByTimeAsync(2_000);
    const [first, second] = room.texts();
    expect(first?.length).toBeLessThan(30);
    expect(second).toBe('Short.');
    expect(room.story().filter((step) => step.endsWith('|'))).toEqual(['|', 'Short.|']);
  });

  it('interrupts, forgets what waits, and takes new messages', async () => {
    room.speaker.add(chat('One two three four five six seven.'));
    room.speaker.add(chat('Never heard.'));
    await vi.advanceTimersByTimeAsync(500);
    room.speaker.interrupt();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.story().slice(-2)).toEqual(['|', 'audio_end']);
    expect(room.texts().join()).not.toContain('Never');
    room.speaker.add(chat('Back again.'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.texts().at(-1)).toBe('Back again.');
  });

  it('sends nothing at all of a message that is interrupted before it sounds', async () => {
    room.speaker.add(chat('Not this.'));
    room.speaker.interrupt();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.frames).toEqual([]);
    expect(room.rejections).toEqual([]);
  });

  it('shows what the voice cannot speak, without sound, and says so', async () => {
    room.speaker.add(chat('你好', 1, 'm'));
    await vi.advanceTimersByTimeAsync(500);
    expect(room.story()).toEqual(['你好|']);
    expect(room.rejections).toEqual(['m 1003 text: the voice Ava cannot speak any of it']);
  });

  it('turns an empty message away', () => {
    room.speaker.add(chat(' \n', 1, 'm'));
    expect(room.rejections).toEqual(['m 1003 text: is empty']);
  });

  it('goes on after a voice that fails, with all of the text shown', async () => {
    room.speaker.add(chat('All well. Now cough please.', 1, 'm'));
    room.speaker.add(chat('Next.'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(room.rejections).toEqual(['m 1218 text: the voice is hoarse']);
    expect(room.story().slice(0, 5)).toEqual([
      'audio_start',
      'All ',
      'well. ',
      'Now cough please.|',
      'audio_end',
    ]);
    expect(room.texts().at(-1)).toBe('Next.');
  });

  it('stops asking the voice when it is interrupted', async () => {
    room.speaker.add(chat('One. '.repeat(200)));
    room.speaker.interrupt();
    await vi.advanceTimersByTimeAsync(100);
    expect(room.synthesizer.requests.every(({ signal }) => signal?.aborted)).toBe(true);
  });

  it('remembers what was really said, and no more', async () => {
    room.speaker.add(chat('One two three four five six seven.', 2));
    await vi.advanceTimersByTimeAsync(700);
    room.speaker.add(chat('Second.', 2));
    await vi.advanceTimersByTimeAsync(2_000);
    room.speaker.add(chat('Third.', 2));
    await vi.advanceTimersByTimeAsync(2_000);
    const heard = room.texts()[0]?.trim();
    expect(room.histories.at(-1)).toEqual([
      'user: One two three four five six seven.',
      `assistant: ${heard}`,
      'user: Second.',
      'assistant: Second.',
    ]);
    expect(room.entries.slice(0, 3)).toEqual([
      'user: One two three four five six seven.',
      `bot: ${heard} …`,
      'user: Second.',
    ]);
  });

  it('begins to answer before the turn is over, and uses that answer if nothing was added', async () => {
    room.speaker.prepare('Tell me more.', 2);
    await vi.advanceTimersByTimeAsync(100);
    expect(room.synthesizer.requests).toHaveLength(1);
    expect(room.frames).toEqual([]);
    room.speaker.add(spoken('Tell me more.'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.texts()).toEqual(['Tell me more.']);
    expect(room.synthesizer.requests).toHaveLength(1);
    expect(room.turns).toMatchObject([{ via: 'voice' }]);
  });

  it('drops a prepared answer when more was said', async () => {
    room.speaker.prepare('Tell me', 2);
    await vi.advanceTimersByTimeAsync(100);
    room.speaker.add(spoken('Tell me about cats.'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.texts()).toEqual(['Tell me about cats.']);
    expect(room.synthesizer.requests[0]?.signal?.aborted).toBe(true);
  });
});
