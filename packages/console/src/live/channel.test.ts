import { describe, expect, it, vi } from 'vitest';
import { type Problem, StreamChannel } from './channel.js';
import { idleState } from './state.js';
import { createStore } from './store.js';

/** A channel whose other end is this test. */
function channel({ connected = true, mode = 1 as 1 | 2 } = {}) {
  const store = createStore({ ...idleState, mode });
  const sent: { mid: string; type: string; pld: Record<string, unknown> }[] = [];
  const problems: Problem[] = [];
  const deaf = vi.fn();
  const talk = new StreamChannel({
    store,
    send: async (packets) => {
      if (!connected) throw new Error('no connection');
      sent.push(...packets.map((packet) => JSON.parse(new TextDecoder().decode(packet))));
    },
    report: (problem) => problems.push(problem),
    deaf,
  });
  const receive = (frame: object) =>
    talk.receive(new TextEncoder().encode(JSON.stringify({ v: 2, ...frame })));
  const event = (name: string, mid = 'b1') => receive({ type: 'event', mid, pld: { event: name } });
  return { talk, store, sent, problems, deaf, receive, event, lines: () => store.get().transcript.lines };
}

describe('texts', () => {
  it('go out and stand in the transcript', async () => {
    const { talk, sent, lines } = channel();
    expect(await talk.say('Good morning')).toBe(true);
    expect(sent).toMatchObject([{ type: 'chat', pld: { text: 'Good morning' } }]);
    expect(lines()).toMatchObject([{ id: sent[0]?.mid, from: 'user', text: 'Good morning' }]);
  });

  it('are marked and reported when there is no connection', async () => {
    const { talk, problems, lines } = channel({ connected: false });
    expect(await talk.say('Anyone?')).toBe(false);
    expect(lines()[0]?.problem).toBeDefined();
    expect(problems).toHaveLength(1);
  });

  it('that the avatar refuses are marked with its reason', async () => {
    const { talk, sent, problems, receive, lines } = channel();
    await talk.say('One too many');
    receive({ type: 'command', mid: sent[0]?.mid, pld: { cmd: 'chat', code: 1005, msg: '32 are waiting' } });
    expect(lines()[0]?.problem).toBe('32 are waiting');
    expect(problems[0]?.text).toContain('1005');
  });

  it('of the console itself are a note, not something the reader typed', async () => {
    const { talk, sent, lines } = channel();
    await talk.greet('Hi, I am Ava.');
    expect(sent).toMatchObject([{ type: 'chat', pld: { text: 'Hi, I am Ava.' } }]);
    expect(lines().map((line) => line.from)).toEqual(['note']);
  });
});

describe('commands', () => {
  it('are silent when they were done', async () => {
    const { talk, sent, problems, receive } = channel();
    await talk.command({ cmd: 'set-action', data: { action: 'nod' } }, 'Nod');
    receive({ type: 'command', mid: sent[0]?.mid, pld: { cmd: 'set-action', code: 1000, msg: 'OK' } });
    expect(problems).toEqual([]);
  });

  it('are reported by the name the reader knows when they were refused, each time', async () => {
    const { talk, sent, problems, receive } = channel();
    await talk.command({ cmd: 'set-params', data: { bgurl: 'http://10.0.0.1/' } }, 'Background');
    const refusal = { type: 'command', mid: sent[0]?.mid, pld: { cmd: 'set-params', code: 1008, msg: 'no' } };
    receive(refusal);
    receive(refusal);
    expect(problems.map((problem) => problem.title)).toEqual(['Background', 'Background']);
  });

  it('of the server about a microphone that nobody understands are not mere problems', () => {
    const { deaf, problems, receive } = channel();
    receive({ type: 'command', pld: { cmd: 'microphone', code: 1014, msg: 'no speech recogniser' } });
    expect(deaf).toHaveBeenCalledOnce();
    expect(problems).toEqual([]);
  });

  it('interrupt the line that is being heard', async () => {
    const { talk, event, receive, lines } = channel();
    event('audio_start');
    receive({ type: 'chat', mid: 'b1', idx: 0, pld: { from: 'bot', text: 'A long' } });
    await talk.command({ cmd: 'interrupt' }, 'Stop speaking');
    event('audio_end');
    expect(lines()[0]).toMatchObject({ interrupted: true, speaking: false });
  });
});

describe('the time to the first sound', () => {
  it('is taken from the text to the start of the voice', async () => {
    const { talk, store, event } = channel();
    await talk.say('Hello');
    expect(store.get().replyMs).toBeUndefined();
    event('audio_start');
    expect(store.get().replyMs).toBeGreaterThanOrEqual(0);
  });

  it('is not taken of a text that waits behind another one', async () => {
    const { talk, store, event } = channel();
    event('audio_start');
    await talk.say('Next');
    event('audio_end');
    event('audio_start', 'b2');
    expect(store.get().replyMs).toBeUndefined();
  });
});

it('keeps the newest frames of both directions for the reader', async () => {
  const { talk, store, event } = channel();
  await talk.say('Hello');
  event('audio_start');
  expect(store.get().frames.map((frame) => frame.direction)).toEqual(['out', 'in']);
  for (let count = 0; count < 300; count++) event(count % 2 ? 'audio_start' : 'audio_end');
  const { frames } = store.get();
  expect(frames.length).toBe(200);
  expect(JSON.parse(frames.at(-1)?.json ?? '{}')).toMatchObject({ pld: { event: 'audio_start' } });
});
