import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadLipsyncModel, segmentsOfAudio, type VisemeSegment } from '@avatarium/lipsync';
import { readSound } from '../audio-files/read-sound.js';
import { AudioFileError } from '../audio-files/sound.js';
import { StartError } from '../config/start-error.js';

const LIPSYNC_HELP = `Usage: avatarium lipsync FILE [--json]

Prints what the mouth does in a recording of speech: from when to when, in seconds, it shows which of the 15
visemes sil PP FF TH DD kk CH SS nn RR aa E ih oh ou. FILE is WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus, or whatever
ffmpeg reads where it is installed, up to an hour long; "-" is the standard input. Channels are mixed.

  --json          an array of {"start", "end", "viseme"}
`;

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
const FILE_ERRORS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
};

/** Runs `avatarium lipsync …`. @throws StartError with the one line to print */
export async function runLipsync(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    process.stdout.write(LIPSYNC_HELP);
    return 0;
  }
  const [file, ...rest] = positionals;
  if (!file) throw new StartError('lipsync: which file? See avatarium lipsync --help', 2);
  if (rest.length > 0)
    throw new StartError(`lipsync: there is no place for "${rest[0]}", it takes one file`, 2);
  const segments = await segmentsOfFile(file);
  process.stdout.write(values.json ? asJson(segments) : asTable(segments));
  return 0;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split('. ', 1).join('') : String(error), 2);
  }
}

async function segmentsOfFile(file: string): Promise<VisemeSegment[]> {
  const name = file === '-' ? 'standard input' : file;
  try {
    if (file !== '-' && (await stat(file)).isDirectory()) throw new AudioFileError('is a folder');
    const model = await loadLipsyncModel();
    const { pcm, sampleRateHz } = await readSound(file === '-' ? process.stdin : file);
    return segmentsOfAudio(model, pcm, sampleRateHz);
  } catch (error) {
    if (error instanceof AudioFileError) throw new StartError(`${name}: ${error.message}`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (FILE_ERRORS[code]) throw new StartError(`${name}: ${FILE_ERRORS[code]}`);
    throw error;
  }
}

/** To the millisecond: rows are ten of them apart. */
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function asJson(segments: readonly VisemeSegment[]): string {
  const entries = segments.map(({ startS, endS, viseme }) =>
    JSON.stringify({ start: rounded(startS), end: rounded(endS), viseme }),
  );
  return `[${entries.join(',\n ')}]\n`;
}

function asTable(segments: readonly VisemeSegment[]): string {
  const column = (text: string) => text.padStart(9);
  const lines = segments.map(
    ({ startS, endS, viseme }) => `${column(startS.toFixed(3))} ${column(endS.toFixed(3))}  ${viseme}`,
  );
  return [`${column('start')} ${column('end')}  viseme`, ...lines, ''].join('\n');
}
