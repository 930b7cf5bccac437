import { useId } from 'react';
import type { Avatar } from '../../api/types.js';
import { Portrait } from '../../ui/Portrait.js';
import { hrefTo } from '../../workspace/route.js';
import { isReady } from '../../workspace/setup.js';

interface PresenterPickerProps {
  avatars: Avatar[];
  chosenId?: string;
  onChoose(avatarId: string): void;
}

export function PresenterPicker({ avatars, chosenId, onChoose }: PresenterPickerProps) {
  const name = useId();
  // What failed can never go on stage; it is to be seen among the avatars.
  const shown = avatars.filter(({ status }) => status !== 4);
  if (shown.length === 0) {
    return (
      <div className="field">
        <span className="label">Presenter</span>
        <p className="hint">
          This server has no presenter yet. See the <a href={hrefTo('avatars')}>avatars</a> for what there is
          and for how to make one.
        </p>
      </div>
    );
  }
  return (
    <fieldset className="presenters">
      <legend className="label">Presenter</legend>
      {shown.map((avatar) => (
        <label key={avatar.avatar_id} className="presenter" title={avatar.avatar_id}>
          <input
            type="radio"
            name={name}
            checked={avatar.avatar_id === chosenId}
            disabled={!isReady(avatar)}
            onChange={() => onChoose(avatar.avatar_id)}
          />
          <Portrait name={avatar.name} url={avatar.thumbnailUrl} />
          <span className="presenter-name">{avatar.name}</span>
          {!isReady(avatar) && <span className="hint">Being prepared</span>}
        </label>
      ))}
    </fieldset>
  );
}
