import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CONTAINER_NAMES } from './formats.js';
import type { RunProbe } from './probe.js';
import { VideoRefusedError } from './refused.js';

const STDERR_BYTES = 4096;
const PROBE_TIMEOUT_MS = 60_000;

type Program = 'ffmpeg' | 'ffprobe';

interface Running {
  stdout: Readable;
  /** Resolves when it has ended; rejects when it is not installed. */
  ended: Promise<{ code: number | null; words: string }>;
  kill(): void;
}

/** Starts a program of ffmpeg; the signal kills it. */
export function start(program: Program, args: readonly string[], signal: AbortSignal): Running {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-STDERR_BYTES);
  });
  const kill = (): void => void child.kill('SIGKILL');
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill);
  const ended = new Promise<{ code: number | null; words: string }>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? missing(program) : error),
    );
    child.once('close', (code) => resolve({ code, words }));
  }).finally(() => signal.removeEventListener('abort', kill));
  // Whoever reads the output first may give up before they look at the end.
  ended.catch(() => {});
  return { stdout: child.stdout, ended, kill };
}

/** Runs ffprobe to its end and returns what it printed; see `RunProbe`. */
export function probeWith(signal: AbortSignal): RunProbe {
  return async (args, maxBytes) => {
    const running = start('ffprobe', args, AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]));
    let output = '';
    running.stdout.setEncoding('utf8');
    for await (const text of running.stdout) {
      output += text;
      if (output.length <= maxBytes) continue;
      running.kill();
      throw new VideoRefusedError('too much', 'The video holds more than is looked at.');
    }
    const { code, words } = await running.ended;
    signal.throwIfAborted();
    if (code === null) throw new VideoRefusedError('unreadable', 'Reading the video took too long.');
    if (code !== 0) throw unreadable(words);
    return output;
  };
}

export function unreadable(words: string): VideoRefusedError {
  // ffmpeg's own words for a format that is not among ours.
  if (/not in allowed list|Invalid data found/i.test(words)) {
    return new VideoRefusedError(
      'unreadable',
      `This is no video that can be read here. Use ${CONTAINER_NAMES}.`,
    );
  }
  return new VideoRefusedError('unreadable', 'The video cannot be read; it is damaged or cut short.');
}

function missing(program: Program): VideoRefusedError {
  return new VideoRefusedError(
    'no program',
    `Videos need ffmpeg, and ${program}, which is a part of it, is not installed on this machine.`,
  );
}
