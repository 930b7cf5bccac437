import { MAX_FRAME_BYTES, type OutboundFrame } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { BotMessage } from './bot-message.js';
import { chatFrames, commandFrame, encodeFrame, Outbox } from './outbox.js';

const message = { mid: 'bot-1', from: 'bot' as const };

function collect(): { outbox: Outbox; frames: OutboundFrame[] } {
  const frames: OutboundFrame[] = [];
  const outbox = new Outbox(
    async (bytes) => {
      frames.push(JSON.parse(Buffer.from(bytes).toString()));
    },
    (error) => {
      throw error;
    },
  );
  return { outbox, frames };
}

describe('outgoing frames', () => {
  it.each([
    ['plain text', 'All work and no play makes Jack a dull boy. '.repeat(100)],
    ['accents and signs', 'Ärger über 10 € ‒ naïve façade, 漢字かな交じり文。'.repeat(60)],
    ['emoji', '👩‍👩‍👧‍👦🙂🇩🇪'.repeat(200)],
    ['what JSON has to escape', '"\\\n\t\u0001'.repeat(500)],
    ['halves of characters', '\ud83d x \udc00'.repeat(300)],
  ])('carry long %s in frames of at most 960 bytes that join up to it', (_what, text) => {
    const frames = chatFrames(message, 7, text, true);
    expect(frames.length).toBeGreaterThan(1);
    for (const frame of frames) expect(encodeFrame(frame).byteLength).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    const read = frames.map((frame) => JSON.parse(Buffer.from(encodeFrame(frame)).toString()));
    expect(read.map(({ pld }) => pld.text).join('')).toBe(text);
    expect(read.map(({ idx }) => idx)).toEqual(read.map((_, i) => 7 + i));
    expect(read.map(({ fin }) => fin)).toEqual(read.map((_, i) => i === read.length - 1));
    expect(read.every(({ fin, pld }) => fin === pld.fin)).toBe(true);
  });

  it('cut an answer that is too long', () => {
    const frame = commandFrame('set-params', 1003, '€'.repeat(2_000), 'm'.repeat(128));
    const bytes = encodeFrame(frame);
    expect(bytes.byteLength).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    expect(JSON.parse(Buffer.from(bytes).toString()).pld).toMatchObject({ cmd: 'set-params', code: 1003 });
  });

  it('leave in the order they were given, whatever each takes', async () => {
    const sent: number[] = [];
    const outbox = new Outbox(
      async (bytes) => {
        const { idx } = JSON.parse(Buffer.from(bytes).toString());
        await new Promise((resolve) => setTimeout(resolve, idx === 0 ? 20 : 0));
        sent.push(idx);
      },
      () => {},
    );
    for (const frame of chatFrames(message, 0, 'x'.repeat(3_000), true)) outbox.send(frame);
    await outbox.flushed();
    expect(sent).toEqual([0, 1, 2, 3]);
  });

  it('are followed by others when one cannot be sent', async () => {
    const errors: unknown[] = [];
    let calls = 0;
    const outbox = new Outbox(
      async () => {
        if (calls++ === 0) throw new Error('no route');
      },
      (error) => errors.push(error),
    );
    outbox.send(commandFrame('a', 1000, 'OK', 'm'));
    outbox.send(commandFrame('b', 1000, 'OK', 'm'));
    await outbox.flushed();
    expect(calls).toBe(2);
    expect(errors).toHaveLength(1);
  });
});

describe('BotMessage', () => {
  it('numbers its deltas and marks the last one', async () => {
    const { outbox, frames } = collect();
    const bot = new BotMessage(outbox);
    bot.append('Hello ', false);
    bot.append('there', true);
    bot.finish();
    await outbox.flushed();
    expect(frames).toMatchObject([
      {
        v: 2,
        type: 'chat',
        mid: bot.mid,
        idx: 0,
        fin: false,
        pld: { from: 'bot', text: 'Hello ', fin: false },
      },
      { v: 2, type: 'chat', mid: bot.mid, idx: 1, fin: true, pld: { from: 'bot', text: 'there', fin: true } },
    ]);
  });

  it('gets its end when it is broken off, and none when it never began', async () => {
    const { outbox, frames } = collect();
    const begun = new BotMessage(outbox);
    begun.append('Hel', false);
    begun.finish();
    begun.append('lo', true);
    new BotMessage(outbox).finish();
    await outbox.flushed();
    expect(frames).toMatchObject([{ idx: 0 }, { idx: 1, fin: true, pld: { text: '' } }]);
    expect(frames).toHaveLength(2);
  });

  it('ends its sound once, and only if it began', async () => {
    const { outbox, frames } = collect();
    const bot = new BotMessage(outbox);
    bot.soundEnds();
    bot.soundStarts();
    bot.soundEnds();
    bot.soundEnds();
    await outbox.flushed();
    expect(frames).toEqual([
      { v: 2, type: 'event', mid: bot.mid, pld: { event: 'audio_start' } },
      { v: 2, type: 'event', mid: bot.mid, pld: { event: 'audio_end' } },
    ]);
  });

  it('never shares a mid', () => {
    const { outbox } = collect();
    const mids = Array.from({ length: 100 }, () => new BotMessage(outbox).mid);
    expect(new Set(mids).size).toBe(100);
  });
});
