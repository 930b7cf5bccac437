import type { AvatarFrame } from './protocol.js';

/** One thing that was said, typed, heard, or that the console wants to mention. */
export interface Line {
  id: string;
  from: 'bot' | 'user' | 'note';
  /** How a user's line came about. */
  origin?: 'typed' | 'heard';
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** All of its text has arrived. */
  complete: boolean;
  /** It is being heard now. */
  speaking: boolean;
  /** It was stopped before its end. */
  interrupted: boolean;
  /** Why the avatar did not take it. */
  problem?: string;
}

export interface Transcript {
  lines: Line[];
  /** Id of the line that is being heard; an avatar can be heard before its text arrives. */
  speakingId?: string;
  /** A stop was asked for while this line was being heard. */
  stoppingId?: string;
  /** Highest `idx` taken of each unfinished message: a repeated part is not appended twice. */
  lastIdx: Record<string, number>;
}

export type TranscriptEvent =
  | { type: 'typed'; mid: string; text: string; at: number; interrupts: boolean }
  | { type: 'note'; id: string; text: string; at: number }
  | { type: 'refused'; mid: string; reason: string }
  | { type: 'stop-asked' }
  | { type: 'frame'; frame: AvatarFrame; at: number }
  | { type: 'ended' };

/** Speech without an id, which a foreign server may send. */
const UNNAMED = 'unnamed';

export const emptyTranscript: Transcript = { lines: [], lastIdx: {} };

export function reduceTranscript(state: Transcript, event: TranscriptEvent): Transcript {
  switch (event.type) {
    case 'typed': {
      const line = newLine(event.mid, 'user', event.at, {
        text: event.text,
        complete: true,
        origin: 'typed',
      });
      const stoppingId = event.interrupts ? state.speakingId : state.stoppingId;
      return { ...state, stoppingId, lines: [...state.lines, line] };
    }
    case 'note':
      return {
        ...state,
        lines: [...state.lines, newLine(event.id, 'note', event.at, { text: event.text, complete: true })],
      };
    case 'refused':
      return update(state, event.mid, (line) => ({ ...line, problem: event.reason }));
    case 'stop-asked':
      return { ...state, stoppingId: state.speakingId };
    case 'ended':
      return silence(state, false);
    case 'frame':
      return reduceFrame(state, event.frame, event.at);
  }
}

function reduceFrame(state: Transcript, frame: AvatarFrame, at: number): Transcript {
  if (frame.kind === 'ack') return state;
  if (frame.kind === 'chat') return appendText(state, frame, at);
  if (!frame.speaking) return silence(state, state.stoppingId !== undefined);
  const id = frame.mid ?? UNNAMED;
  const quiet = silence(state, false);
  const spoken = frame.mid === undefined ? quiet : ensureLine(quiet, id, 'bot', at);
  return {
    ...update(spoken, id, (line) => ({ ...line, speaking: true })),
    speakingId: id,
    stoppingId: undefined,
  };
}

function appendText(
  state: Transcript,
  frame: Extract<AvatarFrame, { kind: 'chat' }>,
  at: number,
): Transcript {
  const { mid, from, text, idx, fin } = frame;
  const last = state.lastIdx[mid];
  if (idx !== undefined && last !== undefined && idx <= last) return state;
  if (text === '' && !state.lines.some((line) => line.id === mid)) return state;
  const next = update(ensureLine(state, mid, from, at), mid, (line) => ({
    ...line,
    text: line.text + text,
    complete: fin,
  }));
  const { [mid]: _, ...others } = state.lastIdx;
  return { ...next, lastIdx: fin || idx === undefined ? others : { ...others, [mid]: idx } };
}

/** Nothing is heard any more; a line that never got any text goes with the sound. */
function silence(state: Transcript, interrupted: boolean): Transcript {
  const id = state.speakingId;
  if (id === undefined) return { ...state, stoppingId: undefined };
  const next = update(state, id, (line) => ({ ...line, speaking: false, interrupted }));
  const lines = next.lines.filter((line) => line.id !== id || line.text !== '');
  return { ...next, lines, speakingId: undefined, stoppingId: undefined };
}

function ensureLine(state: Transcript, id: string, from: Line['from'], at: number): Transcript {
  if (state.lines.some((line) => line.id === id)) return state;
  const extra = from === 'user' ? { origin: 'heard' as const } : {};
  return { ...state, lines: [...state.lines, newLine(id, from, at, extra)] };
}

function newLine(id: string, from: Line['from'], at: number, extra: Partial<Line>): Line {
  return { id, from, text: '', at, complete: false, speaking: false, interrupted: false, ...extra };
}

function update(state: Transcript, id: string, change: (line: Line) => Line): Transcript {
  if (!state.lines.some((line) => line.id === id)) return state;
  return { ...state, lines: state.lines.map((line) => (line.id === id ? change(line) : line)) };
}
