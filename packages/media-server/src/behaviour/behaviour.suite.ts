import { dispose } from '@livekit/rtc-node';
import { afterAll, beforeAll, describe } from 'vitest';
import type { ServerUnderTest } from '../testing/servers.js';
import { browserBehaviour } from './browser.suite.js';
import { dataBehaviour } from './data.suite.js';
import { joiningBehaviour } from './joining.suite.js';
import { mediaBehaviour } from './media.suite.js';
import { roomServiceBehaviour } from './room-service.suite.js';

/** How a LiveKit-compatible server behaves towards its clients; the same for ours and for livekit-server. */
export function describeServer(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(name, () => {
    let server: ServerUnderTest;
    let rooms = 0;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await dispose();
      await server?.stop();
    });
    const current = () => server;
    const newRoom = () => `room-${process.pid}-${++rooms}`;
    describe('joining', () => joiningBehaviour(current, newRoom));
    describe('media', () => mediaBehaviour(current, newRoom));
    describe('data', () => dataBehaviour(current, newRoom));
    describe('room service', () => roomServiceBehaviour(current, newRoom));
    describe('browser', () => browserBehaviour(current, newRoom));
  });
}
