import { afterEach, beforeEach, expect, it } from 'vitest';
import { RTCPeerConnection, type RTCSessionDescription } from 'werift';
import { DataChannels } from './data-channels.js';

let connection: RTCPeerConnection;
beforeEach(() => {
  connection = new RTCPeerConnection({ iceServers: [] });
});
afterEach(() => connection.close());

it('keeps reliable data for a channel that is not open yet, up to a bound', () => {
  const channels = new DataChannels(1000);
  expect(channels.send('_reliable', Buffer.alloc(600))).toBe(true);
  channels.add(connection.createDataChannel('_reliable'));
  expect(channels.send('_reliable', Buffer.alloc(400))).toBe(true);
  expect(channels.send('_reliable', Buffer.alloc(1))).toBe(false);
});

it('sends what has waited before what comes as the channel opens', async () => {
  const other = new RTCPeerConnection({ iceServers: [] });
  const received: string[] = [];
  const both = new Promise<void>((resolve) => {
    other.onDataChannel.subscribe((channel) => {
      channel.onMessage.subscribe((message) => {
        if (received.push(message.toString()) === 2) resolve();
      });
    });
  });
  const channels = new DataChannels(1000);
  const channel = connection.createDataChannel('_reliable');
  channels.send('_reliable', Buffer.from('first'));
  channels.add(channel);
  channel.stateChanged.subscribe((state) => {
    if (state === 'open') channels.send('_reliable', Buffer.from('second'));
  });
  await connection.setLocalDescription(await connection.createOffer());
  await other.setRemoteDescription(connection.localDescription as RTCSessionDescription);
  await other.setLocalDescription(await other.createAnswer());
  await connection.setRemoteDescription(other.localDescription as RTCSessionDescription);
  await both;
  expect(received).toEqual(['first', 'second']);
  await other.close();
});

it('drops lossy data that cannot go out at once', () => {
  const channels = new DataChannels(1000);
  channels.add(connection.createDataChannel('_lossy', { ordered: false, maxRetransmits: 0 }));
  expect(channels.send('_lossy', Buffer.alloc(5000))).toBe(true);
});
