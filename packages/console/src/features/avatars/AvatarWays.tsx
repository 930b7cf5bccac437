import { Download, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { avatarPackPath, deleteAvatar } from '../../api/avatars.js';
import type { Avatar } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { useStudioWith } from '../../workspace/context.js';
import { isReady } from '../../workspace/setup.js';
import { dropUploadsOf } from './passing-uploads.js';
import { isOwn } from './words.js';

/** What can be done with an avatar. */
export function AvatarWays({ avatar, onDeleted }: { avatar: Avatar; onDeleted(): void }) {
  const studioWith = useStudioWith();
  const [asking, setAsking] = useState(false);
  const { name, avatar_id } = avatar;
  if (!isReady(avatar) && !isOwn(avatar)) return null;
  return (
    <div className="avatar-ways">
      {isReady(avatar) && (
        <Button
          look="primary"
          icon={<Play size={17} fill="currentColor" />}
          onClick={() => studioWith({ avatarId: avatar_id })}
        >
          Start a session with it
        </Button>
      )}
      {isOwn(avatar) && isReady(avatar) && (
        <a className="button" href={avatarPackPath(avatar_id)} download={`${avatar_id}.avatar`}>
          <Download size={16} aria-hidden />
          Export
        </a>
      )}
      {isOwn(avatar) && (
        <Button look="danger" icon={<Trash2 size={16} />} onClick={() => setAsking(true)}>
          Delete
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          title="Delete this avatar?"
          verb="Delete"
          onConfirm={async () => {
            await deleteAvatar(avatar_id);
            dropUploadsOf([avatar_id]);
            onDeleted();
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            <strong>{name}</strong> and its media are removed from the server. Sessions cannot be started with{' '}
            <code>{avatar_id}</code> any more; those that run go on.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
