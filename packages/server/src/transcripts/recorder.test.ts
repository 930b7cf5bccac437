import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../sessions/testing/fake-clock.js';
import type { NewTranscriptEntry, TranscriptStore } from '../storage/transcript-port.js';
import { createTranscripts } from './index.js';
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
  const state = { failing: false, failsAfter: Number.POSITIVE_INFINITY };
  const recorder = new TranscriptRecorder({
    clock,
    log: pino({ level: 'silent' }),
    store: {
      async add(entries) {
        if (state.failing || batches.length === state.failsAfter) {
          state.failsAfter = Number.POSITIVE_INFINITY;
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

  it('stores none twice when the database fails in the middle of many', async () => {
    const { clock, recorder, batches, state } = open();
    state.failing = true;
    for (let at = 0; at < 250; at++) {
      recorder.add('s', turn({ text: `${at}` }));
    }
    await clock.advance(1000);
    expect(batches).toEqual([]);
    state.failing = false;
    state.failsAfter = 1;
    await clock.advance(1000);
    expect(batches).toHaveLength(1);
    await clock.advance(1000);
    expect(batches.flat().map(({ entry }) => entry.text)).toEqual(
      Array.from({ length: 250 }, (_, at) => `${at}`),
    );
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

describe('transcripts that are not to be kept', () => {
  it('are not stored, and those that there are go', async () => {
    const clock = new FakeClock();
    const added: unknown[] = [];
    const deletedBefore: number[] = [];
    const store: TranscriptStore = {
      add: async (entries) => void added.push(...entries),
      list: async () => ({ count: 0, rows: [] }),
      read: async () => [],
      delete: async () => 0,
      async deleteBefore(endMs) {
        deletedBefore.push(endMs);
        return 0;
      },
    };
    const transcripts = createTranscripts({
      store,
      sessions: { find: async () => null },
      clock,
      log: pino({ level: 'silent' }),
      retentionDays: 0,
    });
    const startMs = clock.nowMs();
    transcripts.start();
    await clock.advance(0);
    transcripts.sink.add('s', turn());
    await clock.advance(3_600_000);
    await transcripts.close();
    expect(added).toEqual([]);
    expect(deletedBefore).toEqual([startMs, startMs + 3_600_000]);
    expect(clock.pendingTimers).toBe(0);
  });
});
