import { Play } from 'lucide-react';
import { mediaUrl } from '../../api/media-url.js';
import type { Avatar } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { Progress } from '../../ui/Progress.js';
import { useStudioWith } from '../../workspace/context.js';
import { hrefTo } from '../../workspace/route.js';
import { isReady } from '../../workspace/setup.js';
import { AvatarBadge } from './AvatarBadge.js';
import { failureWords, isOwn, isSettled, makingWords } from './words.js';

/** One avatar of the gallery. The whole card leads to what there is to know of it. */
export function AvatarCard({ avatar }: { avatar: Avatar }) {
  const studioWith = useStudioWith();
  const { name, avatar_id, status } = avatar;
  return (
    <li className="avatar-card">
      <Look avatar={avatar} />
      <div className="avatar-card-words">
        <div className="avatar-card-head">
          <a className="row-link" href={hrefTo('avatars', avatar_id)}>
            {name}
            <span className="visually-hidden">, details</span>
          </a>
          <code className="row-id">{avatar_id}</code>
        </div>
        {status === 4 && <p className="hint avatar-why">{failureWords(avatar).why}</p>}
        {status === 2 && (
          <div className="avatar-making">
            <Progress label={`Making ${name}`} part={avatar.progress} />
            <p className="hint">{makingWords(avatar)}</p>
          </div>
        )}
        <div className="avatar-card-foot">
          <AvatarBadge avatar={avatar} />
          {isReady(avatar) && (
            <Button
              size="small"
              icon={<Play size={14} fill="currentColor" />}
              aria-label={`Use ${name} in the studio`}
              onClick={() => studioWith({ avatarId: avatar_id })}
            >
              Use it
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

function Look({ avatar }: { avatar: Avatar }) {
  const source = mediaUrl(avatar.thumbnailUrl);
  return (
    <div className="avatar-look" data-own={isOwn(avatar) || undefined}>
      {source ? (
        <img src={source} alt="" loading="lazy" />
      ) : (
        <span className="monogram" aria-hidden>
          {isSettled(avatar) ? avatar.name.slice(0, 1) : <span className="spinner" />}
        </span>
      )}
    </div>
  );
}
