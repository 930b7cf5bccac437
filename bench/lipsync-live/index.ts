import { setTimeout as sleep } from 'node:timers/promises';
import { resampledLength, resampleInto } from '@avatarium/lipsync';
import {
  Agent,
  BURSTS,
  type LipSkew,
  lipSkew,
  openAgentRoom,
  type ServerProcess,
  startServer,
  Viewer,
} from '@avatarium/tests/support';
import { joinSession } from '../live/latency.js';
import type { BenchResult } from '../run.js';
import { round, spread } from '../stats.js';
import type { Row } from '../table.js';

const HEARD_RATE_HZ = 48_000;
const AGENT_RATES_HZ = [16_000, 24_000, 48_000];
const LIMIT_MS = 40;

/**
 * Lips against sound on decoded video, by where the lips come from: the phones of the voice, and the sound alone,
 * which an agent streams in at several rates. The agent says what the voice has said before.
 */
export async function benchLipsyncLive({ quick }: { quick: boolean }): Promise<BenchResult> {
  const bursts = quick ? 6 : 12;
  const server = await startServer({ env: { URL_ALLOWLIST: '127.0.0.1' } });
  const rows: Row[] = [];
  const data: Record<string, object> = {};
  const add = (name: string, { skewsMs, bursts: heard }: LipSkew) => {
    const skew = spread(skewsMs);
    rows.push({
      name,
      value: `median ${round(skew.p50, 0)} ms (${skewsMs.length} of ${heard} bursts)`,
      mark: `within ±${LIMIT_MS} ms`,
      met: Math.abs(skew.p50) <= LIMIT_MS,
    });
    data[name] = { ...skew, bursts: heard };
  };
  try {
    process.stderr.write('… lips from phones\n');
    const heard: Int16Array[] = [];
    add('picture − sound, phone times', await fromPhones(server, bursts, heard));
    const speech = trimmed(heard);
    for (const rateHz of AGENT_RATES_HZ) {
      process.stderr.write(`… lips from sound alone at ${rateHz} Hz\n`);
      add(`picture − sound, sound alone at ${rateHz / 1000} kHz`, await fromSound(server, speech, rateHz));
    }
  } finally {
    await server.dispose();
  }
  return { rows, data };
}

/** @param heard takes what the viewer hears */
async function fromPhones(server: ServerProcess, bursts: number, heard: Int16Array[]): Promise<LipSkew> {
  const session = await server.api.createSession({ mode_type: 1, duration: 300 });
  const viewer = await joinSession(session.credentials);
  try {
    await viewer.firstPicture();
    await sleep(2_000);
    return await lipSkew(viewer, async () => {
      viewer.onSound = (pcm) => heard.push(pcm.slice());
      await viewer.chat('bursts', Array.from({ length: bursts }, () => BURSTS).join(' '));
    });
  } finally {
    await viewer.leave();
    await server.api.closeSession(session._id);
  }
}

async function fromSound(server: ServerProcess, speech: Int16Array, rateHz: number): Promise<LipSkew> {
  const room = await openAgentRoom();
  const agent = await Agent.join(room.url, room.agentToken);
  const session = await server.api.createSession({
    scene_mode: 'meeting',
    duration: 300,
    credentials: room.credentials,
  });
  const viewer = await Viewer.join(room.url, room.viewerToken);
  try {
    await agent.sees(room.avatar);
    await viewer.firstPicture();
    await sleep(2_000);
    const pcm = new Int16Array(resampledLength(speech.length, HEARD_RATE_HZ, rateHz));
    resampleInto(speech, HEARD_RATE_HZ, rateHz, 0, pcm);
    return await lipSkew(viewer, () =>
      agent.say(new Uint8Array(pcm.buffer), { sample_rate: String(rateHz), num_channels: '1' }),
    );
  } finally {
    await viewer.leave();
    await agent.viewer.leave();
    await server.api.closeSession(session._id);
    await room.close();
  }
}

/** All of it, without the silence before and after. */
function trimmed(pieces: readonly Int16Array[]): Int16Array {
  const loud = (pcm: Int16Array): boolean => pcm.some((sample) => Math.abs(sample) > 300);
  const said = pieces.slice(pieces.findIndex(loud), pieces.findLastIndex(loud) + 1);
  const all = new Int16Array(said.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of said) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
