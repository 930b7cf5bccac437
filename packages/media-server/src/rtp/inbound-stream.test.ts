import { describe, expect, it } from 'vitest';
import { InboundStream } from './inbound-stream.js';
import type { MediaPacket } from './packet.js';

const VIDEO = { mime: 'video/vp8', clockRate: 90_000 };
const REPAIR = { mime: 'video/rtx', clockRate: 90_000, repairs: 96 };

function listenTo(stream: InboundStream): MediaPacket[] {
  const packets: MediaPacket[] = [];
  stream.listen({ onPacket: (packet) => void packets.push(packet), onSenderReport: () => {} });
  return packets;
}
const packet = (sequenceNumber: number, payload: Buffer): MediaPacket => ({
  sequenceNumber,
  timestamp: 0,
  marker: false,
  payload,
});

describe('a stream from a publisher', () => {
  it('takes repairs for the packets they stand for', () => {
    const stream = new InboundStream(1, 'video', () => {});
    const packets = listenTo(stream);
    stream.receive(packet(10, Buffer.from('a')), VIDEO, undefined, 0);
    stream.receive(packet(12, Buffer.from('c')), VIDEO, undefined, 0);
    expect(stream.hasMissing).toBe(true);
    const repair = Buffer.concat([Buffer.from([0, 11]), Buffer.from('b')]);
    stream.receive(packet(5000, repair), REPAIR, VIDEO, 5);
    expect(packets.map(({ sequenceNumber, payload }) => `${sequenceNumber}${payload}`)).toEqual([
      '10a',
      '12c',
      '11b',
    ]);
    expect(stream.hasMissing).toBe(false);
  });

  it('drops repairs that are empty, of an unknown kind, or too late to matter', () => {
    const stream = new InboundStream(1, 'video', () => {});
    const packets = listenTo(stream);
    stream.receive(packet(10, Buffer.from('a')), VIDEO, undefined, 0);
    stream.receive(packet(1, Buffer.from([0, 10])), REPAIR, VIDEO, 0);
    stream.receive(packet(2, Buffer.from([0, 10, 1])), REPAIR, VIDEO, 0);
    stream.receive(packet(3, Buffer.from([0, 11, 1])), REPAIR, undefined, 0);
    expect(packets).toHaveLength(1);
  });

  it('says in its report when the last sender report came', () => {
    const stream = new InboundStream(1, 'audio', () => {});
    expect(stream.report(0)).toBeUndefined();
    stream.receive(packet(1, Buffer.from('a')), { mime: 'audio/opus', clockRate: 48_000 }, undefined, 0);
    stream.receiveSenderReport({ ntpTimestamp: 0x0001_2345_6789_abcdn, rtpTimestamp: 0 }, 100);
    expect(stream.report(600)).toMatchObject({ lsr: 0x23456789, dlsr: 32_768, packetsLost: 0 });
  });
});
