import { RotateCcw, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { StartPlan } from '../../live/state.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { clock } from '../../ui/time.js';
import { canGoBack, endWords } from './end-words.js';

interface EndCardProps {
  onStartAgain(plan: StartPlan): void;
  onRejoin(id: string): void;
}

/** Why it is over, and the ways on. Takes the focus, which the ended session's controls have lost. */
export function EndCard({ onStartAgain, onRejoin }: EndCardProps) {
  const { live, state } = useLiveSession();
  const { end, plan, session } = state;
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.focus(), []);
  if (!end) return null;
  const { title, text } = endWords(end);
  const back = session && canGoBack(end);
  return (
    <div className="stage-card end-card" role="alertdialog" aria-label={title} tabIndex={-1} ref={card}>
      <h2>{title}</h2>
      <p>{text}</p>
      {end.lengthMs !== undefined && <p className="figures-text">It ran for {clock(end.lengthMs)}.</p>}
      <div className="end-ways">
        {back && (
          <Button look="primary" icon={<Undo2 size={18} />} onClick={() => onRejoin(session._id)}>
            Go back into it
          </Button>
        )}
        {plan && (
          <Button
            look={back ? undefined : 'primary'}
            icon={<RotateCcw size={18} />}
            onClick={() => onStartAgain(plan)}
          >
            Start again
          </Button>
        )}
        <Button onClick={() => live.dismiss()}>Change set-up</Button>
      </div>
    </div>
  );
}
