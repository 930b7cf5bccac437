import { describe, expect, it } from 'vitest';
import { Reception } from './reception.js';

function receive(reception: Reception, sequenceNumbers: number[], nowMs = 0): boolean[] {
  return sequenceNumbers.map((sequenceNumber) => reception.add(sequenceNumber, 0, nowMs));
}

describe('reception of a stream', () => {
  it('asks for what is missing once it cannot be mere reordering, and stops when it came', () => {
    const reception = new Reception(90_000);
    receive(reception, [100, 103]);
    expect(reception.takeRequests(0)).toEqual([]);
    expect(reception.takeRequests(20)).toEqual([101, 102]);
    expect(reception.takeRequests(25)).toEqual([]);
    receive(reception, [101]);
    expect(reception.takeRequests(200)).toEqual([102]);
  });

  it('gives up on what never comes', () => {
    const reception = new Reception(90_000);
    receive(reception, [1, 3]);
    let requests = 0;
    for (let nowMs = 0; nowMs < 5000; nowMs += 10) requests += reception.takeRequests(nowMs).length;
    expect(requests).toBeGreaterThan(2);
    expect(requests).toBeLessThan(10);
    expect(reception.missingCount).toBe(0);
  });

  it('follows sequence numbers over their end', () => {
    const reception = new Reception(90_000);
    receive(reception, [65_533, 65_534, 2]);
    expect(reception.takeRequests(50)).toEqual([65_535, 0, 1]);
    expect(reception.report().highestSequence).toBe(0x10000 + 2);
  });

  it('reports losses, and none any more once they were repaired', () => {
    const reception = new Reception(90_000);
    receive(reception, [0, 1, 2, 4]);
    expect(reception.report()).toMatchObject({ packetsLost: 1, fractionLost: Math.floor(256 / 5) });
    receive(reception, [3, 5]);
    expect(reception.report()).toMatchObject({ packetsLost: 0, fractionLost: 0 });
  });

  it('drops duplicates and starts anew after a jump', () => {
    const reception = new Reception(90_000);
    expect(receive(reception, [10, 11, 11, 10])).toEqual([true, true, false, false]);
    expect(receive(reception, [30_000, 30_001])).toEqual([true, true]);
    expect(reception.takeRequests(100)).toEqual([]);
    expect(reception.report().packetsLost).toBe(0);
  });

  it('never keeps more missing numbers than it can ask for', () => {
    const reception = new Reception(90_000);
    for (let sequenceNumber = 0; sequenceNumber < 60_000; sequenceNumber += 50)
      receive(reception, [sequenceNumber]);
    expect(reception.missingCount).toBeLessThanOrEqual(256);
  });
});
