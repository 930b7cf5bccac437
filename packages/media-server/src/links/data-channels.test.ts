import { afterEach, beforeEach, expect, it } from 'vitest';
import { RTCPeerConnection } from 'werift';
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

it('drops lossy data that cannot go out at once', () => {
  const channels = new DataChannels(1000);
  channels.add(connection.createDataChannel('_lossy', { ordered: false, maxRetransmits: 0 }));
  expect(channels.send('_lossy', Buffer.alloc(5000))).toBe(true);
});
