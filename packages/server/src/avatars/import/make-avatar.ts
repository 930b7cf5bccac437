import { rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AVATAR_STEPS, type AvatarStep, ERRORS, type ErrorName } from '@avatarium/contract';
import { z } from 'zod';
import { type Confinement, runConfined } from '../../programs/confined.js';
import { workerUrl } from '../../threads.js';
import type { MakeRequest, SourceKind } from './make-messages.js';
import { ImportError } from './rules.js';

const MAKER = fileURLToPath(workerUrl(import.meta.url, './make-avatar.child.js'));
const MAX_OUTPUT_BYTES = 256 * 1024;
const MAX_ADVICE = 50;

const LIMITS: Record<SourceKind, Pick<Confinement, 'timeoutMs' | 'maxMemoryMb' | 'maxFileMb'>> = {
  portrait: { timeoutMs: 180_000, maxMemoryMb: 2048, maxFileMb: 128 },
  video: { timeoutMs: 600_000, maxMemoryMb: 3072, maxFileMb: 512 },
  pack: { timeoutMs: 120_000, maxMemoryMb: 2048, maxFileMb: 512 },
};

/** Whatever a pack brings is text that can be stored. */
const text = (length: number) =>
  z.string().transform((sent) => sent.replace(/[\0\p{Cs}]/gu, '').slice(0, length));

const made = z.object({
  quality: z.object({
    score: z.number().min(0).max(1),
    advice: z.array(z.object({ code: text(100), text: text(500) })).max(MAX_ADVICE),
  }),
  licence: text(1000).nullable(),
  consent: z.object({ statement: text(2000), givenAt: z.int().nonnegative() }).nullable(),
  /** Of the picture of a pack. */
  pictureType: z.enum(['image/png', 'image/jpeg', 'image/webp']).nullable(),
});
export type MadeAvatar = z.output<typeof made>;

const report = z.union([
  z.object({
    progress: z.number().min(0).max(1),
    step: z.enum(Object.keys(AVATAR_STEPS) as AvatarStep[]),
  }),
  z.object({
    refused: z.object({ error: z.string().refine((name) => name in ERRORS), msg: text(500) }),
  }),
  z.object({ broken: text(2000) }),
  z.object({ made }),
]);

function reportOf(line: string): z.output<typeof report> | null {
  try {
    return report.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Has a process of its own make an avatar, under limits, since what it reads is foreign. When it is made, its files
 * lie where the request says.
 *
 * @param paper a path that nothing is at yet, for the request; names and statements are no one else's business
 * @throws ImportError with what the process says, or when it crashes or takes too long
 */
export async function makeAvatar(
  request: MakeRequest,
  context: { paper: string; signal: AbortSignal; onProgress(part: number, step: AvatarStep): void },
): Promise<MadeAvatar> {
  const { paper, signal, onProgress } = context;
  const limits = LIMITS[request.kind];
  await writeFile(paper, JSON.stringify(request), { mode: 0o600 });
  let unread = '';
  let outcome: z.output<typeof report> | null = null;
  const onOutput = (chunk: string) => {
    const lines = (unread + chunk).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      const read = reportOf(line);
      if (read && 'progress' in read) {
        onProgress(read.progress, read.step);
      } else {
        outcome = read ?? outcome;
      }
    }
  };
  try {
    const heapMb = Math.round(limits.maxMemoryMb / 2);
    const { ending } = await runConfined([process.execPath, `--max-old-space-size=${heapMb}`, MAKER, paper], {
      ...limits,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
      onOutput,
    });
    return requireMade(outcome, ending, limits.timeoutMs);
  } finally {
    await rm(paper, { force: true });
  }
}

function requireMade(outcome: z.output<typeof report> | null, ending: string, timeoutMs: number): MadeAvatar {
  if (ending === 'timeout') {
    throw new ImportError(
      'processingError',
      `url: making the avatar took longer than ${timeoutMs / 1000} s; a smaller picture or a shorter video is quicker`,
    );
  }
  if (outcome && 'refused' in outcome) {
    throw new ImportError(outcome.refused.error as ErrorName, outcome.refused.msg);
  }
  if (ending !== 'ok' || !outcome || !('made' in outcome)) {
    const cause = outcome && 'broken' in outcome ? outcome.broken : `it ended as: ${ending}`;
    throw new ImportError(
      'videoUnparsable',
      'url: the media cannot be read; it is damaged or cut short',
      cause,
    );
  }
  return outcome.made;
}

/** Size of what was written, in bytes. @throws Error when nothing was */
export async function writtenBytes(path: string): Promise<number> {
  const { size } = await stat(path);
  if (size === 0) {
    throw new Error(`nothing was written to ${path}`);
  }
  return size;
}
