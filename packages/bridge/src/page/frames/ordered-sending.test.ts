import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OrderedSending } from './ordered-sending.js';

/** What is sent is taken when the test says so. */
function rig(maxWaitingBytes: number) {
  const sent: { bytes: number; topic: string | undefined }[] = [];
  const dropped: string[] = [];
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  const sending = new OrderedSending({
    maxWaitingBytes,
    onDropped: (reason) => dropped.push(reason),
    send(bytes, topic) {
      sent.push({ bytes: bytes.byteLength, topic });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  });
  const push = (bytes: number, topic?: string) => sending.push(new Uint8Array(bytes), topic);
  const taken = async (error?: Error) => {
    await turn();
    const one = waiting.shift();
    if (error) one?.reject(error);
    else one?.resolve();
    await turn();
  };
  return { push, taken, sent, dropped };
}

describe('messages on their way into the room', () => {
  it('go one after the other, each with its topic', async () => {
    const { push, taken, sent, dropped } = rig(100);
    push(1);
    push(2, 'trtc:3');
    await turn();
    expect(sent).toEqual([{ bytes: 1, topic: undefined }]);
    await taken();
    expect(sent).toEqual([
      { bytes: 1, topic: undefined },
      { bytes: 2, topic: 'trtc:3' },
    ]);
    expect(dropped).toEqual([]);
  });

  it('are dropped where too many bytes wait, and taken again when they do not', async () => {
    const { push, taken, sent, dropped } = rig(10);
    push(6);
    push(4);
    push(1);
    expect(dropped).toEqual(['10 bytes wait already']);
    await taken();
    push(6);
    await taken();
    await taken();
    expect(sent.map(({ bytes }) => bytes)).toEqual([6, 4, 6]);
    expect(dropped).toHaveLength(1);
  });

  it('do not stop at one that is refused', async () => {
    const { push, taken, sent, dropped } = rig(10);
    push(5);
    push(5);
    await taken(new Error('not now'));
    push(5);
    await taken();
    await taken();
    expect(sent).toHaveLength(3);
    expect(dropped).toEqual(['not now']);
  });
});
