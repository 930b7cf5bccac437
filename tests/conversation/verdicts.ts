import type { Transcript } from '@avatarium/contract';
import type { Health, Verdict } from './health.js';
import { STORY, type Talk, TELL } from './talk.js';

/** The second one where a short run cannot tell a fault from a busy moment. */
const MAX_SKEW_MS = { long: 120, short: 300 };
const MAX_SLOWER_MS = 300;
const MIN_FPS = 20;
/** Threads that start when they are first needed have handles, too. */
const MAX_MORE_HANDLES = 20;
/** From so many rows on thirds of them can be compared. */
const LONG_ROWS = 6;
const MAX_GROWTH_MIB = 80;
/** In half an hour a leak of 100 MiB an hour makes more of it. */
const MAX_GAIN_MIB = 40;

/** What a conversation has shown, from what was said and how server and viewer were meanwhile. */
export function verdictsOn(talk: Talk, rows: readonly Health[], entries: Transcript['entries']): Verdict[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) throw new Error('no figures were taken');
  const third = Math.ceil(rows.length / 3);
  // A busy machine spoils single rows. What drifts or leaks does not get well again: the best of the last rows tells.
  const best = (some: readonly Health[], of: (row: Health) => number) =>
    Math.min(...some.map(of).filter(Number.isFinite));
  const atFirst = (of: (row: Health) => number) => best(rows.slice(0, third), of);
  const atLast = (of: (row: Health) => number) => best(rows.slice(-third), of);
  const apart = ({ skewMs }: Health) => Math.abs(skewMs);
  const spoken = ({ spokenMs }: Health) => spokenMs;
  const memory = ({ residentMiB }: Health) => residentMiB;
  const typed = ({ typedMs }: Health) => typedMs;
  const most = (what: string, value: number, limit: number, unit: string): Verdict => ({
    what,
    found: `${value.toFixed(0)} ${unit}`.trim(),
    limit: `at most ${limit} ${unit}`.trim(),
    // Also what could not be measured is a fault.
    ok: value <= limit,
  });
  const isLong = rows.length >= LONG_ROWS;
  const maxSkewMs = isLong ? MAX_SKEW_MS.long : MAX_SKEW_MS.short;
  const handles = (row: Health) => row.sockets + row.files + row.threads;
  const paceVerdicts = (): Verdict[] => [
    most(
      'spoken turns are answered later than at first by',
      atLast(spoken) - atFirst(spoken),
      MAX_SLOWER_MS,
      'ms',
    ),
    most(
      'typed turns are answered later than at first by',
      atLast(typed) - atFirst(typed),
      MAX_SLOWER_MS,
      'ms',
    ),
    {
      what: 'pictures a second at last',
      found: (-atLast(({ fps }) => -fps)).toFixed(1),
      limit: `at least ${MIN_FPS}`,
      ok: -atLast(({ fps }) => -fps) >= MIN_FPS,
    },
  ];
  return [
    {
      what: 'turns lost',
      found: `${talk.lost.length} of ${talk.asked.length}${talk.lost.map((why) => `\n        ${why}`).join('')}`,
      limit: 'none',
      ok: talk.lost.length === 0 && talk.asked.length > 0,
    },
    {
      what: 'spoken turns understood word by word',
      found: String(talk.understood),
      limit: 'some',
      ok: talk.understood > 0,
    },
    ...transcriptVerdicts(talk, entries),
    most('picture and sound apart, at first', atFirst(apart), maxSkewMs, 'ms'),
    most('picture and sound apart, at last', atLast(apart), maxSkewMs, 'ms'),
    ...(isLong ? paceVerdicts() : []),
    most('more sockets, files and threads', atLast(handles) - atFirst(handles), MAX_MORE_HANDLES, ''),
    most('more processes', last.processes - first.processes, 0, ''),
    { what: 'tracks', found: String(last.tracks), limit: '2', ok: last.tracks === 2 },
    isLong
      ? most('memory gained from first to last third', atLast(memory) - atFirst(memory), MAX_GAIN_MIB, 'MiB')
      : most('memory gained', last.residentMiB - first.residentMiB, MAX_GROWTH_MIB, 'MiB'),
  ];
}

/** The transcript is what the user's client showed, and of interrupted stories what was said of them. */
function transcriptVerdicts(talk: Talk, entries: Transcript['entries']): Verdict[] {
  const texts = (from: string) =>
    entries.filter((entry) => entry.from === from && !entry.interrupted).map(({ text }) => text);
  const stories = entries.flatMap(({ text }, at) => (text === TELL ? [entries[at + 1]] : []));
  const cut = stories.filter(
    (story) =>
      story?.from === 'bot' &&
      story.interrupted &&
      story.text.length < STORY.length &&
      STORY.startsWith(story.text),
  );
  const same = (what: string, kept: readonly string[], shown: readonly string[]): Verdict => {
    const at = shown.findIndex((text, index) => text !== kept[index]);
    const differs =
      at < 0 ? `${kept.length} of ${shown.length}` : `differs at ${at}: "${kept[at]}" for "${shown[at]}"`;
    return { what, found: differs, limit: 'as shown', ok: at < 0 && kept.length === shown.length };
  };
  return [
    same('questions in the transcript', texts('user'), talk.asked),
    same('answers in the transcript', texts('bot'), talk.answers),
    {
      what: 'interrupted stories kept as far as they were told',
      found: `${cut.length} of ${stories.length}`,
      limit: 'all',
      ok: cut.length === stories.length && cut.length > 0,
    },
  ];
}
