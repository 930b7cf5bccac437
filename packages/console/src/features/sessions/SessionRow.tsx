import { DoorOpen, X } from 'lucide-react';
import { useState } from 'react';
import { toCurl } from '../../api/curl.js';
import { closeSession, requests } from '../../api/endpoints.js';
import { plainWords } from '../../api/errors.js';
import type { Session } from '../../api/types.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { clock, moment } from '../../ui/time.js';
import { useToast } from '../../ui/toast.js';
import { useAvatar, usePlanOf, useWorkspace } from '../../workspace/context.js';
import { goTo } from '../../workspace/route.js';
import { isOpen, lengthMs, reasonWords, STATUS_WORDS } from './words.js';

interface SessionRowProps {
  session: Session;
  now: number;
  onChanged(): void;
}

export function SessionRow({ session, now, onChanged }: SessionRowProps) {
  const toast = useToast();
  const { live, state } = useLiveSession();
  const { baseUrl } = useWorkspace();
  const avatar = useAvatar(session.avatar_id);
  const planOf = usePlanOf();
  const [closing, setClosing] = useState(false);
  const { label, look } = STATUS_WORDS[session.status];
  const length = lengthMs(session, now);
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

  return (
    <tr>
      <td>
        <span className={`badge ${look}`}>
          <span className="dot" aria-hidden />
          {label}
        </span>
      </td>
      <td>
        <span className="row-main">{avatar?.name ?? session.avatar_id}</span>
        <code className="row-id">{session._id}</code>
      </td>
      <td data-label="Created">{session.created_at ? <time>{moment(session.created_at)}</time> : '–'}</td>
      <td data-label="Length">{length === undefined ? '–' : <time>{clock(length)}</time>}</td>
      <td data-label="Ended by">{reasonWords(session) || '–'}</td>
      <td className="row-ways">
        {session.status === 2 && session.stream_type === 'livekit' && (
          <Button
            size="small"
            icon={<DoorOpen size={15} />}
            onClick={join}
            aria-label={`Join session ${session._id}`}
          >
            {isMine ? 'Go to it' : 'Join'}
          </Button>
        )}
        {isOpen(session) && (
          <Button
            size="small"
            look="danger"
            icon={<X size={15} />}
            disabled={closing}
            onClick={close}
            aria-label={`Close session ${session._id}`}
          >
            Close
          </Button>
        )}
        <CopyButton
          text={toCurl(requests.sessionDetail(session._id), baseUrl)}
          words="Copy as curl"
          label={`Copy as curl: detail of session ${session._id}`}
        />
      </td>
    </tr>
  );
}
