import { reason } from '../../api/reason.js';
import type { Avatar } from '../../api/types.js';

type AvatarStatus = Avatar['status'];

export const STATE_WORDS: Record<AvatarStatus, { label: string; look: string; text: string }> = {
  1: { label: 'Waiting', look: 'waiting', text: 'Its media will be fetched as soon as there is a place.' },
  2: { label: 'Being made', look: 'running', text: 'Its media is being fetched and checked.' },
  3: { label: 'Ready', look: 'ready', text: 'Sessions can be started with it.' },
  4: { label: 'Failed', look: 'failed', text: '' },
};

export const isOwn = ({ from }: Avatar): boolean => from === 3;
export const isSettled = ({ status }: Avatar): boolean => status > 2;

/** Why it failed. Media with a picture got through every check: that much is said as well. */
export function failureWords({ error, thumbnailUrl }: Pick<Avatar, 'error' | 'thumbnailUrl'>): string {
  const why = reason(error?.msg ?? '');
  return thumbnailUrl ? `Its media is fine and is kept. ${why}` : why;
}
