import { useCallback, useEffect, useRef, useState } from 'react';
import { plainWords } from './errors.js';

/** What was asked for, as far as it has come. */
export interface Query<T> {
  /** The last good answer; it stays while another is on its way, and when that fails. */
  data?: T;
  /** Why the last try failed, in plain words. */
  problem?: string;
  /** When `data` came, milliseconds since 1970. */
  dataAt?: number;
  /** An answer to something new is on its way: `data`, if any, belongs to what was asked for before. */
  changing: boolean;
  /** Asks again at once. */
  refresh(): void;
}

interface QueryOptions {
  /** Asks again this long after every answer, while the tab is looked at, milliseconds. */
  everyMs?: number;
  /** Asks nothing for now. */
  paused?: boolean;
}

interface Answer<T> {
  key: string;
  /** Which request it answers. */
  turn: number;
  data?: T;
  problem?: string;
  dataAt?: number;
}

/**
 * Asks the server, keeps the answer, and asks again: when `key` changes, on `refresh`, and every so often. A request
 * that nobody waits for any more is given up.
 * @param key tells one question from another; `load` may be another function in every render
 */
export function useQuery<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs, paused = false }: QueryOptions = {},
): Query<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ key, turn: -1 });
  const [turn, setTurn] = useState(0);
  const refresh = useCallback(() => setTurn((now) => now + 1), []);
  const loader = useRef(load);
  useEffect(() => {
    loader.current = load;
  });

  useEffect(() => {
    if (paused) return;
    const abort = new AbortController();
    const settle = (next: (last: Answer<T>) => Answer<T>) => {
      if (!abort.signal.aborted) setAnswer(next);
    };
    loader.current(abort.signal).then(
      (data) => settle(() => ({ key, turn, data, dataAt: Date.now() })),
      (error) =>
        settle((last) => ({ ...(last.key === key ? last : {}), key, turn, problem: plainWords(error) })),
    );
    return () => abort.abort();
  }, [key, paused, turn]);

  const waiting = answer.key !== key || answer.turn !== turn;
  // Apart from the asking itself: another pace is no reason to ask at once.
  useEffect(() => {
    if (paused || waiting || everyMs === undefined) return;
    const ask = () => {
      if (!document.hidden) refresh();
    };
    const timer = setTimeout(ask, everyMs);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [everyMs, paused, waiting, refresh]);

  const { data, problem, dataAt } = answer;
  return { data, problem, dataAt, changing: answer.key !== key, refresh };
}
