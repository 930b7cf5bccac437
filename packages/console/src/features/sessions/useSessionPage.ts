import { useCallback, useEffect, useState } from 'react';
import { listSessions } from '../../api/endpoints.js';
import { plainWords } from '../../api/errors.js';
import type { Session, SessionStatus } from '../../api/types.js';

const REFRESH_MS = 3000;
export const PAGE_SIZE = 20;

interface SessionPage {
  count: number;
  sessions: Session[];
}

/** One page of the list, renewed every few seconds while the tab is looked at. A failure keeps what was there. */
export function useSessionPage(page: number, status: SessionStatus | undefined) {
  const [data, setData] = useState<SessionPage>();
  const [problem, setProblem] = useState<string>();
  const [turn, setTurn] = useState(0);
  const refresh = useCallback(() => setTurn((now) => now + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another request
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      if (!document.hidden) {
        try {
          const { count, result } = await listSessions(page, PAGE_SIZE, status, abort.signal);
          setData({ count, sessions: result });
          setProblem(undefined);
        } catch (error) {
          if (abort.signal.aborted) return;
          setProblem(plainWords(error));
        }
      }
      if (!abort.signal.aborted) timer = setTimeout(load, REFRESH_MS);
    };
    void load();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [page, status, turn]);

  return { data, problem, refresh };
}
