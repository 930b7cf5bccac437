import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Performer } from '../performer/index.js';
import { loudnessLips } from '../performer/testing/loudness-lips.js';
import { PacedSink } from '../performer/testing/paced-sink.js';
import { TimedStage } from '../performer/testing/timed-stage.js';
import type { AgentSpeech, PlaybackReport } from '../transports/port.js';
import { AgentSpeaker, MAX_WAITING_S } from './agent-speaker.js';
import { Outbox } from './protocol/outbox.js';

const RATE_HZ = 16_000;

/** A stretch of speech into which the test sends bytes. */
class Sent implements AgentSpeech {
  ended = false;
  refused = false;
  private readonly queue: Uint8Array[] = [];
  private wake: () => void = () => {};
  readonly bytes = this.read();

  constructor(
    readonly sampleRateHz = RATE_HZ,
    readonly channels = 1,
  ) {}

  send(bytes: Uint8Array): this {
    this.queue.push(bytes);
    this.wake();
    return this;
  }

  end(): this {
    this.ended = true;
    this.wake();
    return this;
  }

  private async *read(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const next = this.queue.shift();
        if (next) yield next;
        else if (this.ended) return;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      this.refused = !this.ended || this.queue.length > 0;
    }
  }
}

/** A tone for each channel, or silence where its amplitude is 0. */
function tone(durationS: number, { rateHz = RATE_HZ, amplitudes = [9_000] } = {}): Uint8Array {
  const frames = Math.round(durationS * rateHz);
  const bytes = Buffer.alloc(frames * amplitudes.length * 2);
  for (let at = 0; at < bytes.length / 2; at++) {
    const frame = Math.floor(at / amplitudes.length);
    const amplitude = amplitudes[at % amplitudes.length] ?? 0;
    bytes.writeInt16LE(Math.round(amplitude * Math.sin((2 * Math.PI * 400 * frame) / rateHz)), at * 2);
  }
  return bytes;
}

describe('AgentSpeaker', () => {
  const story: string[] = [];
  const reports: PlaybackReport[] = [];
  const warnings: string[] = [];
  let sink: PacedSink;
  let stage: TimedStage;
  let performer: Performer;
  let speaker: AgentSpeaker;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
    for (const log of [story, reports, warnings]) log.length = 0;
    sink = new PacedSink();
    stage = new TimedStage();
    performer = new Performer(sink, stage, 25, loudnessLips);
    speaker = new AgentSpeaker({
      performer,
      outbox: new Outbox(
        async (bytes) => {
          const { mid, pld } = JSON.parse(Buffer.from(bytes).toString());
          story.push(`${pld.event} ${mid}`);
        },
        (error) => {
          throw error;
        },
      ),
      report: (report) => {
        reports.push(report);
      },
      onWarning: (message) => warnings.push(message),
    });
    performer.start();
  });
  afterEach(() => {
    speaker.close();
    performer.stop();
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const loud = () => sink.sent.filter(({ peak }) => peak > 3_000);
  const events = () => story.map((entry) => entry.split(' ', 1)[0]);
  const states = () => reports.map(({ state }) => state);
  const finished = () => reports.filter((report) => report.state === 'finished');

  it('says a segment: sound, lips, events for clients and reports for the agent', async () => {
    speaker.add(new Sent().send(tone(1)).end());
    await pass(2_000);
    expect(loud().length).toBeGreaterThanOrEqual(49);
    expect(loud().length).toBeLessThanOrEqual(52);
    expect(stage.asked.filter(({ jaw }) => jaw > 0.2).length).toBeGreaterThanOrEqual(24);
    expect(events()).toEqual(['audio_start', 'audio_end']);
    expect(states()).toEqual(['started', 'finished']);
    expect(
      new Set(story.filter((entry) => entry.includes('bot-')).map((entry) => entry.slice(-36))).size,
    ).toBe(1);
    expect(finished()).toMatchObject([{ interrupted: false }]);
    expect(finished()[0]).toHaveProperty('positionS', 1);
  });

  it('says segments one after the other, with an end for each', async () => {
    speaker.add(new Sent().send(tone(0.3)).end());
    speaker.add(new Sent(48_000).send(tone(0.4, { rateHz: 48_000 })).end());
    speaker.add(new Sent().end());
    await pass(1_500);
    expect(events()).toEqual(['audio_start', 'audio_end', 'audio_start', 'audio_end']);
    expect(states()).toEqual(['started', 'finished', 'started', 'finished', 'finished']);
    expect(finished()).toMatchObject([
      { positionS: 0.3 },
      { positionS: 0.4 },
      { positionS: 0, interrupted: false },
    ]);
  });

  it.each([8_000, 11_025, 22_050, 24_000, 44_100, 48_000])(
    'takes crumbs at %i Hz, cut within samples',
    async (rateHz) => {
      const speech = new Sent(rateHz);
      speaker.add(speech);
      const bytes = tone(1, { rateHz });
      for (let at = 0; at < bytes.length; at += 333) speech.send(bytes.subarray(at, at + 333));
      speech.end();
      await pass(2_000);
      expect(finished()).toHaveLength(1);
      const [report] = finished();
      expect(report?.state === 'finished' && report.positionS).toBeCloseTo(1, 3);
      expect(loud().length).toBeGreaterThanOrEqual(49);
    },
  );

  it('mixes two channels to one', async () => {
    speaker.add(new Sent(RATE_HZ, 2).send(tone(0.5, { amplitudes: [16_000, 0] })).end());
    await pass(1_000);
    const peak = Math.max(...sink.sent.map((piece) => piece.peak));
    expect(peak).toBeGreaterThan(7_500);
    expect(peak).toBeLessThan(8_500);
  });

  it('follows a voice that is no faster than speech, a moment behind it, without a gap', async () => {
    const speech = new Sent();
    speaker.add(speech);
    const bytes = tone(1);
    for (let at = 0; at < bytes.length; at += 640) {
      speech.send(bytes.subarray(at, at + 640));
      await pass(20);
    }
    speech.end();
    await pass(1_000);
    const [first, last] = [loud()[0]?.atMs ?? 0, loud().at(-1)?.atMs ?? 0];
    expect(last - first).toBeLessThan(1_000);
    expect(stage.asked.filter(({ jaw }) => jaw > 0.2).length).toBeGreaterThanOrEqual(22);
  });

  it('counts silence that it left out at the beginning as played', async () => {
    speaker.add(
      new Sent()
        .send(tone(0.5, { amplitudes: [0] }))
        .send(tone(0.5))
        .end(),
    );
    speaker.add(new Sent().send(tone(0.7, { amplitudes: [0] })).end());
    await pass(2_000);
    expect(events()).toEqual(['audio_start', 'audio_end']);
    expect(states()).toEqual(['started', 'finished', 'finished']);
    expect(
      finished().map((report) => report.state === 'finished' && Math.round(report.positionS * 10)),
    ).toEqual([10, 7]);
  });

  it('is interrupted in the middle: silence, the rest refused, and an end for each that had come', async () => {
    const [current, next] = [new Sent().send(tone(3)), new Sent().send(tone(1)).end()];
    speaker.add(current);
    speaker.add(next);
    await pass(1_000);
    speaker.interrupt();
    current.send(tone(1));
    await pass(1_000);
    expect(sink.sent.findLast(({ peak }) => peak > 500)?.atMs).toBeLessThan(1_100);
    expect(current.refused).toBe(true);
    expect(events()).toEqual(['audio_start', 'audio_end']);
    expect(states()).toEqual(['started', 'finished', 'finished']);
    expect(finished()).toMatchObject([{ interrupted: true }, { positionS: 0, interrupted: true }]);
    const [first] = finished();
    const positionS = first?.state === 'finished' ? first.positionS : 0;
    expect(positionS).toBeGreaterThan(0.7);
    expect(positionS).toBeLessThan(1);
    speaker.add(new Sent().send(tone(0.2)).end());
    await pass(500);
    expect(events().slice(2)).toEqual(['audio_start', 'audio_end']);
    expect(states().slice(3)).toEqual(['started', 'finished']);
  });

  it('has nothing to end when it is interrupted in silence', () => {
    speaker.interrupt();
    expect([...story, ...reports]).toEqual([]);
  });

  it('holds minutes of sound and no more: what is beyond is dropped and told', async () => {
    const speech = new Sent(8_000);
    speaker.add(speech);
    const minute = tone(60, { rateHz: 8_000, amplitudes: [0] });
    const loudMinute = tone(60, { rateHz: 8_000 });
    speech.send(loudMinute);
    for (let minutes = 1; minutes < MAX_WAITING_S / 60 + 2; minutes++) speech.send(minute);
    await pass(100);
    expect(speech.refused).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('more speech than can wait')]);
    speaker.interrupt();
    expect(finished()).toMatchObject([{ interrupted: true }]);
  });
});
