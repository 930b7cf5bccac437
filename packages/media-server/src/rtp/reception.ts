import { sequenceAdd, sequenceDistance } from './packet.js';

/** What a receiver report tells about one stream (RFC 3550 section 6.4.1). */
export interface ReceptionReport {
  fractionLost: number;
  packetsLost: number;
  highestSequence: number;
  jitter: number;
}

const MAX_MISSING = 256;
const MAX_REQUESTS = 6;
const REQUEST_SPACING_MS = 60;
/** A packet that is merely reordered should not be asked for at once. */
const REORDER_GRACE_MS = 8;
/** A jump this large is a new start of the stream, not a loss. */
const MAX_GAP = 1000;

interface Missing {
  requests: number;
  nextRequestMs: number;
}

/** Follows the sequence numbers of one incoming stream: what is missing, what to ask for again, and the report figures. */
export class Reception {
  readonly #clockRate: number;
  readonly #missing = new Map<number, Missing>();
  #base: number | undefined;
  #highest = 0;
  #cycles = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #lastTransit: number | undefined;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  get missingCount(): number {
    return this.#missing.size;
  }

  /** Notes a packet; false when it is a duplicate or belongs to a past too far away. */
  add(sequenceNumber: number, timestamp: number, nowMs: number): boolean {
    if (this.#base === undefined) {
      this.#restart(sequenceNumber);
    } else {
      const distance = sequenceDistance(this.#highest, sequenceNumber);
      if (distance > MAX_GAP || distance < -MAX_GAP) {
        this.#restart(sequenceNumber);
      } else if (distance <= 0) {
        if (!this.#missing.delete(sequenceNumber)) return false;
        this.#received++;
        return true;
      } else {
        this.#advance(sequenceNumber, distance, nowMs);
      }
    }
    this.#received++;
    this.#measureJitter(timestamp, nowMs);
    return true;
  }

  /** Sequence numbers to ask for now; each is asked for a few times and then given up. */
  takeRequests(nowMs: number): number[] {
    const due: number[] = [];
    for (const [sequenceNumber, entry] of this.#missing) {
      if (nowMs < entry.nextRequestMs) continue;
      if (entry.requests >= MAX_REQUESTS) {
        this.#missing.delete(sequenceNumber);
        continue;
      }
      entry.requests++;
      entry.nextRequestMs = nowMs + REQUEST_SPACING_MS;
      due.push(sequenceNumber);
    }
    return due;
  }

  /** Figures since the last report. */
  report(): ReceptionReport {
    const expected = this.#base === undefined ? 0 : this.#cycles + this.#highest - this.#base + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      fractionLost:
        expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      packetsLost: Math.max(0, Math.min(0x7fffff, expected - this.#received)),
      highestSequence: (this.#cycles + this.#highest) >>> 0,
      jitter: Math.floor(this.#jitter),
    };
  }

  #restart(sequenceNumber: number): void {
    this.#missing.clear();
    this.#base = sequenceNumber;
    this.#highest = sequenceNumber;
    this.#cycles = 0;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#lastTransit = undefined;
  }

  #advance(sequenceNumber: number, distance: number, nowMs: number): void {
    for (let gap = 1; gap < distance; gap++) {
      this.#missing.set(sequenceAdd(this.#highest, gap), {
        requests: 0,
        nextRequestMs: nowMs + REORDER_GRACE_MS,
      });
    }
    while (this.#missing.size > MAX_MISSING) {
      const oldest = this.#missing.keys().next();
      if (oldest.done) break;
      this.#missing.delete(oldest.value);
    }
    if (sequenceNumber < this.#highest) this.#cycles += 0x10000;
    this.#highest = sequenceNumber;
  }

  /** Interarrival jitter in timestamp units (RFC 3550 appendix A.8). */
  #measureJitter(timestamp: number, nowMs: number): void {
    const transit = (nowMs * this.#clockRate) / 1000 - timestamp;
    if (this.#lastTransit !== undefined) {
      const change = Math.abs(transit - this.#lastTransit);
      if (change < this.#clockRate * 10) this.#jitter += (change - this.#jitter) / 16;
    }
    this.#lastTransit = transit;
  }
}
