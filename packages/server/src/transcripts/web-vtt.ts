import type { TranscriptEntry } from './port.js';

/** What was written took no time; a cue is to be read all the same. */
const MIN_CUE_MS = 1000;

const VOICES = { bot: 'Avatar', user: 'User' } as const;

/** Hours, minutes, seconds and milliseconds, as `00:01:02.345`. */
function timestamp(ms: number): string {
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(ms % 1000, 3)}`;
}

/** On one line, since an empty one would end the cue. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/**
 * A transcript as WebVTT (https://www.w3.org/TR/webvtt1/): a cue for each turn, with who spoke as its voice.
 *
 * @param startMs what the cues' times count from, in milliseconds since 1970
 */
export function webVtt(sessionId: string, startMs: number, entries: readonly TranscriptEntry[]): string {
  const cues = entries.map((entry, at) => {
    const from = Math.max(0, entry.startMs - startMs);
    const to = Math.max(from + MIN_CUE_MS, entry.endMs - startMs);
    const broken = entry.interrupted ? ' …' : '';
    return `${at + 1}\n${timestamp(from)} --> ${timestamp(to)}\n<v ${VOICES[entry.from]}>${escaped(entry.text)}${broken}`;
  });
  return `${['WEBVTT', `NOTE Session ${sessionId}`, ...cues].join('\n\n')}\n`;
}
