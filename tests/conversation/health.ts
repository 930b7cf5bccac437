import os from 'node:os';
import { type ConversationRig, openHandles, processTree, residentMiB } from '../support/index.js';

/** How a server and what its viewer gets are at one moment of a long conversation. */
export interface Health {
  /** Minutes since the conversation began. */
  min: number;
  turns: number;
  /** Median of the picture's lateness behind its sound, milliseconds. */
  skewMs: number;
  /** Medians since the last row, milliseconds to the first sound of an answer: after speech, after a typed turn. */
  spokenMs: number;
  typedMs: number;
  /** Pictures a second since the last row, and the longest that one stayed. */
  fps: number;
  freezeMs: number;
  /** Resident memory of the server and its children; JavaScript's heap and what it holds outside of it, main thread. */
  residentMiB: number;
  heapMiB: number;
  externalMiB: number;
  sockets: number;
  files: number;
  threads: number;
  processes: number;
  /** Tracks that the viewer sees, its own not counted. */
  tracks: number;
  load: number;
}

const MIB = 1024 * 1024;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** What the server holds, and the tracks of its room. */
export async function held({ server, viewer }: ConversationRig) {
  const text = await (await fetch(`${server.baseUrl}/metrics`)).text();
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / MIB;
  return {
    residentMiB: residentMiB(server.pid),
    heapMiB: metric('nodejs_heap_size_used_bytes'),
    externalMiB: metric('nodejs_external_memory_bytes'),
    ...openHandles(server.pid),
    processes: processTree(server.pid).length,
    tracks: [...viewer.room.remoteParticipants.values()].reduce(
      (sum, { trackPublications }) => sum + trackPublications.size,
      0,
    ),
    load: os.loadavg()[0] ?? Number.NaN,
  };
}

/** Pictures a second, and the longest that one stayed. */
export function smoothnessOf(timesMs: readonly number[]): Pick<Health, 'fps' | 'freezeMs'> {
  const gaps = timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] ?? atMs));
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  return { fps: (gaps.length * 1000) / spanMs, freezeMs: Math.max(...gaps) };
}

/** A line of figures under their names, for people who follow a long run. */
export function printRow(row: Health, withNames: boolean): void {
  const names = Object.keys(row) as (keyof Health)[];
  const width = (name: string) => Math.max(7, name.length) + 1;
  const line = (cells: string[]) => cells.map((cell, at) => cell.padStart(width(names[at] ?? ''))).join('');
  const digits = (name: string) => (name === 'min' || name === 'fps' || name === 'load' ? 1 : 0);
  if (withNames) console.log(line(names));
  console.log(line(names.map((name) => row[name].toFixed(digits(name)))));
}

/** One thing that a long conversation must show. `found` says so in figures. */
export interface Verdict {
  what: string;
  found: string;
  limit: string;
  ok: boolean;
}

export function printVerdicts(verdicts: readonly Verdict[]): void {
  const width = Math.max(...verdicts.map(({ what }) => what.length));
  for (const { what, found, limit, ok } of verdicts) {
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(width)}  ${found}  (${limit})`);
  }
}
