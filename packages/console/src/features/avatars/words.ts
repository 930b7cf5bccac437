import { AVATAR_STEPS } from '@avatarium/contract/avatar-steps';
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
    text: 'It is made as soon as its turn comes.',
  },
  2: { label: 'Being made', look: 'waiting', text: 'A portrait takes seconds, a video a minute or two.' },
  3: { label: 'Ready', look: 'running', text: 'Sessions can be started with it.' },
  4: { label: 'Failed', look: 'failed', text: '' },
};

export const isOwn = ({ from }: Avatar): boolean => from === 3;
export const isSettled = ({ status }: Avatar): boolean => status > 2;

/** What goes on while it is made; what states in general mean where nobody says. */
export function makingWords({ status, step }: Pick<Avatar, 'status' | 'step'>): string {
  if (step === undefined) return STATE_WORDS[status].text;
  const words = AVATAR_STEPS[step];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} …`;
}

/** What helps against an error, by its code, where its words do not say so themselves. */
const REMEDIES: Record<number, string> = {
  1204: 'Cut it: one minute is best.',
  1207: 'Make it smaller and try again.',
  1208: 'Save it again, as JPEG or as MP4.',
  1209: 'Save it again as MP4 with H.264.',
  1210: 'Save it again with 30 frames a second.',
  1220: 'Look whether the address works in another browser.',
  1223: 'Delete avatars or files that are not needed any more.',
};

/** Why it failed, and what to do about it. */
export function failureWords({ error }: Pick<Avatar, 'error'>): { why: string; remedy?: string } {
  return { why: reason(error?.msg ?? '', 'It'), remedy: error && REMEDIES[error.code] };
}

/** A score as words. */
export function qualityWords(score: number): string {
  if (score >= 0.8) return 'Very good';
  if (score >= 0.6) return 'Good';
  return score >= 0.4 ? 'Fair' : 'Poor';
}
