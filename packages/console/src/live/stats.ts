/** What one second of the stream was like. A figure that the browser does not give is undefined. */
export interface Figures {
  fps?: number;
  /** Video and sound together, kilobits per second. */
  bitrateKbps?: number;
  width?: number;
  height?: number;
  /** Such as VP8. */
  codec?: string;
  /** Network round trip, ms. */
  rttMs?: number;
  /** How long frames waited in the jitter buffer in this second, ms on average. */
  jitterBufferMs?: number;
  /** Packets lost since the start. */
  packetsLost?: number;
  /** Times the picture stood still since the start. */
  freezes?: number;
}

/** Counters that figures are differences of. */
export interface StatsSample {
  /** ms, monotonic. */
  atMs: number;
  bytes: number;
  framesDecoded?: number;
  jitterBufferDelayS?: number;
  jitterBufferCount?: number;
}

type Entry = Record<string, unknown>;

/**
 * Figures from the reports of a video and a sound receiver (`RTCRtpReceiver.getStats`).
 * @param previous what the call a second before returned as `sample`
 */
export function readStats(
  reports: Iterable<[string, Entry]>[],
  previous: StatsSample | undefined,
): { figures: Figures; sample: StatsSample } {
  // Both receivers share one transport and may report it twice.
  const entries = [...new Map(reports.flatMap((report) => [...report])).values()];
  const inbound = entries.filter((entry) => entry.type === 'inbound-rtp');
  const video = inbound.find((entry) => entry.kind === 'video');
  const sample: StatsSample = {
    atMs: num(inbound[0]?.timestamp) ?? 0,
    bytes: inbound.reduce((sum, entry) => sum + (num(entry.bytesReceived) ?? 0), 0),
    framesDecoded: num(video?.framesDecoded),
    jitterBufferDelayS: num(video?.jitterBufferDelay),
    jitterBufferCount: num(video?.jitterBufferEmittedCount),
  };
  const codec = entries.find((entry) => entry.type === 'codec' && entry.id === video?.codecId);
  const pair = selectedPair(entries);
  const rttS = num(pair?.currentRoundTripTime);
  const figures: Figures = {
    ...rates(sample, previous),
    width: num(video?.frameWidth),
    height: num(video?.frameHeight),
    codec: typeof codec?.mimeType === 'string' ? codec.mimeType.split('/')[1] : undefined,
    rttMs: rttS === undefined ? undefined : rttS * 1000,
    packetsLost: total(inbound, 'packetsLost'),
    freezes: num(video?.freezeCount),
  };
  return { figures, sample };
}

function rates(sample: StatsSample, previous: StatsSample | undefined): Figures {
  if (!previous || sample.atMs <= previous.atMs) return {};
  const seconds = (sample.atMs - previous.atMs) / 1000;
  const frames = difference(sample.framesDecoded, previous.framesDecoded);
  const waitedS = difference(sample.jitterBufferDelayS, previous.jitterBufferDelayS);
  const emitted = difference(sample.jitterBufferCount, previous.jitterBufferCount);
  return {
    fps: frames === undefined ? undefined : frames / seconds,
    bitrateKbps: Math.max(0, sample.bytes - previous.bytes) / seconds / 125,
    jitterBufferMs: waitedS !== undefined && emitted ? (waitedS / emitted) * 1000 : undefined,
  };
}

function selectedPair(entries: Entry[]): Entry | undefined {
  const pairs = entries.filter((entry) => entry.type === 'candidate-pair');
  const transport = entries.find((entry) => entry.type === 'transport');
  return (
    pairs.find((pair) => pair.id === transport?.selectedCandidatePairId) ??
    pairs.find((pair) => pair.nominated === true && pair.state === 'succeeded')
  );
}

function total(entries: Entry[], key: string): number | undefined {
  const values = entries.map((entry) => num(entry[key])).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** Undefined also when a counter was reset, as by a new track. */
function difference(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || now < before ? undefined : now - before;
}

const num = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
