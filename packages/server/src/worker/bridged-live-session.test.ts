import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveSessionOptions } from '../live/port.js';
import { BridgedLiveSession } from './bridged-live-session.js';
import { FakeBridge } from './testing/fake-bridge.js';
import { FakeLiveSession } from './testing/fake-live-session.js';

describe('an avatar with a bridge', () => {
  let live: FakeLiveSession;
  let bridge: FakeBridge;
  let session: BridgedLiveSession;
  beforeEach(() => {
    live = new FakeLiveSession({} as LiveSessionOptions, false);
    bridge = new FakeBridge();
    session = new BridgedLiveSession(live, bridge);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('has started when it is in its room, and then in the channel', async () => {
    let started = false;
    const starting = session.start().then(() => {
      started = true;
    });
    await turn();
    expect(bridge.calls).toEqual([]);
    live.enter();
    await turn();
    expect(bridge.calls).toEqual(['join']);
    expect(bridge.timeoutMs).toBeGreaterThan(10_000);
    expect(started).toBe(false);
    bridge.settle();
    await starting;
    expect(started).toBe(true);
  });

  it('does not start where the channel does not let it in', async () => {
    const starting = session.start();
    live.enter();
    await turn();
    bridge.settle(new Error('Agora gave no answer in time'));
    await expect(starting).rejects.toThrow('bridge: Agora gave no answer in time');
  });

  it('does not go to the channel without an avatar', async () => {
    const starting = session.start();
    live.refuse(new Error('no room'));
    await expect(starting).rejects.toThrow('no room');
    expect(bridge.calls).toEqual([]);
  });

  it('fails with either of the two, and passes on who is there', () => {
    const heard: string[] = [];
    session.on('failed', (error) => heard.push(error.message));
    session.on('clients', (count) => heard.push(`${count} clients`));
    live.tellClients(1);
    live.tellFailed(new Error('the room is lost'));
    bridge.fail(new Error('put out of the channel'));
    expect(heard).toEqual(['1 clients', 'the room is lost', 'bridge: put out of the channel']);
  });

  it('closes both', async () => {
    await session.close();
    expect([live.closed, bridge.calls]).toEqual([true, ['close']]);
  });
});
