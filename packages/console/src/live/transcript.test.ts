import { describe, expect, it } from 'vitest';
import type { AvatarFrame } from './protocol.js';
import { emptyTranscript, reduceTranscript, type TranscriptEvent } from './transcript.js';

const after = (...events: TranscriptEvent[]) => events.reduce(reduceTranscript, emptyTranscript);
const frame = (value: AvatarFrame): TranscriptEvent => ({ type: 'frame', frame: value, at: 5 });
const bot = (mid: string, text: string, idx?: number, fin = false) =>
  frame({ kind: 'chat', mid, from: 'bot', text, idx, fin });
const starts = (mid?: string) => frame({ kind: 'speech', mid, speaking: true });
const ends = (mid?: string) => frame({ kind: 'speech', mid, speaking: false });
const typed = (mid: string, text: string, interrupts = false): TranscriptEvent => ({
  type: 'typed',
  mid,
  text,
  at: 1,
  interrupts,
});

describe('what the avatar says', () => {
  it('is appended to one line as it arrives', () => {
    const { lines } = after(starts('b1'), bot('b1', 'Hello', 0), bot('b1', ' there.', 1, true));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ from: 'bot', text: 'Hello there.', complete: true, speaking: true });
  });

  it('is there before its text, while it is being heard', () => {
    const state = after(starts('b1'));
    expect(state.speakingId).toBe('b1');
    expect(state.lines[0]).toMatchObject({ text: '', complete: false, speaking: true });
  });

  it('takes a repeated part once', () => {
    expect(after(bot('b1', 'One', 0), bot('b1', 'One', 0), bot('b1', ' two', 1)).lines[0]?.text).toBe(
      'One two',
    );
  });

  it('takes parts without numbers as they come', () => {
    expect(after(bot('b1', 'ha'), bot('b1', 'ha')).lines[0]?.text).toBe('haha');
  });

  it('is no longer speaking after its end, and not interrupted by itself', () => {
    const state = after(starts('b1'), bot('b1', 'Hi', 0, true), ends('b1'));
    expect(state.speakingId).toBeUndefined();
    expect(state.lines[0]).toMatchObject({ speaking: false, interrupted: false });
  });

  it('leaves no empty line behind when it was stopped before its first word', () => {
    expect(after(starts('b1'), { type: 'stop-asked' }, ends('b1')).lines).toEqual([]);
  });

  it('can be heard without a name', () => {
    expect(after(starts()).speakingId).toBeDefined();
    expect(after(starts(), ends()).speakingId).toBeUndefined();
  });
});

describe('interruption', () => {
  it('marks the line that was stopped, and only that one', () => {
    const state = after(
      starts('b1'),
      bot('b1', 'A long', 0),
      { type: 'stop-asked' },
      bot('b1', '', 1, true),
      ends('b1'),
      starts('b2'),
      bot('b2', 'Short.', 0, true),
      ends('b2'),
    );
    expect(state.lines.map((line) => line.interrupted)).toEqual([true, false]);
  });

  it('is what a new message does in a dialogue, not in retelling', () => {
    const speaking = [starts('b1'), bot('b1', 'Well', 0, true)];
    expect(after(...speaking, typed('u1', 'Wait', true), ends('b1')).lines[0]?.interrupted).toBe(true);
    expect(after(...speaking, typed('u1', 'Next', false), ends('b1')).lines[0]?.interrupted).toBe(false);
  });

  it('does nothing while nobody speaks', () => {
    const state = after({ type: 'stop-asked' }, starts('b1'), bot('b1', 'Hi', 0, true), ends('b1'));
    expect(state.lines[0]?.interrupted).toBe(false);
  });
});

describe('what the user says', () => {
  it('is there at once when typed, and shows why it was not taken', () => {
    const { lines } = after(typed('u1', 'Hi'), { type: 'refused', mid: 'u1', reason: 'too many' });
    expect(lines[0]).toMatchObject({ from: 'user', origin: 'typed', text: 'Hi', problem: 'too many' });
  });

  it('grows as it is recognised when spoken', () => {
    const heard = (text: string, idx: number, fin: boolean) =>
      frame({ kind: 'chat', mid: 'h1', from: 'user', text, idx, fin });
    const { lines } = after(heard('what is', 0, false), heard(' the time', 1, true));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ from: 'user', origin: 'heard', text: 'what is the time' });
  });
});

it('falls silent when the session ends', () => {
  const state = after(starts('b1'), bot('b1', 'Hel', 0), { type: 'ended' });
  expect(state.speakingId).toBeUndefined();
  expect(state.lines[0]).toMatchObject({ text: 'Hel', speaking: false });
});
