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
  const [answer, setAnswer] = useState<Answer<T>>({ key });
  const [turn, setTurn] = useState(0);
  const refresh = useCallback(() => setTurn((now) => now + 1), []);
  const loader = useRef(load);
  useEffect(() => {
    loader.current = load;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another request
  useEffect(() => {
    if (paused) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    const ask = async () => {
      clearTimeout(timer);
      if (busy) return;
      busy = true;
      try {
        const data = await loader.current(abort.signal);
        if (!abort.signal.aborted) setAnswer({ key, data, dataAt: Date.now() });
      } catch (error) {
        const problem = plainWords(error);
        if (!abort.signal.aborted)
          setAnswer((last) => (last.key === key ? { ...last, problem } : { key, problem }));
      }
      busy = false;
      if (everyMs !== undefined && !document.hidden && !abort.signal.aborted)
        timer = setTimeout(ask, everyMs);
    };
    const onVisible = () => {
      if (everyMs !== undefined && !document.hidden) void ask();
    };
    document.addEventListener('visibilitychange', onVisible);
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [key, everyMs, paused, turn]);

  const { data, problem, dataAt } = answer;
  return { data, problem, dataAt, changing: answer.key !== key, refresh };
}
