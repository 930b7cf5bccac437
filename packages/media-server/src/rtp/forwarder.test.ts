import { beforeEach, describe, expect, it } from 'vitest';
import { Forwarder, type Outlet } from './forwarder.js';
import type { MediaPacket } from './packet.js';
import { PacketHistory } from './packet-history.js';

const MIME = 'video/vp8';
const KEY = Buffer.from([0x10, 0x00, 1]);
const DELTA = Buffer.from([0x10, 0x01, 1]);

let sent: number[];
let resent: number[];
let keyFrameRequests: number;
let ready: boolean;
let history: PacketHistory;
let forwarder: Forwarder;

function packet(sequenceNumber: number, payload = DELTA): MediaPacket {
  const made = { sequenceNumber, timestamp: sequenceNumber * 3000, marker: true, payload };
  history.store(made);
  return made;
}
function forward(sequenceNumber: number, payload = DELTA): void {
  forwarder.forward(packet(sequenceNumber, payload), MIME);
}

beforeEach(() => {
  sent = [];
  resent = [];
  keyFrameRequests = 0;
  ready = true;
  history = new PacketHistory(64);
  const outlet: Outlet = {
    ready: () => ready,
    send: (_mime, sequenceNumber) => void sent.push(sequenceNumber),
    resend: (_mime, sequenceNumber) => void resent.push(sequenceNumber),
    sendSenderReport: () => {},
  };
  const source = {
    kind: 'video' as const,
    mime: MIME,
    history,
    lastSenderReport: undefined,
    requestKeyFrame: () => {
      keyFrameRequests++;
    },
  };
  forwarder = new Forwarder(source, outlet);
});

describe('forwarding video to a viewer', () => {
  it('begins with a key frame, and asks for one', () => {
    forward(1);
    forward(2);
    expect(sent).toEqual([]);
    expect(keyFrameRequests).toBe(2);
    expect(forwarder.waiting).toBe(true);
    forward(3, KEY);
    forward(4);
    expect(sent).toEqual([3, 4]);
    expect(forwarder.waiting).toBe(false);
  });

  it('asks for nothing while the viewer is not connected', () => {
    ready = false;
    forward(1, KEY);
    expect(keyFrameRequests).toBe(0);
    expect(forwarder.waiting).toBe(false);
    ready = true;
    forward(2);
    expect(keyFrameRequests).toBe(1);
  });

  it('goes on after a pause with a key frame and without a gap in its numbers', () => {
    forward(65_534, KEY);
    forward(65_535);
    forwarder.paused = true;
    for (const number of [0, 1, 2]) forward(number);
    forwarder.paused = false;
    forward(3);
    forward(4, KEY);
    forward(5);
    expect(sent).toEqual([65_534, 65_535, 0, 1]);
  });

  it('keeps gaps that were losses, so that they can be repaired', () => {
    forward(10, KEY);
    forward(12);
    forward(11);
    expect(sent).toEqual([10, 12, 11]);
  });

  it('sends again what a viewer missed, by the numbers that viewer knows', () => {
    forward(100, KEY);
    forwarder.paused = true;
    forward(101);
    forwarder.paused = false;
    forward(102, KEY);
    expect(sent).toEqual([100, 101]);
    forwarder.retransmit([101, 9000]);
    expect(resent).toEqual([101]);
  });

  it('begins anew when the publisher does', () => {
    forward(100, KEY);
    forwarder.restart();
    forward(7000);
    forward(7001, KEY);
    expect(sent).toEqual([100, 101]);
  });
});
