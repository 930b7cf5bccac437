import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What is opened: a presenter by its id, or the pack of a file. */
export type Subject = { presenter: string } | { pack: string };

/** Megabytes of resident memory, of a process that does nothing else. */
export interface Memory {
  /** What each further session of one avatar brings: the median growth a session, over all stretches of ten. */
  sessionMb: number;
  /** What the first brings, most of which the others share. */
  firstMb: number;
}

/** Measures sessions in 720p before a plain colour in a fresh process, where nothing else grows or shrinks. */
export async function memoryOf(subject: Subject): Promise<Memory> {
  const script = fileURLToPath(new URL('memory-process.js', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify(subject)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the measuring process ended with code ${code}`);
  return JSON.parse(out) as Memory;
}
