import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NativeClient } from '../testing/native-client.js';
import type { ServerUnderTest } from '../testing/servers.js';
import { until } from '../testing/waiting.js';

/** Data packets, calls and streams, between native clients of both signalling modes. */
export function dataBehaviour(server: () => ServerUnderTest, newRoom: () => string): void {
  const texts = (client: NativeClient) => client.data.map((message) => message.text);

  it('brings reliable data to everybody else, in order, with its sender and topic', async () => {
    const room = newRoom();
    const sender = await NativeClient.join(server(), 'sender', room, { single: true });
    const others = [
      await NativeClient.join(server(), 'one', room, { single: true }),
      await NativeClient.join(server(), 'two', room, { single: false }),
    ];
    const sent = Array.from({ length: 50 }, (_, index) => `message ${index}`);
    for (const text of sent)
      await sender.local.publishData(Buffer.from(text), { reliable: true, topic: 'news' });
    for (const other of others) {
      await until('all messages', () => other.data.length === sent.length);
      expect(texts(other)).toEqual(sent);
      expect(other.data[0]).toMatchObject({ from: 'sender', topic: 'news' });
    }
    expect(sender.data).toEqual([]);
    await Promise.all([sender, ...others].map((client) => client.leave()));
  });

  it('brings lossy data', async () => {
    const room = newRoom();
    const sender = await NativeClient.join(server(), 'sender', room, { single: false });
    const receiver = await NativeClient.join(server(), 'receiver', room);
    await until('a lossy message', async () => {
      await sender.local.publishData(Buffer.from('tick'), { reliable: false });
      return texts(receiver).includes('tick');
    });
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it('brings data for named identities to them alone, hidden ones included', async () => {
    const room = newRoom();
    const sender = await NativeClient.join(server(), 'sender', room);
    const hidden = await NativeClient.join(server(), 'hidden', room, { hidden: true });
    const other = await NativeClient.join(server(), 'other', room);
    const options = { reliable: true, destination_identities: ['hidden'] };
    await sender.local.publishData(Buffer.from('secret'), options);
    await sender.local.publishData(Buffer.from('public'), { reliable: true });
    await until('both messages', () => hidden.data.length === 2 && other.data.length > 0);
    expect(texts(hidden)).toEqual(['secret', 'public']);
    expect(texts(other)).toEqual(['public']);
    await hidden.local.publishData(Buffer.from('from the shade'), { reliable: true });
    await until('the hidden one to be heard', () => texts(other).includes('from the shade'));
    expect(other.data.at(-1)?.from).toBeUndefined();
    await Promise.all([sender.leave(), hidden.leave(), other.leave()]);
  });

  it('carries data of 14 kB', async () => {
    const room = newRoom();
    const sender = await NativeClient.join(server(), 'sender', room, { single: false });
    const receiver = await NativeClient.join(server(), 'receiver', room, { single: false });
    const text = randomBytes(7000).toString('hex');
    await sender.local.publishData(Buffer.from(text), { reliable: true });
    await until('the large message', () => receiver.data.length === 1);
    expect(texts(receiver)).toEqual([text]);
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  describe('calls', () => {
    it('return what the callee answers, or its error', async () => {
      const room = newRoom();
      const callee = await NativeClient.join(server(), 'callee', room);
      const caller = await NativeClient.join(server(), 'caller', room, { single: false });
      callee.room.localParticipant?.registerRpcMethod('double', async ({ payload }) => payload + payload);
      await caller.remote('callee');
      const call = (method: string, payload: string) =>
        caller.local.performRpc({ destinationIdentity: 'callee', method, payload, responseTimeout: 10_000 });
      expect(await call('double', 'ab')).toBe('abab');
      await expect(call('unknown', '')).rejects.toThrow();
      await Promise.all([callee.leave(), caller.leave()]);
    });
  });

  describe('streams', () => {
    it('of text and of bytes arrive whole', async () => {
      const room = newRoom();
      const sender = await NativeClient.join(server(), 'sender', room);
      const receiver = await NativeClient.join(server(), 'receiver', room);
      await sender.remote('receiver');
      const text = new Promise<string>((resolve) => {
        receiver.room.registerTextStreamHandler('story', (reader) => void reader.readAll().then(resolve));
      });
      const bytes = new Promise<Buffer>((resolve) => {
        receiver.room.registerByteStreamHandler('blob', (reader) => {
          void reader.readAll().then((chunks) => resolve(Buffer.concat(chunks)));
        });
      });
      const story = 'Once upon a time. '.repeat(4000);
      await sender.local.sendText(story, { topic: 'story' });
      expect(await text).toBe(story);
      const blob = randomBytes(200_000);
      const writer = await sender.local.streamBytes({ topic: 'blob', name: 'blob.bin' });
      await writer.write(blob);
      await writer.close();
      expect((await bytes).equals(blob)).toBe(true);
      await Promise.all([sender.leave(), receiver.leave()]);
    });
  });
}
