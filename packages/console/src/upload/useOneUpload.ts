import { useCallback, useEffect, useRef, useState } from 'react';
import { plainWords } from '../api/errors.js';
import { deleteUpload } from '../api/files.js';
import { holdPage } from './leave-guard.js';
import { type StoredFile, sendFile } from './send-file.js';

export interface OneUpload {
  /** `refused` was not worth sending. */
  state: 'none' | 'refused' | 'sending' | 'stored' | 'failed';
  file?: File;
  sentBytes: number;
  /** Why it failed, or cannot even be tried. */
  problem?: string;
  /** @param refusal why this file is not worth sending */
  begin(file: File, refusal?: string): void;
  retry(): void;
  /** Takes it back, from the server too. */
  drop(): void;
  /** What the server made of it, once it is there; rejects when it fails. */
  finished(): Promise<StoredFile>;
  /** It is in use from now on: leaving does not remove it any more. Returns what takes that back. */
  keep(): () => void;
}

interface Running {
  abort: AbortController;
  done: Promise<StoredFile>;
}

/** One file that is sent at once, and is not kept on the server unless something was made of it. */
export function useOneUpload(): OneUpload {
  const [state, setState] = useState<Pick<OneUpload, 'state' | 'file' | 'sentBytes' | 'problem'>>({
    state: 'none',
    sentBytes: 0,
  });
  const running = useRef<Running>(undefined);

  const left = useRef(false);

  const forget = useCallback(() => {
    discard(running.current);
    running.current = undefined;
  }, []);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
      forget();
    };
  }, [forget]);

  const begin = (file: File, refusal?: string) => {
    forget();
    if (refusal) {
      setState({ state: 'refused', file, sentBytes: 0, problem: refusal });
      return;
    }
    setState({ state: 'sending', file, sentBytes: 0 });
    const abort = new AbortController();
    const letGo = holdPage();
    const mine = () => !abort.signal.aborted;
    const onProgress = (sentBytes: number) => mine() && setState((now) => ({ ...now, sentBytes }));
    const done = sendFile(file, { signal: abort.signal, onProgress }).finally(letGo);
    running.current = { abort, done };
    done.then(
      () => mine() && setState({ state: 'stored', file, sentBytes: file.size }),
      (error) => mine() && setState({ state: 'failed', file, sentBytes: 0, problem: plainWords(error) }),
    );
  };

  return {
    ...state,
    begin,
    retry: () => state.file && begin(state.file),
    drop: () => {
      forget();
      setState({ state: 'none', sentBytes: 0 });
    },
    finished: async () => {
      if (!running.current) throw new Error('No file was chosen.');
      const { abort, done } = running.current;
      const stored = await done;
      // Given up in the very moment in which it arrived.
      abort.signal.throwIfAborted();
      return stored;
    },
    keep: () => {
      const kept = running.current;
      running.current = undefined;
      return () => {
        if (left.current || running.current) discard(kept);
        else running.current = kept;
      };
    },
  };
}

/** Stops it; it may have come in whole all the same. */
function discard(upload: Running | undefined): void {
  upload?.abort.abort();
  upload?.done.then(({ url }) => deleteUpload(url)).catch(() => {});
}
