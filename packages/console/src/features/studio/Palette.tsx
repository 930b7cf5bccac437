import type { ActionName } from '@avatarium/contract';
import {
  BicepsFlexed,
  Hand,
  type LucideIcon,
  MoveHorizontal,
  MoveVertical,
  PartyPopper,
  ThumbsUp,
  Wind,
} from 'lucide-react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { Face } from './Face.js';
import { ACTIONS, EXPRESSIONS } from './gestures.js';

const ICONS: Record<ActionName, LucideIcon> = {
  hand_wave: Hand,
  cheer: PartyPopper,
  thumbs_up: ThumbsUp,
  pump_fists: BicepsFlexed,
  nod: MoveVertical,
  shake: MoveHorizontal,
  waft_left: Wind,
  waft_right: Wind,
};

/** Everything the presenter can be asked to do and to look like. */
export function Palette() {
  const { live, state } = useLiveSession();
  const disabled = state.phase !== 'live' || state.reconnecting;
  return (
    <div className="palette">
      <fieldset disabled={disabled}>
        <legend className="label">Actions</legend>
        <div>
          {ACTIONS.map(({ action, label }, index) => {
            const Icon = ICONS[action];
            return (
              <Button
                key={action}
                size="small"
                className={action === 'waft_left' ? 'mirrored' : ''}
                icon={<Icon size={17} aria-hidden />}
                aria-keyshortcuts={`${index + 1}`}
                title={`${label} (${index + 1})`}
                onClick={() => live.talk.command({ cmd: 'set-action', data: { action } }, label)}
              >
                {label}
              </Button>
            );
          })}
        </div>
      </fieldset>
      <fieldset disabled={disabled}>
        <legend className="label">Expressions</legend>
        <div>
          {EXPRESSIONS.map(({ expression, label }, index) => (
            <Button
              key={expression}
              size="small"
              icon={<Face expression={expression} size={18} />}
              aria-keyshortcuts={`Shift+${index + 1}`}
              title={`${label} (Shift+${index + 1})`}
              onClick={() => live.talk.command({ cmd: 'set-action', data: { expression } }, label)}
            >
              {label}
            </Button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
