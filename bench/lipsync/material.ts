import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PhoneSegment } from '@avatarium/lipsync';
import type { Clip } from './clip.js';
import { readWav } from './wav.js';

const run = promisify(execFile);
const SENTENCES = new URL('../../lipsync/sentences.txt', import.meta.url);
const CACHE = fileURLToPath(new URL('../../../.cache/bench-lipsync/', import.meta.url));
const HTS_VOICE = '/usr/share/festival/voices/us/cmu_us_slt_arctic_hts';

export function readSentences(): string[] {
  return readFileSync(SENTENCES, 'utf8').trim().split('\n');
}

/** A voice of flite, which tells when each phone ends. */
export function speakWithFlite(voice: string, sentences: readonly string[]): Promise<Clip[]> {
  return spoken(`flite ${voice}`, sentences, async (folder) => {
    const ends: PhoneEnd[][] = [];
    for (const [at, text] of sentences.entries()) {
      const file = path.join(folder, `${at}.wav`);
      const { stdout } = await run('flite', ['-voice', voice, '-psdur', '-t', text, '-o', file]);
      ends.push([...stdout.matchAll(/(\S+):([\d.]+)/g)].map(([, phone = '', endS]) => [phone, Number(endS)]));
    }
    return ends;
  });
}

/** Festival with a voice of statistical models; it tells when each segment ends. */
export function speakWithFestival(sentences: readonly string[]): Promise<Clip[]> {
  return spoken('festival slt', sentences, async (folder) => {
    const script = sentences.map(
      (text, at) => `
(set! utt (utt.synth (Utterance Text ${JSON.stringify(text)})))
(utt.save.wave utt ${JSON.stringify(path.join(folder, `${at}.wav`))} 'riff)
(mapcar (lambda (s) (format t "${at} %s %f\\n" (item.name s) (item.feat s "end"))) (utt.relation.items utt 'Segment))`,
    );
    const file = path.join(folder, 'speak.scm');
    writeFileSync(file, `(voice_cmu_us_slt_arctic_hts)${script.join('')}`);
    const { stdout } = await run('festival', ['-b', file]);
    return sentences.map((_, at) => {
      const lines = [...stdout.matchAll(new RegExp(`^${at} (\\S+) ([\\d.]+)$`, 'gm'))];
      return lines.map(([, phone = '', endS]): PhoneEnd => [phone, Number(endS)]);
    });
  });
}

type PhoneEnd = [phone: string, endS: number];

/** What a speaker says, from the cache when these sentences were said before. */
async function spoken(
  speaker: string,
  sentences: readonly string[],
  speak: (folder: string) => Promise<PhoneEnd[][]>,
): Promise<Clip[]> {
  const hash = createHash('sha256').update(sentences.join('\n')).digest('hex').slice(0, 12);
  const folder = path.join(CACHE, `${speaker.replace(' ', '-')}-${hash}`);
  const index = path.join(folder, 'phones.json');
  if (!existsSync(index)) {
    mkdirSync(folder, { recursive: true });
    // Written last: a folder without it is not complete.
    writeFileSync(index, JSON.stringify(await speak(folder)));
  }
  const ends = JSON.parse(readFileSync(index, 'utf8')) as PhoneEnd[][];
  return ends.map((phones, at) => {
    const file = path.join(folder, `${at}.wav`);
    return {
      id: `${speaker} ${at + 1}`,
      speaker,
      sound: readWav(readFileSync(file), file),
      phones: segmentsOf(phones),
    };
  });
}

function segmentsOf(ends: readonly PhoneEnd[]): PhoneSegment[] {
  return ends.map(([phone, endS], at) => ({ phone, startS: ends[at - 1]?.[1] ?? 0, endS }));
}

/** What the bench calls, and the Debian packages it is in. */
const TOOLS = [
  { path: 'flite', name: 'flite' },
  { path: 'festival', name: 'festival' },
  { path: HTS_VOICE, name: 'festvox-us-slt-hts' },
  { path: 'pocketsphinx_batch', name: 'pocketsphinx' },
  { path: '/usr/share/pocketsphinx/model/en-us/en-us-phone.lm.bin', name: 'pocketsphinx-en-us' },
  { path: '/usr/share/pocketsphinx/test/data', name: 'pocketsphinx-testdata' },
] as const;

export type Tool = (typeof TOOLS)[number]['name'];

/** Debian packages whose programs or data are not there. */
export function missingTools(): Set<Tool> {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const there = (file: string) =>
    path.isAbsolute(file) ? [file] : folders.map((dir) => path.join(dir, file));
  return new Set(
    TOOLS.filter((tool) => !there(tool.path).some((file) => existsSync(file))).map(({ name }) => name),
  );
}
