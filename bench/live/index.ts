import { setTimeout as sleep } from 'node:timers/promises';
import { BURSTS, lipSkew, residentMiB, startServer } from '@avatarium/tests/support';
import type { BenchResult } from '../run.js';
import { round, type Spread, spread } from '../stats.js';
import { mark, type Row } from '../table.js';
import { addSpeaker, capacity, FORMATS, type Format, loopDelayAt, startFor } from './capacity.js';
import { chatToSound, createToFirstPicture, interruptToSilence, joinSession } from './latency.js';
import { type Cost, Crowd, measureCost } from './load.js';
import { smoothness } from './sync.js';

const MINUTE_OF_TEXT = Array.from(
  { length: 24 },
  (_, i) => `Here is sentence number ${i + 1} of a long and rather uneventful speech.`,
).join(' ');

/** Figures of live sessions: latency, sync, smoothness, cost, capacity. About ten minutes; `quick` is shorter. */
export async function benchLive({ quick }: { quick: boolean }): Promise<BenchResult> {
  const rows: Row[] = [];
  const data: Record<string, unknown> = {};
  const note = (text: string) => process.stderr.write(`… ${text}\n`);

  note('start-up, latency, sync and smoothness at 1280x720 VP8');
  const first = await startServer();
  await first.end();
  const server = await startServer({ dataDir: first.dataDir });
  rows.push({
    name: 'first start → healthy',
    value: `${round(first.readyMs, 0)} ms`,
    ...mark(first.readyMs, 10_000),
  });
  rows.push({
    name: 'later start → healthy',
    value: `${round(server.readyMs, 0)} ms`,
    ...mark(server.readyMs, 3_000),
  });
  data.startMs = { first: first.readyMs, later: server.readyMs };
  try {
    const runs = quick ? 4 : 15;
    // The first session of a process pays for warming up; it is told apart.
    const [coldMs] = await createToFirstPicture(server, 1, { mode_type: 1 });
    data.createToFirstPictureColdMs = coldMs;
    const createMs = spread(await createToFirstPicture(server, runs, { mode_type: 1 }));
    rows.push(spreadRow('create → first decoded picture', createMs, 'p50', 1_000));

    const session = await server.api.createSession({ mode_type: 1, duration: 900 });
    const viewer = await joinSession(session.credentials);
    await viewer.firstPicture();
    await sleep(3_000);
    const idle = await measureCost(server, 1, quick ? 5 : 15);
    const chatMs = spread(await chatToSound(viewer, quick ? 5 : 20));
    rows.push(spreadRow('chat → first audible sample', chatMs, 'p50', 300));
    const silenceMs = spread(await interruptToSilence(viewer, quick ? 5 : 20));
    rows.push(spreadRow('interrupt → silence', silenceMs, 'p95', 200));
    const bursts = Array.from({ length: quick ? 6 : 24 }, () => BURSTS).join(' ');
    const { skewsMs: skews } = await lipSkew(viewer, () => viewer.chat('sync', bursts));
    const skewMs = { signed: spread(skews), absolute: spread(skews.map(Math.abs)) };
    rows.push(spreadRow('|picture − sound| at the viewer', skewMs.absolute, 'p95', 60));

    const from = performance.now();
    await viewer.chat('minute', MINUTE_OF_TEXT);
    await sleep(2_000);
    const speaking = await measureCost(server, 1, quick ? 10 : 60);
    const smooth = smoothness(viewer.pictureTimesMs, from + 2_000, performance.now());
    rows.push({ name: 'pictures a second while speaking', value: `${round(smooth.fps, 1)}` });
    rows.push({
      name: 'freezes (gaps over 200 ms) in 60 s',
      value: `${smooth.freezes} (longest gap ${round(smooth.longestGapMs, 0)} ms)`,
      ...mark(smooth.freezes, 0),
    });
    rows.push(coresRow('1280x720 vp8, idle', idle, 0.5), coresRow('1280x720 vp8, speaking', speaking, 0.75));
    const rssMiB = residentMiB(server.pid);
    rows.push({
      name: 'RSS, one session, after a restart',
      value: `${round(rssMiB, 0)} MiB`,
      ...mark(rssMiB, 715),
    });
    Object.assign(data, { createMs, chatMs, silenceMs, skewMs, smooth, idle, speaking, rssMiB });
    await viewer.leave();
  } finally {
    await server.dispose();
    await first.dispose();
  }

  const costs: Record<string, { idle: Cost; speaking: Cost }> = {};
  for (const format of FORMATS.slice(1)) {
    note(`cost of ${format.size} ${format.codec}`);
    const cost = await costOf(format, quick ? 5 : 15);
    costs[label(format)] = cost;
    const is720 = format.size === '1280x720';
    rows.push(coresRow(`${label(format)}, idle`, cost.idle, is720 ? 0.5 : undefined));
    rows.push(coresRow(`${label(format)}, speaking`, cost.speaking, is720 ? 0.6 : undefined));
  }
  data.costs = costs;

  const capacities: Record<string, object> = {};
  for (const format of quick ? FORMATS.slice(0, 1) : FORMATS) {
    note(`capacity at ${format.size} ${format.codec}`);
    const held = await capacity(format, quick ? 5 : 10);
    capacities[label(format)] = held;
    rows.push({ name: `speaking sessions held, ${label(format)}`, value: `${held.sessions}` });
    if (format === FORMATS[0]) {
      const sessions = Math.max(1, Math.floor(held.sessions * 0.7));
      const loaded = await loopDelayAt(format, sessions, quick ? 5 : 20);
      data.at70Percent = { sessions, ...loaded };
      rows.push({
        name: `event-loop delay p99 with ${sessions} speaking`,
        value: `${round(loaded.eventLoopP99Ms, 1)} ms`,
        ...mark(loaded.eventLoopP99Ms, 30),
      });
    }
  }
  data.capacities = capacities;
  return { rows, data };
}

const label = (format: Format) => `${format.size} ${format.codec}`;

function spreadRow(name: string, values: Spread, which: 'p50' | 'p95', limitMs: number): Row {
  return {
    name,
    value: `p50 ${round(values.p50, 0)} ms, p95 ${round(values.p95, 0)} ms (n=${values.n})`,
    mark: `${which} ≤ ${limitMs} ms`,
    met: values[which] <= limitMs,
  };
}

function coresRow(name: string, cost: Cost, limit: number | undefined): Row {
  return {
    name: `CPU of a session, ${name}`,
    value: `${round(cost.cores)} core, ${round(cost.rssMiB, 0)} MiB, ${round(cost.publishedFps, 1)} fps`,
    ...(limit === undefined ? {} : mark(cost.cores, limit)),
  };
}

async function costOf(format: Format, seconds: number): Promise<{ idle: Cost; speaking: Cost }> {
  const server = await startFor(format, 4);
  const crowd = new Crowd();
  try {
    const session = await server.api.createSession({ mode_type: 1, duration: 900 });
    await crowd.watch(session);
    await sleep(3_000);
    const idle = await measureCost(server, 1, seconds);
    await server.api.closeSession(session._id);
    await addSpeaker(server, crowd);
    await sleep(2_000);
    return { idle, speaking: await measureCost(server, 1, seconds) };
  } finally {
    await crowd.leave();
    await server.dispose();
  }
}
