import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** What a program that reads foreign media may use. */
export interface Confinement {
  timeoutMs: number;
  /** Private memory, as RLIMIT_DATA counts it. */
  maxMemoryMb: number;
  /** Of each file it writes. */
  maxFileMb: number;
  /** Of its standard output; it is ended when it prints more. */
  maxOutputBytes: number;
  signal: AbortSignal;
  /** Its standard output while it runs, as it comes. */
  onOutput?(text: string): void;
}

export interface ConfinedResult {
  /** Standard output, as far as it was taken. */
  output: string;
  ending: 'ok' | 'failed' | 'timeout' | 'too much output' | 'not installed';
}

/** What shells say of a command that there is none of. */
const NOT_FOUND = 127;

/**
 * Sets the limits and runs the program. It stands back behind whatever has to be on time. Systems that know no
 * limit of memory run it without one. Nothing is ever written to standard input: it ends when this process does,
 * however that ends, and then the whole group is killed.
 */
const SHELL = `
  ulimit -c 0
  ulimit -t "$1"
  ulimit -f "$3"
  ulimit -d "$2" 2>/dev/null || true
  shift 3
  command -v "$1" >/dev/null || exit ${NOT_FOUND}
  exec 3<&0 </dev/null
  nice -n 10 "$@" 3<&- &
  program=$!
  { read -r _ <&3; kill -s KILL 0; } >/dev/null &
  watch=$!
  exec 3<&-
  wait "$program"
  ending=$?
  kill -s KILL "$watch"
  wait "$watch"
  exit "$ending"
`;

/**
 * Runs a program in a process of its own, with bounds on time, memory and output, without our environment. It
 * is killed, with all that it has started, when it oversteps one, when the signal says so, and when this process
 * is killed itself.
 *
 * @throws the signal's reason when that has ended it
 */
export async function runConfined(
  command: readonly [string, ...string[]],
  limits: Confinement,
): Promise<ConfinedResult> {
  limits.signal.throwIfAborted();
  const seconds = Math.ceil(limits.timeoutMs / 1000);
  const bounds = [seconds, limits.maxMemoryMb * 1024, limits.maxFileMb * 2048].map(String);
  const child = spawn('/bin/sh', ['-c', SHELL, 'sh', ...bounds, ...command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
  });
  let killed: ConfinedResult['ending'] | null = null;
  const endGroup = () => {
    try {
      process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const kill = (why: ConfinedResult['ending']) => {
    killed ??= why;
    endGroup();
  };
  const timer = setTimeout(() => kill('timeout'), limits.timeoutMs);
  const onAbort = () => kill('failed');
  limits.signal.addEventListener('abort', onAbort);

  const output: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  let outputBytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    outputBytes += chunk.length;
    if (outputBytes > limits.maxOutputBytes) {
      kill('too much output');
    } else {
      output.push(chunk);
      limits.onOutput?.(decoder.write(chunk));
    }
  });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(NOT_FOUND));
    // What the program has started and left behind, should it have crashed.
    child.once('exit', endGroup);
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(timer);
  limits.signal.removeEventListener('abort', onAbort);
  limits.signal.throwIfAborted();
  const byCode = exitCode === 0 ? 'ok' : exitCode === NOT_FOUND ? 'not installed' : 'failed';
  return { output: Buffer.concat(output).toString('utf8'), ending: killed ?? byCode };
}
