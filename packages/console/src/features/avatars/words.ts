import { reason } from '../../api/reason.js';
import type { Avatar } from '../../api/types.js';

type AvatarStatus = Avatar['status'];

interface StateWords {
  label: string;
  look: 'waiting' | 'running' | 'failed' | undefined;
  text: string;
}

export const STATE_WORDS: Record<AvatarStatus, StateWords> = {
  1: {
    label: 'Waiting',
    look: 'waiting',
    text: 'Its media is fetched and checked as soon as its turn comes.',
  },
  2: { label: 'Being made', look: 'waiting', text: 'Its media is being fetched and checked.' },
  3: { label: 'Ready', look: 'running', text: 'Sessions can be started with it.' },
  4: { label: 'Failed', look: 'failed', text: '' },
};

export const isOwn = ({ from }: Avatar): boolean => from === 3;
export const isSettled = ({ status }: Avatar): boolean => status > 2;

/** Why it failed. Media with a picture got through every check: that much is said as well. */
export function failureWords({ error, thumbnailUrl }: Pick<Avatar, 'error' | 'thumbnailUrl'>): string {
  const why = reason(error?.msg ?? '', 'Its address');
  return thumbnailUrl ? `Its media is fine and is kept. ${why}` : why;
}
