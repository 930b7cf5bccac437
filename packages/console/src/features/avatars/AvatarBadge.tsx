import type { Avatar } from '../../api/types.js';
import { Badge } from '../../ui/Badge.js';
import { isOwn, STATE_WORDS } from './words.js';

/** How far an avatar is; built-in ones have always been there. */
export function AvatarBadge({ avatar }: { avatar: Avatar }) {
  if (!isOwn(avatar)) return <Badge dot={false}>Built in</Badge>;
  const { label, look } = STATE_WORDS[avatar.status];
  return <Badge look={look}>{label}</Badge>;
}
