import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import type { NewTranscriptEntry } from '../storage/transcript-port.js';
import type { TranscriptEntry } from './port.js';
import { TranscriptRecorder } from './recorder.js';

function turn(change: Partial<TranscriptEntry> = {}): TranscriptEntry {
  return {
    from: 'user',
    text: 'Hello',
    via: 'text',
    startMs: 1000,
    endMs: 2000,
    interrupted: false,
    sources: [],
    ...change,
  };
}

function open() {
  const clock = new FakeClock();
  const batches: NewTranscriptEntry[][] = [];
  const state = { failing: false };
  const recorder = new TranscriptRecorder({
    clock,
    log: pino({ level: 'silent' }),
    store: {
      async add(entries) {
        if (state.failing) {
          throw new Error('no database');
        }
        batches.push([...entries]);
      },
    },
  });
  const texts = () => batches.map((batch) => batch.map(({ entry }) => entry.text));
  return { clock, recorder, batches, state, texts };
}

describe('the recorder of transcripts', () => {
  it('stores turns together, soon after the first', async () => {
    const { clock, recorder, texts } = open();
    recorder.add('s', turn({ text: 'One' }));
    await clock.advance(900);
    recorder.add('s', turn({ text: 'Two' }));
    expect(texts()).toEqual([]);
    await clock.advance(100);
    expect(texts()).toEqual([['One', 'Two']]);
    await clock.advance(60_000);
    expect(texts()).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('loses nothing when it is closed', async () => {
    const { recorder, texts } = open();
    recorder.add('s', turn({ text: 'One' }));
    recorder.add('s', turn({ text: 'Two' }));
    await recorder.close();
    expect(texts()).toEqual([['One', 'Two']]);
  });

  it('tries again, in the old order, when the database fails', async () => {
    const { clock, recorder, texts, state } = open();
    state.failing = true;
    recorder.add('s', turn({ text: 'One' }));
    await clock.advance(1000);
    recorder.add('s', turn({ text: 'Two' }));
    state.failing = false;
    await clock.advance(1000);
    expect(texts()).toEqual([['One', 'Two']]);
  });

  it('keeps what a database can hold', async () => {
    const { recorder, batches } = open();
    recorder.add('s', turn({ text: 'a\0b\ud800c 🙂', startMs: 5.6, endMs: 2 }));
    recorder.add('s', turn({ text: ' \n' }));
    recorder.add('s', turn({ text: 'x'.repeat(1e6), sources: [{ name: '\0n', url: '' }] }));
    await recorder.flush();
    const [first, second, ...more] = batches.flat().map(({ entry }) => entry);
    expect(first).toMatchObject({ text: 'abc 🙂', startMs: 6, endMs: 6 });
    expect(second?.text).toHaveLength(16_384);
    expect(second?.sources).toEqual([{ name: 'n', url: '' }]);
    expect(more).toEqual([]);
  });

  it('keeps no more of a session than anybody can say', async () => {
    const { recorder, batches } = open();
    for (let at = 0; at < 300; at++) {
      recorder.add('talkative', turn({ text: 'x'.repeat(16_384) }));
    }
    recorder.add('other', turn());
    await recorder.flush();
    const stored = batches.flat();
    expect(stored.length).toBeLessThan(130);
    expect(stored.at(-1)?.sessionId).toBe('other');
  });
});
