import { useState } from 'react';
import { closeSession } from '../../api/endpoints.js';
import { plainWords } from '../../api/errors.js';
import type { Session } from '../../api/types.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { useToast } from '../../ui/toast.js';
import { usePlanOf } from '../../workspace/context.js';
import { goTo } from '../../workspace/route.js';
import { letsIn } from './words.js';

interface SessionWays {
  /** It is the one on this page's stage. */
  isMine: boolean;
  /** Somebody can be in its room from this page. */
  canJoin: boolean;
  closing: boolean;
  close(): Promise<void>;
  join(): void;
}

/** What can be done with a session from a list. */
export function useSessionWays(session: Session, onChanged: () => void): SessionWays {
  const toast = useToast();
  const { live, state } = useLiveSession();
  const planOf = usePlanOf();
  const [closing, setClosing] = useState(false);
  const isMine = state.session?._id === session._id && state.phase === 'live';

  const close = async () => {
    setClosing(true);
    try {
      if (isMine) await live.end();
      else await closeSession(session._id);
    } catch (error) {
      toast({ title: 'Not closed', text: plainWords(error) });
    } finally {
      setClosing(false);
      onChanged();
    }
  };

  const join = () => {
    goTo('studio');
    if (isMine) return;
    live
      .rejoin(session._id, planOf)
      .catch((error: unknown) => toast({ title: 'Not joined', text: plainWords(error) }));
  };

  return { isMine, canJoin: session.status === 2 && letsIn(session), closing, close, join };
}
