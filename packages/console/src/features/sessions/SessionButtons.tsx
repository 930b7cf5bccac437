import { DoorOpen, X } from 'lucide-react';
import type { Session } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { useSessionWays } from './useSessionWays.js';
import { isOpen } from './words.js';

/** To join and to close a session that is not over. */
export function SessionButtons({ session, onChanged }: { session: Session; onChanged(): void }) {
  const { isMine, canJoin, closing, close, join } = useSessionWays(session, onChanged);
  return (
    <>
      {canJoin && (
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
    </>
  );
}
