import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggedRequest } from '@avatarium/contract';
import type { Caller } from '../../storage/account-port.js';
import { cut } from '../cut.js';

/** More notes than this on one request say nothing new. */
const MAX_NOTES = 50;

/** What is noted about a request while it is worked on. */
export interface RequestNotes {
  /** When it came, in milliseconds since 1970. */
  readonly timeMs: number;
  /** Null until the caller is known. */
  caller: Caller | null;
  accepted: LoggedRequest['accepted'];
  broken: { field: string | null; problem: string }[];
  /** The envelope that was answered with. */
  reply: { code: number; msg: string } | null;
}

const current = new AsyncLocalStorage<RequestNotes>();

/** Runs `action`; what it notes, now or later, goes to these notes. */
export function runNoting(notes: RequestNotes, action: () => void): void {
  current.run(notes, action);
}

/** Notes, for the request that is being worked on, that a field was ignored, filled in or replaced. */
export function noteAccepted(field: string, note: string): void {
  const notes = current.getStore();
  if (notes && notes.accepted.length < MAX_NOTES) {
    notes.accepted.push({ field: cut(field, 200), note });
  }
}

/** Notes what is wrong with a field of the request that is being worked on. */
export function noteBroken(field: string, problem: string): void {
  const notes = current.getStore();
  if (notes && notes.broken.length < MAX_NOTES) {
    notes.broken.push({ field, problem });
  }
}
