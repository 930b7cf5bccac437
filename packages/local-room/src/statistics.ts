/** What getStats gives; a browser's RTCStatsReport is one. */
type StatsReport = Iterable<[string, unknown]>;

interface TransferFigures {
  /** Such as "VP8" or "opus"; '' while unknown. */
  codec: string;
  bytes: number;
  packets: number;
  packetsLost: number;
  /** Since the reading before. */
  bitrateBps: number;
  /** Since the beginning, and since the reading before; 0–100. */
  lossPercent: number;
  recentLossPercent: number;
  rttMs: number;
  jitterMs: number;
  /** Of pictures; 0 for sound. */
  width: number;
  height: number;
  frameRateHz: number;
  /** Of sound, 0–1; 0 for pictures. */
  audioLevel: number;
  /** Since the first reading. */
  durationS: number;
}

export interface ReceivedFigures extends TransferFigures {
  packetsDiscarded: number;
  /** Mean time that media lay in the jitter buffer. */
  bufferMs: number;
  decodedFrameRateHz: number;
  framesDecoded: number;
  /** Time that the picture stood still, or that sound was made up. */
  frozenS: number;
}

export interface SentFigures extends TransferFigures {
  captureWidth: number;
  captureHeight: number;
  captureFrameRateHz: number;
  /** Mean time that encoding a picture took. */
  encodeMs: number;
  targetBitrateBps: number;
  /** What the network would take; 0 while unknown. */
  availableBps: number;
}

type Entry = Record<string, unknown>;

/** Reads reports of one receiver, one after the other. */
export class ReceivedMeter {
  private readonly rates = new Rates();

  read(report: StatsReport): ReceivedFigures | undefined {
    const entries = entriesOf(report);
    const inbound = entries.find(({ type }) => type === 'inbound-rtp');
    if (!inbound) return undefined;
    const [bytes, packets] = [count(inbound, 'bytesReceived'), count(inbound, 'packetsReceived')];
    const packetsLost = Math.max(0, count(inbound, 'packetsLost'));
    const buffered = count(inbound, 'jitterBufferEmittedCount');
    const concealed = count(inbound, 'concealedSamples') - count(inbound, 'silentConcealedSamples');
    const samples = count(inbound, 'totalSamplesReceived');
    const durations = count(inbound, 'totalSamplesDuration');
    const framesDecoded = count(inbound, 'framesDecoded');
    const recent = this.rates.read(count(inbound, 'timestamp'), {
      bytes,
      packets,
      packetsLost,
      framesDecoded,
    });
    return {
      ...transfer(entries, inbound, { bytes, packets, packetsLost }, recent),
      packetsDiscarded: count(inbound, 'packetsDiscarded'),
      bufferMs: buffered > 0 ? (1000 * count(inbound, 'jitterBufferDelay')) / buffered : 0,
      decodedFrameRateHz: Math.round(recent.framesDecoded / recent.elapsedS),
      framesDecoded,
      frozenS:
        inbound.kind === 'audio'
          ? samples > 0
            ? (concealed / samples) * durations
            : 0
          : count(inbound, 'totalFreezesDuration'),
    };
  }
}

/** Reads reports of one sender, one after the other. */
export class SentMeter {
  private readonly rates = new Rates();

  read(report: StatsReport): SentFigures | undefined {
    const entries = entriesOf(report);
    const outbound = entries.find(({ type }) => type === 'outbound-rtp');
    if (!outbound) return undefined;
    const source = entries.find(({ type }) => type === 'media-source') ?? {};
    const remote = entries.find(({ type }) => type === 'remote-inbound-rtp') ?? {};
    const [bytes, packets] = [count(outbound, 'bytesSent'), count(outbound, 'packetsSent')];
    const packetsLost = Math.max(0, count(remote, 'packetsLost'));
    const encoded = count(outbound, 'framesEncoded');
    const recent = this.rates.read(count(outbound, 'timestamp'), { bytes, packets, packetsLost });
    return {
      ...transfer(entries, outbound, { bytes, packets, packetsLost }, recent),
      jitterMs: 1000 * count(remote, 'jitter'),
      audioLevel: count(source, 'audioLevel'),
      captureWidth: count(source, 'width'),
      captureHeight: count(source, 'height'),
      captureFrameRateHz: Math.round(count(source, 'framesPerSecond')),
      encodeMs: encoded > 0 ? (1000 * count(outbound, 'totalEncodeTime')) / encoded : 0,
      targetBitrateBps: count(outbound, 'targetBitrate'),
      availableBps: count(pair(entries), 'availableOutgoingBitrate'),
    };
  }
}

/** What counters grew by since the reading before, and how long ago that was. A counter that began anew grew by all of it. */
class Rates {
  private firstMs?: number;
  private before?: { atMs: number; counters: Record<string, number> };

  read<Name extends string>(
    atMs: number,
    counters: Record<Name, number>,
  ): Record<Name | 'elapsedS' | 'durationS', number> {
    this.firstMs ??= atMs;
    const { before } = this;
    this.before = { atMs, counters };
    const grown = Object.fromEntries(
      Object.entries<number>(counters).map(([name, value]) => {
        const last = before?.counters[name] ?? value;
        return [name, value < last ? value : value - last];
      }),
    ) as Record<Name, number>;
    // Two readings of the same moment would divide by nothing.
    const elapsedS = Math.max(0.001, (atMs - (before?.atMs ?? atMs - 1000)) / 1000);
    return { ...grown, elapsedS, durationS: (atMs - this.firstMs) / 1000 };
  }
}

function transfer(
  entries: Entry[],
  main: Entry,
  totals: Pick<TransferFigures, 'bytes' | 'packets' | 'packetsLost'>,
  recent: Record<'bytes' | 'packets' | 'packetsLost' | 'elapsedS' | 'durationS', number>,
): TransferFigures {
  const codec = entries.find(({ type, id }) => type === 'codec' && id === main.codecId);
  return {
    ...totals,
    codec: String(codec?.mimeType ?? '').replace(/^.*\//, ''),
    bitrateBps: Math.round((8 * recent.bytes) / recent.elapsedS),
    lossPercent: percent(totals.packetsLost, totals.packets),
    recentLossPercent: percent(recent.packetsLost, recent.packets),
    rttMs: 1000 * count(pair(entries), 'currentRoundTripTime'),
    jitterMs: 1000 * count(main, 'jitter'),
    width: count(main, 'frameWidth'),
    height: count(main, 'frameHeight'),
    frameRateHz: Math.round(count(main, 'framesPerSecond')),
    audioLevel: count(main, 'audioLevel'),
    durationS: recent.durationS,
  };
}

/** The pair of candidates in use: where more than one is reported, the one that carries something. */
function pair(entries: Entry[]): Entry {
  const pairs = entries.filter(({ type }) => type === 'candidate-pair');
  return pairs.find(({ nominated }) => nominated === true) ?? pairs[0] ?? {};
}

function percent(lost: number, arrived: number): number {
  return lost + arrived > 0 ? (100 * lost) / (lost + arrived) : 0;
}

function entriesOf(report: StatsReport): Entry[] {
  return Array.from(report, ([, value]) => value as Entry);
}

function count(entry: Entry, name: string): number {
  const value = entry[name];
  return typeof value === 'number' ? value : 0;
}
